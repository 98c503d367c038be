"""What a request still withholds (不予公开的信息): looked at again from time to time.

政府信息公开条例 article 18: what is not disclosed is evaluated periodically, and what has become
disclosable is disclosed. The Regulation fixes no interval; the list goes by years.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workflow.law.outcomes import NO_GROUND
from workflow.record.case import Case, Reevaluation
from workflow.record.facts import Facts
from workflow.terms import Outcome, PublicationState

#: Outcomes that keep information back on the grounds of articles 14 to 16. A matter of other rules
#: of access (第三十六条第七项) is not kept back at all.
WITHHOLDING = frozenset({
    Outcome.PARTIAL, Outcome.DENY_SECRET, Outcome.DENY_LAW, Outcome.DENY_SAFETY,
    Outcome.DENY_THIRD_PARTY, Outcome.DENY_INTERNAL, Outcome.DENY_PROCESS,
    Outcome.DENY_ENFORCEMENT_FILE})
#: So many signs of articles a list keeps.
_LONGEST = 120


def withheld(case: Case) -> dict[str, Any]:
    """The columns of the list: since when, and on which articles, something stays withheld."""
    kept = list(still_withheld(case))
    days = [day for _, day in kept]
    articles = dict.fromkeys(key for row, _ in kept for key in grounds(row))
    return {"withheld_on": min(days, default=None), "withheld": " ".join(articles)[:_LONGEST]}


def still_withheld(case: Case) -> Iterator[tuple[Facts, date]]:
    """The answers that keep something back, each with the day it was last looked at.

    Nothing before the reply has left, and nothing of a reply that holds no more.
    """
    if case.void or any(one.redone for one in case.remedies.values()):
        return
    for row, replied_on in _answers(case):
        last = _last(case, row.number("item"))
        if row.term("outcome", Outcome) in WITHHOLDING and (
                last is None or not _becomes_public(case, last)):
            yield row, last.on if last else replied_on


def _answers(case: Case) -> Iterator[tuple[Facts, date]]:
    """What was decided on each item, and when: in the reply that stands, or in another register."""
    reply, told_by = case.documents.get(case.reply), case.imported
    if reply and reply.dispatched_on and not reply.revoked:
        yield from ((row, reply.dated) for row in (case.draft.answers if case.draft else ()))
    elif not case.documents and told_by and told_by.outcome and told_by.replied_on:
        yield from ((Facts({"item": item.no, "outcome": told_by.outcome.value}), told_by.replied_on)
                    for item in case.open_items)


def _last(case: Case, item: int) -> Reevaluation | None:
    looked_at = [one for one in case.reevaluations if item in one.items]
    return max(looked_at, key=lambda one: (one.on, one.seq), default=None)


def _becomes_public(case: Case, one: Reevaluation) -> bool:
    """Whether what was found disclosable is, or is about to be, open to everybody."""
    proposed = case.publications.get(one.publication)
    return proposed is not None and proposed.state is not PublicationState.DECLINED


def grounds(row: Facts) -> tuple[str, ...]:
    """The articles on which an answer keeps something back, its parts first."""
    of_parts = [key for part in row.rows("withheld") for key in part.texts("articles")]
    found = dict.fromkeys(of_parts or row.texts("articles"))
    return tuple(key for key in found if key not in NO_GROUND)
