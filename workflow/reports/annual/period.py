"""The period of a report (统计期间): from a first to a last day, a year, a half or a month."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.errors import BadFacts, Reason


@dataclass(frozen=True)
class Period:
    """All days from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise BadFacts(Reason(f"截止日{self.last}早于起始日{self.first}", field="last"))

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
        return self == year_of(self.year)

    @property
    def name(self) -> str:
        """The period as officials call it."""
        for label, known in named(self.year):
            if known == self:
                return label
        return f"{self.first.isoformat()}至{self.last.isoformat()}"


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def named(year: int) -> Iterator[tuple[str, Period]]:
    """The year, its halves, quarters and months, with their names."""
    yield f"{year}年", year_of(year)
    yield f"{year}年上半年", Period(date(year, 1, 1), date(year, 6, 30))
    yield f"{year}年下半年", Period(date(year, 7, 1), date(year, 12, 31))
    for number in range(1, 5):
        yield f"{year}年第{number}季度", Period(
            date(year, 3 * number - 2, 1), _last(year, 3 * number))
    for month in range(1, 13):
        yield f"{year}年{month}月", Period(date(year, month, 1), _last(year, month))


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
