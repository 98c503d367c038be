"""By when we must answer a body or a court (答复、应诉期限), for whoever hands the file over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.errors import LawError
from workflow.law.answers import Proceeding, answer_due
from workflow.law.workdays import Calendar


@dataclass(frozen=True)
class AnswerLine:
    """One proceeding: how long, on what article, and the last day from our receipt of the copy."""

    proceeding: Proceeding
    term: str
    article: str
    due_on: date | None
    provisional: bool = False


#: The words of the law for each proceeding.
_TERMS = {
    Proceeding.RECONSIDERATION: ("10个工作日", "行政复议法第四十八条、第八十八条第二款"),
    Proceeding.RECONSIDERATION_SIMPLIFIED: ("5个工作日", "行政复议法第五十四条、第八十八条第二款"),
    Proceeding.LITIGATION: ("15日", "行政诉讼法第六十七条"),
}


def answers_due(copy_received_on: date, calendar: Calendar) -> Iterator[AnswerLine]:
    """The last day of each proceeding; None where the law of that day is not known here."""
    for proceeding, (term, article) in _TERMS.items():
        try:
            due = answer_due(proceeding, copy_received_on, calendar)
        except LawError:
            yield AnswerLine(proceeding, term, article, None)
        else:
            yield AnswerLine(proceeding, term, article, due.on, due.provisional)
