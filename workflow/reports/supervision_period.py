"""The period a supervision is asked for (统计期间): what is wrong with it, what is usual."""

from datetime import date, timedelta

from workflow.errors import Reason
from workflow.reports.period import Period

#: The law begins on this day (国务院令第492号); nothing can be counted before.
_FIRST = date(2008, 5, 1)


def faults(first: date | None, last: date | None, today: date) -> list[Reason]:
    """What is wrong with a period as it was typed."""
    found = []
    if first is None:
        found.append(Reason("请填写起始日期，如 2026-04-01", field="from"))
    elif first < _FIRST:
        found.append(Reason("起始日期不早于2008年5月1日（国务院令第492号施行之日）", field="from"))
    if last is None:
        found.append(Reason("请填写截止日期，如 2026-06-30", field="until"))
    elif last > today:
        found.append(Reason("截止日期不晚于今天：尚未发生的不能统计", field="until"))
    elif first is not None and first > last:
        found.append(Reason("截止日期早于起始日期", field="until"))
    return found


def this_quarter(today: date) -> Period:
    """The quarter of a day, so far."""
    return Period(date(today.year, today.month - (today.month - 1) % 3, 1), today)


def suggested(today: date) -> list[tuple[str, Period]]:
    """Periods that are asked for most, each with what it is called."""
    quarter = this_quarter(today)
    before = quarter.first - timedelta(1)
    month = date(today.year, today.month, 1)
    last_month = month - timedelta(1)
    return [
        ("本月", Period(month, today)),
        ("上月", Period(last_month.replace(day=1), last_month)),
        ("本季度", quarter),
        ("上季度", Period(this_quarter(before).first, before)),
        ("本年", Period(date(today.year, 1, 1), today)),
        ("上年", Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    ]


def months_up_to(last: date, count: int = 12) -> list[tuple[int, int]]:
    """The calendar months up to that of a day, oldest first, as (year, month)."""
    number = last.year * 12 + last.month - 1
    return [(one // 12, one % 12 + 1) for one in range(number - count + 1, number + 1)]
