"""Moves told in one line, so that a test reads like the course of a case."""

from datetime import date

from workflow.law.clock import Move
from workflow.terms import MoveKind, Party

RECEIVED_ON = date(2024, 9, 27)  # Friday; 29 September and 12 October worked, 1-7 October off


def on(month: int, day: int, year: int = 2024) -> date:
    """A day of 2024, where most cases play."""
    return date(year, month, day)


def asked(day: date, term: int | None = None) -> Move:
    """告知补正, with a term in working days."""
    return Move(MoveKind.SUPPLEMENT_ASKED, day, term_working_days=term)


def served(day: date) -> Move:
    """补正告知送达."""
    return Move(MoveKind.SUPPLEMENT_SERVED, day)


def supplemented(day: date) -> Move:
    """收到补正."""
    return Move(MoveKind.SUPPLEMENT_RECEIVED, day)


def sent(
    day: date, ref: str = "A", party: Party = Party.THIRD_PARTY, term: int | None = None
) -> Move:
    """发出征求意见."""
    return Move(MoveKind.CONSULTATION_SENT, day, ref=ref, party=party, term_working_days=term)


def reached(day: date, ref: str = "A") -> Move:
    """被征求方收到."""
    return Move(MoveKind.CONSULTATION_RECEIVED, day, ref=ref)


def answered(day: date, ref: str = "A") -> Move:
    """收到意见."""
    return Move(MoveKind.CONSULTATION_ANSWERED, day, ref=ref)


def extended(day: date, working_days: int | None = 20) -> Move:
    """延期."""
    return Move(MoveKind.EXTENDED, day, working_days=working_days)


def delayed(day: date, until: date | None) -> Move:
    """确定延迟答复期限."""
    return Move(MoveKind.DELAY_SET, day, until=until)


def fee_noticed(day: date) -> Move:
    """收费通知送达."""
    return Move(MoveKind.FEE_NOTICED, day)


def fee_paid(day: date) -> Move:
    """缴费."""
    return Move(MoveKind.FEE_PAID, day)


def replied(day: date) -> Move:
    """答复."""
    return Move(MoveKind.REPLIED, day)


def ended(day: date, why: str = "") -> Move:
    """期限终止."""
    return Move(MoveKind.ENDED, day, note=why)


def received(day: date) -> Move:
    """收到申请 (a correction of the day)."""
    return Move(MoveKind.RECEIVED, day)
