"""The working-day calendar (工作日历): is a day worked, and which day is the n-th working day.

Weekends are off (国务院关于职工工作时间的规定第七条); the yearly holiday notices take days off and
give make-up days (调休上班). Beyond the last notice a date is provisional: it is counted with
weekends and the statutory days alone, and marked so. The last days of the last year published
count as final, although the notice of the next New Year may still change one (2011-12-31 and
2018-12-29 were worked by the notices of 2012 and 2019); it moves open requests when it is loaded.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

from workflow.errors import BadFacts, CalendarNotPublished, Reason, RuleNotInForce
from workflow.law.festivals import STATUTE, last_year_known, statutory_days
from workflow.law.notice import Notice, national_notices
from workflow.terms import Term

#: The first day of the calendar: the revised 放假办法 (国务院令第513号) came into force.
FIRST_DAY = date(2008, 1, 1)

#: The mark of a day that the coming notice may move.
PROVISIONAL = "（暂定）"

_SATURDAY = 5
#: The remainders by seven of the ordinals of Saturday and Sunday.
_WEEKEND = (6, 0)


class DayKind(Term):
    """What a calendar day is for counting (日期性质)."""

    WORKING = "working", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "法定节假日放假"
    MAKE_UP = "make_up", "调休上班"


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What a day is and which notice says so; `notice` is "" for an ordinary day."""

    day: date
    kind: DayKind
    working: bool
    name: str
    notice: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period; `provisional` while the notice of its year is not out."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class _Special:
    kind: DayKind
    name: str
    notice: str


class Calendar:
    """Working days from 2008-01-01, by notices; a later notice wins over an earlier one."""

    published_until: date
    version: str

    def provisional(self, day: date) -> bool:
        """Whether the notice that decides a day is not out (暂定)."""
        return day > self.published_until

    def __init__(self, notices: Iterable[Notice]) -> None:
        """Lay out the days once, so that each question is a look-up.

        Local notices (放假办法第四条) change days but publish no year.
        """
        self.notices = tuple(sorted(notices, key=lambda notice: notice.published_on))
        self.published_until = _published_until(self.notices)
        self.version = _version(self.notices)
        self._special = _special_days(self.notices, self.published_until.year)
        self._first = FIRST_DAY.toordinal()
        self._days: list[date] = []
        self._deadlines: list[Deadline] = []
        self._rank = array("H")
        self._lay_out(date(last_year_known(), 12, 31).toordinal())

    def with_notice(self, notice: Notice) -> "Calendar":
        """This calendar and one more notice."""
        return Calendar((*self.notices, notice))

    def status(self, day: date) -> DayStatus:
        """What a day is, its name (国庆节), and the notice behind it.

        Raises RuleNotInForce before 2008 and CalendarNotPublished beyond the almanac.
        """
        self._index(day)
        kind, name, notice = _ordinary(day), "", ""
        special = self._special.get(day)
        if special is not None:
            kind, name, notice = special.kind, special.name, special.notice
        working = kind in (DayKind.WORKING, DayKind.MAKE_UP)
        return DayStatus(day, kind, working, name, notice, day > self.published_until)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked; raises as `status` does."""
        index = self._index(day)
        return self._rank[index] > (self._rank[index - 1] if index else 0)

    def add(self, day: date, working_days: int) -> Deadline:
        """The n-th working day after a day: the day itself is not counted (民法典第二百零一条).

        Raises BadFacts for less than one working day, and as `status` does.
        """
        if working_days < 1:
            raise BadFacts(Reason("工作日数应当为正整数", "《民法典》第二百零一条", "working_days"))
        index = day.toordinal() - self._first
        if index < 0:
            raise self._too_early(day)
        try:
            return self._deadlines[self._rank[index] + working_days - 1]
        except IndexError:
            raise self._too_late(day) from None

    def between(self, after: date, until: date) -> int:
        """How many working days lie after one day, up to and including another; never negative."""
        if until <= after:
            return 0
        return self._rank[self._index(until)] - self._rank[self._index(after)]

    def next_day_not_off(self, day: date) -> Deadline:
        """The day itself if it is worked, else the next working day (民法典第二百零三条)."""
        on = day if self.is_working_day(day) else self.add(day, 1).on
        return Deadline(on, on > self.published_until)

    def working_days(self, first: date, last: date) -> Sequence[date]:
        """Every working day from the first to the last day, both included."""
        if last < first:
            return []
        before = self._rank[self._index(first)] - self.is_working_day(first)
        return self._days[before : self._rank[self._index(last)]]

    def _lay_out(self, last: int) -> None:
        """List the working days, and for every day how many there were up to it."""
        worked = {
            day.toordinal(): special.kind is DayKind.MAKE_UP
            for day, special in self._special.items()
        }
        number = 0
        for ordinal in range(self._first, last + 1):
            if worked.get(ordinal, ordinal % 7 not in _WEEKEND):
                self._days.append(date.fromordinal(ordinal))
                number += 1
            self._rank.append(number)
        published = self.published_until
        self._deadlines = [Deadline(day, day > published) for day in self._days]

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if index < 0:
            raise self._too_early(day)
        if index >= len(self._rank):
            raise self._too_late(day)
        return index

    @staticmethod
    def _too_early(day: date) -> RuleNotInForce:
        return RuleNotInForce(
            f"{day}早于{FIRST_DAY}：工作日历自《全国年节及纪念日放假办法》（国务院令第513号）施行之日起"
        )

    @staticmethod
    def _too_late(day: date) -> CalendarNotPublished:
        return CalendarNotPublished(
            f"{day}起算的日期超出{last_year_known()}年，无法推算工作日，请核对日期"
        )


@cache
def national_calendar() -> Calendar:
    """The calendar of the whole country, from the State Council notices at hand."""
    return Calendar(national_notices())


def regional_calendar(region: str, local: Iterable[Notice]) -> Calendar:
    """The national calendar with the local notices of one region (放假办法第四条)."""
    own = (notice for notice in local if notice.region == region)
    return Calendar((*national_notices(), *own))


def _ordinary(day: date) -> DayKind:
    return DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKING


def _published_until(notices: Sequence[Notice]) -> date:
    years = {notice.year for notice in notices if not notice.local}
    year = FIRST_DAY.year
    while year in years:
        year += 1
    return date(year, 1, 1) - timedelta(1)


def _version(notices: Sequence[Notice]) -> str:
    content = repr([(n.number, sorted(n.off), sorted(n.work)) for n in notices])
    last = notices[-1].number if notices else "无通知"
    return f"{last}/{sha256(content.encode()).hexdigest()[:8]}"


def _special_days(notices: Sequence[Notice], published_year: int) -> dict[date, _Special]:
    days = {
        day: _Special(DayKind.HOLIDAY, name, STATUTE)
        for year in range(published_year + 1, last_year_known() + 1)
        for day, name in statutory_days(year)
    }
    for notice in notices:
        for day, name in notice.off.items():
            days[day] = _Special(DayKind.HOLIDAY, name, notice.cited)
        for day, name in notice.work.items():
            days[day] = _Special(DayKind.MAKE_UP, f"{name}调休上班", notice.cited)
    return days
