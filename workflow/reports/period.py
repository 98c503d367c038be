"""The period of a report (统计期间): any two days, called as officials call them."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.errors import BadFacts, Reason

#: No report reaches further; a year of five figures is a slip of the hand.
LATEST = date(2099, 12, 31)
_HALVES = ("上半年", "下半年")


@dataclass(frozen=True)
class Period:
    """All days from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins, or beyond all reports."""
        if self.last < self.first:
            raise BadFacts(Reason(f"截止日{self.last}早于起始日{self.first}", field="last"))
        if self.last > LATEST:
            raise BadFacts(Reason(f"截止日不晚于{LATEST}", field="last"))

    @property
    def day_before(self) -> date:
        """The day whose end what is carried over is taken at."""
        return self.first - timedelta(1)

    @property
    def year(self) -> int:
        """The year whose form it is shown in: that of its last day."""
        return self.last.year

    @property
    def is_year(self) -> bool:
        """Whether it is a whole calendar year."""
        return self._months() == 12

    @property
    def name(self) -> str:
        """A year, half year, quarter or month by its name, else from which day to which."""
        year, month, months = self.first.year, self.first.month, self._months()
        if months == 12:
            return f"{year}年"
        if months == 6 and month in (1, 7):
            return f"{year}年{_HALVES[month // 7]}"
        if months == 3 and month % 3 == 1:
            return _quarters(year)[month // 3]
        return f"{year}年{month}月" if months == 1 else self.days

    @property
    def days(self) -> str:
        """From which day to which: 2026年4月1日至6月10日."""
        first, last = _long(self.first), _long(self.last)
        if self.last.year == self.first.year:
            last = last.removeprefix(f"{self.last.year}年")
        return f"{first}至{last}"

    def _months(self) -> int:
        """How many whole months of one year it is; 0 for anything else."""
        whole = self.first.day == 1 and self.last.day == monthrange(
            self.last.year, self.last.month)[1]
        same = self.first.year == self.last.year
        return self.last.month - self.first.month + 1 if whole and same else 0


def _quarters(year: int) -> tuple[str, ...]:
    return (f"{year}年第一季度", f"{year}年第二季度", f"{year}年第三季度", f"{year}年第四季度")


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def year_of(year: int) -> Period:
    """A calendar year."""
    return _whole_months(year, 1, 12)


def month_of(year: int, month: int) -> Period:
    """A calendar month (自然月)."""
    return _whole_months(year, month, 1)


def named(year: int) -> Iterator[Period]:
    """The year, its halves, quarters and months: those that have a name."""
    for length in (12, 6, 3, 1):
        for month in range(1, 13, length):
            yield _whole_months(year, month, length)


def _whole_months(year: int, month: int, length: int) -> Period:
    last = month + length - 1
    return Period(date(year, month, 1), date(year, last, monthrange(year, last)[1]))
