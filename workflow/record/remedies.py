"""The duties of a recorded reconsideration or lawsuit as they stand (复议诉讼待办).

A paper that came before the law of its period is known here lays down nothing.
"""

from collections.abc import Callable
from datetime import date

from workflow.errors import LawError
from workflow.law.duties import Duty, answer_duty, comply_duty, report_duty
from workflow.law.workdays import Calendar
from workflow.record.case import RemedyCase
from workflow.terms import RemedyResult

DutyOf = Callable[[RemedyCase, Calendar], Duty | None]


def answer_of(one: RemedyCase, calendar: Calendar) -> Duty | None:
    """By when our answer is to be there."""
    return _known(lambda: answer_duty(one.kind, one.copy_received_on, calendar))


def report_of(one: RemedyCase, calendar: Calendar) -> Duty | None:
    """By when the report on an opinion is to be there; None without an opinion."""
    if one.opinion_on is None:
        return None
    received_on: date = one.opinion_on
    return _known(lambda: report_duty(received_on, calendar))


def comply_of(one: RemedyCase, calendar: Calendar) -> Duty | None:
    """By when an order is to be carried out; None without an order."""
    if one.order is None or one.result_on is None:
        return None
    received_on: date = one.result_on
    return _known(lambda: comply_duty(received_on, one.term, one.term_unit, calendar))


def _known(duty: Callable[[], Duty]) -> Duty | None:
    try:
        return duty()
    except LawError:
        return None


def open_duties(one: RemedyCase, calendar: Calendar) -> tuple[Duty, ...]:
    """What is still to be done in a case, what is due first in front."""
    if one.void:
        return ()
    first_time = one.result is RemedyResult.PENDING and one.result_on is None
    waiting = (
        answer_of(one, calendar) if one.answered_on is None and first_time else None,
        report_of(one, calendar) if one.reported_on is None else None,
        comply_of(one, calendar) if one.ordered else None,
    )
    return tuple(sorted((duty for duty in waiting if duty), key=lambda duty: duty.due_on))
