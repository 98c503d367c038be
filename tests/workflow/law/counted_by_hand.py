"""An independent count, day by day with chinesecalendar, that shares no code with the calendar."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar


def worked(day: date) -> bool:
    """Whether chinesecalendar calls a day worked."""
    return bool(chinese_calendar.is_workday(day))


def due(start: date, working_days: int, left_out: Iterable[tuple[date, date]] = ()) -> date:
    """The n-th working day after the start outside the spans left out, found by walking."""
    spans, day, number = tuple(left_out), start, 0
    while number < working_days:
        day += timedelta(1)
        out = any(first <= day <= last for first, last in spans)
        number += worked(day) and not out
    return day


def every_day(first: date, last: date) -> Iterable[date]:
    """Every calendar day from the first to the last."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
