"""Remedies asked for from outside: the keys of `yishen remedy`, turned into remedies and back."""

from collections.abc import Sequence
from datetime import date

from workflow.errors import BadFacts, CalendarNotPublished, LawError, Reason
from workflow.law.moves import bad_field, day_field, named, term_field
from workflow.law.remedies import Remedies, remedies
from workflow.law.workdays import Calendar
from workflow.terms import AgencyKind, DocumentKind, Outcome

#: Notices without a remedy that are not yet a document kind of their own.
_OTHER_NOTICES = frozenset({"fee_notice", "delay", "reasons_asked", "inspection"})
#: The notices that are a document kind; a reply is asked for by its outcome.
_NOTICES = tuple(kind.value for kind in DocumentKind if kind is not DocumentKind.REPLY)
_ARTICLE = "《行政复议法》第二十三条"
_PERIOD = "《行政复议法》第二十条"
_KINDS = "《行政复议法》第二十四条"


def remedies_from_keys(
    outcome: str,
    *,
    decided_on: str | date,
    agency_kind: str,
    articles: Sequence[str] = (),
    served_online: bool = False,
    received_on: str | date | None = None,
    calendar: Calendar | None = None,
) -> dict[str, object]:
    """The remedies of an outcome or document key as JSON.

    Counted by the notices that came with the law unless a calendar is handed in.

    Raises BadFacts with a Chinese sentence naming the field, the rule and the article.
    """
    given = {"decided_on": decided_on, "received_on": received_on, "agency_kind": agency_kind}
    kind = term_field(given, "agency_kind", AgencyKind, _KINDS)
    day = day_field(given, "decided_on", _PERIOD)
    received = None if received_on is None else day_field(given, "received_on", _PERIOD)
    subject = _subject(outcome)
    try:
        found: Remedies = remedies(
            subject,
            articles,
            decided_on=day,
            agency_kind=kind,
            served_online=served_online,
            received_on=received,
            calendar=calendar,
        )
    except BadFacts as error:
        raise named(error.reason) from error
    except CalendarNotPublished as error:
        raise named(Reason(str(error), _PERIOD, "received_on")) from error
    except LawError as error:
        raise named(Reason(str(error), _ARTICLE, "decided_on")) from error
    return found.to_json()


def _subject(key: str) -> Outcome | DocumentKind:
    for outcome in Outcome:
        if outcome.value == key:
            return outcome
    for kind in DocumentKind:
        if kind.value == key and kind is not DocumentKind.REPLY:
            return kind
    if key in _OTHER_NOTICES:
        return DocumentKind.RECEIPT
    results = "、".join(outcome.value for outcome in Outcome)
    notices = "、".join(dict.fromkeys((*_NOTICES, *sorted(_OTHER_NOTICES))))
    raise bad_field(
        "outcome", f"“{key}”不是处理结果（{results}），也不是文书（{notices}）", _ARTICLE)
