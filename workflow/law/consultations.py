"""Consultations (征求意见) and the days they take out of the reply period.

R2019 art. 33(3): the time needed to consult third parties and other agencies; arts. 32, 34: a third
party or joint maker has 15 working days from receiving the letter. R2008 art. 24(3): third parties
only, and no end but the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.errors import Reason
from workflow.law.clock_settings import ClockSettings
from workflow.law.counting import Exclusion
from workflow.law.moves import BadMove, Move
from workflow.law.rules import CONSULTATION_TERM, OTHER_AGENCY_TERM_CAP
from workflow.law.workdays import Calendar
from workflow.terms import MoveKind, Party

_ONE_DAY = timedelta(1)
_ARTICLE = {
    Party.THIRD_PARTY: "条例第三十二条、第三十三条第三款",
    Party.JOINT_MAKER: "条例第三十三条第三款、第三十四条",
    Party.OTHER_AGENCY: "条例第三十三条第三款",
}
#: What it means that a consulted party lets its term pass (期满未提出意见).
SILENCE = {
    Party.THIRD_PARTY: ("由行政机关依照条例决定是否公开", "条例第三十二条"),
    Party.JOINT_MAKER: ("视为同意公开", "条例第三十四条"),
    Party.OTHER_AGENCY: ("不发生同意或者不同意的效果", "条例第三十三条第三款"),
}
_ARTICLE_2008 = "条例（2008年）第二十三条、第二十四条第三款"


@dataclass(slots=True)
class Consultation:
    """One consulted party: sent, received by the party, answered (days)."""

    ref: str
    party: Party
    sent_on: date
    term: int
    received_on: date | None = None
    answered_on: date | None = None

    def term_ends_on(self, days: Calendar) -> date:
        """The last working day for the opinion, counted from dispatch until receipt is known."""
        return days.add(self.received_on or self.sent_on, self.term).on

    def silent_on(self, days: Calendar) -> date | None:
        """The day its term passed without an opinion; None if one came in time."""
        ends_on = self.term_ends_on(days)
        return None if self.answered_on and self.answered_on <= ends_on else ends_on


def consultations(moves: Sequence[Move], received_on: date) -> list[Consultation]:
    """The consultations told by the moves, in the order they were sent.

    Of several receipts or opinions of one party the first counts: the earlier, safer end.

    Raises BadMove for an answer or a receipt without dispatch, one before the other, a reference
    used twice, or a missing party.
    """
    found: dict[str, Consultation] = {}
    for move in moves:
        if move.kind is MoveKind.CONSULTATION_SENT:
            if move.ref in found:
                raise _refused(f"征求意见编号“{move.ref}”重复", "ref", move)
            found[move.ref] = _sent(move, received_on)
    for move in moves:
        if move.kind is MoveKind.CONSULTATION_RECEIVED:
            one = _known(found, move)
            one.received_on = one.received_on or move.on
        elif move.kind is MoveKind.CONSULTATION_ANSWERED:
            one = _known(found, move)
            one.answered_on = one.answered_on or move.on
    for move in moves:
        if move.kind is MoveKind.CONSULTATION_RECEIVED:
            _received_first(found[move.ref], move)
    return sorted(found.values(), key=lambda one: (one.sent_on, one.ref))


def exclusions(
    consulted: Sequence[Consultation],
    regulation: str,
    as_of: date,
    days: Calendar,
    settings: ClockSettings,
) -> list[Exclusion]:
    """The days the consultations leave out, in the order of their first days."""
    exclude = _exclusion_2008 if regulation == "2008" else _exclusion_2019
    found = (exclude(one, as_of, days, settings) for one in consulted)
    return [one for one in found if one is not None and one.first <= one.last]


def _exclusion_2019(
    one: Consultation, as_of: date, days: Calendar, settings: ClockSettings
) -> Exclusion | None:
    """The days one consultation leaves out: until the opinion, at most until its term ends."""
    term_ends_on = one.term_ends_on(days)
    if one.answered_on is None:
        last, is_open = term_ends_on, as_of <= term_ends_on
    else:
        last, is_open = min(_last_day(one.answered_on, settings), term_ends_on), False
    return Exclusion(
        one.ref, _first_day(one.sent_on, settings), last, _ARTICLE[one.party], one.party, is_open
    )


def _exclusion_2008(
    one: Consultation, as_of: date, days: Calendar, settings: ClockSettings
) -> Exclusion | None:
    """The days a third party's consultation leaves out: until the opinion, however long.

    While it is open the end is projected: a term of the later length, or today if that is over.
    """
    if one.party is not Party.THIRD_PARTY:
        return None
    if one.answered_on is None:
        last, is_open = max(one.term_ends_on(days), as_of), True
    else:
        last, is_open = _last_day(one.answered_on, settings), False
    return Exclusion(
        one.ref, _first_day(one.sent_on, settings), last, _ARTICLE_2008, one.party, is_open
    )


def _sent(move: Move, received_on: date) -> Consultation:
    if not move.ref:
        raise _refused("征求意见没有编号，后续的收到、答复无从对应", "ref", move)
    if move.party is None:
        raise _refused(f"征求意见“{move.ref}”没有写明被征求方类型", "party", move)
    rule = OTHER_AGENCY_TERM_CAP if move.party is Party.OTHER_AGENCY else CONSULTATION_TERM
    longest = rule.on(received_on) if rule.in_force(received_on) else rule.history[0].value
    term = longest
    if move.party is Party.OTHER_AGENCY and move.term_working_days is not None:
        term = min(move.term_working_days, longest)
    return Consultation(move.ref, move.party, move.on, term)


def _known(found: dict[str, Consultation], move: Move) -> Consultation:
    one = found.get(move.ref)
    if one is None:
        raise _refused(f"没有编号为“{move.ref}”的征求意见", "ref", move)
    if move.on < one.sent_on:
        raise _refused(f"征求意见“{move.ref}”的{move.kind.label}日期早于发出日期", "on", move)
    return one


def _received_first(one: Consultation, move: Move) -> None:
    late = one.answered_on is not None and one.answered_on < move.on
    if late and one.received_on == move.on:
        text = f"征求意见“{one.ref}”：收到意见（{one.answered_on}）早于被征求方收到征求意见书"
        raise _refused(text, "on", move)


def _first_day(sent_on: date, settings: ClockSettings) -> date:
    return sent_on + _ONE_DAY if settings.dispatch_day_counts else sent_on


def _last_day(answered_on: date, settings: ClockSettings) -> date:
    return answered_on - _ONE_DAY if settings.answer_day_counts else answered_on


def _refused(text: str, field: str, move: Move) -> BadMove:
    return BadMove(Reason(text, "条例第三十二条至第三十四条", field), move)
