"""Counting working days around days that are left out (不计入期限的日期)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.law.workdays import Calendar
from workflow.terms import Party

_ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Calendar days left out of a period: first and last, for what and by which article.

    `open` means that the end is projected, because the opinion may still come.
    """

    ref: str
    first: date
    last: date
    article: str
    party: Party | None = None
    open: bool = False


def due_day(start: date, working_days: int, left_out: Sequence[Exclusion], days: Calendar) -> date:
    """The n-th working day after the start that is not left out; overlaps count once.

    `left_out` is in the order of first days.
    """
    at, remaining = start, working_days
    for exclusion in left_out:
        if exclusion.last <= at:
            continue
        before = days.between(at, exclusion.first - _ONE_DAY)
        if remaining <= before:
            break
        remaining -= before
        at = exclusion.last
    return days.add(at, remaining).on


def counted(after: date, until: date, left_out: Sequence[Exclusion], days: Calendar) -> int:
    """How many working days lie after one day up to another and are not left out."""
    at, total = after, 0
    for exclusion in left_out:
        if exclusion.last <= at:
            continue
        if exclusion.first > until:
            break
        total += days.between(at, exclusion.first - _ONE_DAY)
        at = exclusion.last
    return total + days.between(at, until)
