"""The consulted parties (被征求意见方), each with a clock of its own.

条例第三十二条, 第三十四条: a third party or joint maker has 15 working days from receiving its own
letter. To another agency we set a term ourselves. What silence means differs from party to party.
"""

from dataclasses import dataclass
from datetime import date

from workflow.law.consultations import SILENCE
from workflow.law.rules import CONSULTATION_TERM, OTHER_AGENCY_TERM_CAP
from workflow.law.workdays import Calendar, Deadline
from workflow.record.case import Case, Consultation, OutgoingDocument
from workflow.terms import Party, Term


class Stage(Term):
    """How far a consultation has come (进度)."""

    TO_SEND = "to_send", "征求意见书尚未发出"
    UNDER_WAY = "under_way", "已发出，待签收"
    AWAITED = "awaited", "已签收，等待意见"
    TERM_OVER = "term_over", "期满，尚未登记"
    ANSWERED = "answered", "已提出意见"
    SILENT = "silent", "期满未提出意见"
    UNREACHABLE = "unreachable", "无法送达"


#: The stages in which something is still to be done, with the step that does it.
_STEPS = {
    Stage.TO_SEND: "dispatch_document", Stage.UNDER_WAY: "record_delivery",
    Stage.AWAITED: "record_opinion", Stage.TERM_OVER: "consultation_silent",
}


@dataclass(frozen=True)
class PartyClock:
    """One party: what left and arrived when, and the last day of its term (working days).

    `ends_on` is None until its receipt is proved; `left_working_days` is what is left of the term
    and 0 once it is over. `step` is the trigger of what is to be done next, "" if nothing is.
    """

    asked: Consultation
    letter: OutgoingDocument
    stage: Stage
    term_working_days: int
    ends_on: Deadline | None
    left_working_days: int | None
    step: str
    silence: str
    article: str

    @property
    def owes(self) -> bool:
        """Whether the party has neither answered nor fallen silent, and can be reached."""
        return self.asked.open


def parties_of(case: Case, calendar: Calendar, today: date) -> tuple[PartyClock, ...]:
    """Every consulted party of a request, in the order in which they were asked."""
    return tuple(_clock(case, one, calendar, today) for one in case.consultations.values())


def term_of(case: Case, asked: Consultation, today: date) -> int:
    """The working days a party has, from the day it received its letter."""
    if asked.term_working_days:
        return asked.term_working_days
    rule = OTHER_AGENCY_TERM_CAP if asked.party is Party.OTHER_AGENCY else CONSULTATION_TERM
    start = case.received_on or today
    return rule.on(start) if rule.in_force(start) else rule.history[0].value


def _clock(case: Case, asked: Consultation, calendar: Calendar, today: date) -> PartyClock:
    letter = case.documents[asked.document]
    term = term_of(case, asked, today)
    got = letter.delivered_on
    ends_on = calendar.add(got, term) if got else None
    stage = _stage(asked, letter, ends_on, today)
    silence, article = SILENCE[asked.party]
    return PartyClock(
        asked, letter, stage, term, ends_on,
        calendar.between(today, ends_on.on) if ends_on else None,
        _STEPS.get(stage, ""), silence, article)


def _stage(
    asked: Consultation, letter: OutgoingDocument, ends_on: Deadline | None, today: date
) -> Stage:
    if asked.answered_on is not None:
        return Stage.ANSWERED
    if asked.silent:
        return Stage.SILENT
    if asked.unreachable:
        return Stage.UNREACHABLE
    if letter.dispatched_on is None:
        return Stage.TO_SEND
    if ends_on is None:
        return Stage.UNDER_WAY
    return Stage.AWAITED if today <= ends_on.on else Stage.TERM_OVER
