"""The pages, one module a seat or area."""

from web.pages import (
    accounts,
    agencies,
    archive,
    case,
    duties,
    entrance,
    grants,
    handover,
    head,
    inbox,
    intake,
    leader,
    legal,
    letters,
    papers,
    recheck,
    rules,
    security_log,
    settings,
    units,
    verification,
    verify,
)

#: Every area of the site.
PAGES = (
    entrance.pages, inbox.pages, duties.pages, intake.pages, case.pages, head.pages,
    leader.pages, legal.pages,
    verification.pages, recheck.pages, letters.pages, papers.pages, rules.pages, handover.pages,
    archive.pages, accounts.pages, agencies.pages,
    units.pages, settings.pages, grants.pages, security_log.pages, verify.pages,
)
