"""Working days (工作日), counted one by one over the holiday notices of the installation."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from workflow.archive.auditor.told import day_of

_ONE = timedelta(1)
_SATURDAY = 5
#: No period of this law runs longer, delays and consultations included.
_AT_MOST_CALENDAR_DAYS = 4000


@dataclass
class Days:
    """Which days are worked; `known_until` is the end of the last year with a notice."""

    off: set[date] = field(default_factory=set)
    worked: set[date] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    @property
    def known_until(self) -> date:
        """The last day of the unbroken run of years with a national notice."""
        year = min(self.years, default=0)
        while year in self.years:
            year += 1
        return date(max(year, 2), 1, 1) - _ONE

    def is_worked(self, day: date) -> bool:
        """A weekday that is not given off, or a weekend day that is made up for."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def nth_after(
        self, day: date, number: int, left_out: Iterable[tuple[date, date]] = ()
    ) -> date:
        """The n-th worked day after a day, not counting days left out (first, last)."""
        spans, counted, at = list(left_out), 0, day
        for _ in range(_AT_MOST_CALENDAR_DAYS):
            if counted >= number:
                return at
            at += _ONE
            if self.is_worked(at) and not any(first <= at <= last for first, last in spans):
                counted += 1
        raise ValueError("期限过长，无法逐日计算")

    def worked_between(self, after: date, until: date) -> int:
        """How many worked days lie after one day, up to and including another."""
        span = min((until - after).days, _AT_MOST_CALENDAR_DAYS)
        return sum(self.is_worked(after + timedelta(n)) for n in range(1, span + 1))

    def not_off(self, day: date) -> date:
        """The day itself if it is worked, else the next that is (民法典第二百零三条)."""
        return day if self.is_worked(day) else self.nth_after(day, 1)


def days_of(notices: Iterable[tuple[Any, Any, Any]], regions: Iterable[str] = ()) -> Days:
    """The days by rows of (number, region, text) in the order of loading; a later one wins.

    A notice that cannot be read is passed over: verification names it.
    """
    wanted, newest = {"", *regions}, dict[tuple[Any, Any], Any]()
    for number, region, text in notices:
        if region in wanted:
            newest[number, region] = text
    found = Days()
    for table in sorted(map(_table, newest.values()), key=lambda one: str(one.get("published_on"))):
        _lay(found, table)
    return found


def _table(text: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, TypeError):
        return {}


def _lay(found: Days, table: dict[str, Any]) -> None:
    festivals = table.get("festival")
    for festival in festivals if isinstance(festivals, list) else ():
        if not isinstance(festival, dict):
            continue
        off, work = ({day for value in festival.get(key, ()) if (day := day_of(value))}
                     for key in ("off", "work"))
        found.off = (found.off | off) - work
        found.worked = (found.worked | work) - off
    if isinstance(table.get("year"), int) and not table.get("local"):
        found.years.add(table["year"])
