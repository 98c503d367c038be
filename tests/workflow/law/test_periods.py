"""Natural-day periods end where the worked rows say."""

from datetime import date

import pytest

from workflow.errors import CalendarNotPublished
from workflow.law.periods import end_of_days, end_of_months
from workflow.law.workdays import national_calendar


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 10, 30), 60, date(2024, 12, 30)),  # Sunday 29 December to Monday
        (date(2024, 7, 31), 60, date(2024, 9, 29)),  # a make-up Sunday: not moved
        (date(2024, 8, 2), 60, date(2024, 10, 8)),  # 1 October to Tuesday after the holiday
        (date(2026, 8, 3), 60, date(2026, 10, 8)),  # 2 October to Thursday
        (date(2025, 12, 18), 60, date(2026, 2, 24)),  # 16 February, Spring Festival
        (date(2025, 1, 15), 15, date(2025, 2, 5)),  # 30 January, Spring Festival
        (date(2024, 9, 20), 15, date(2024, 10, 8)),  # 5 October, holiday
    ],
)
def test_a_period_of_days_ends_off_days_off_art_203_civil_code(
    start: date, days: int, end: date
) -> None:
    assert end_of_days(start, days, national_calendar()).on == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 11, 1), 6, date(2025, 5, 6)),  # 1 May, holiday, to Tuesday
        (date(2024, 8, 31), 6, date(2025, 2, 28)),  # no 31 February
        (date(2014, 11, 4), 3, date(2015, 2, 4)),  # Wednesday
    ],
)
def test_a_period_of_months_ends_on_the_same_day_number_art_202_civil_code(
    start: date, months: int, end: date
) -> None:
    assert end_of_months(start, months, national_calendar()).on == end


def test_an_end_beyond_the_last_notice_is_provisional() -> None:
    calendar = national_calendar()

    assert not end_of_days(date(2026, 11, 1), 60, calendar).provisional  # 31 December
    assert end_of_days(date(2026, 11, 2), 60, calendar).provisional


def test_an_end_beyond_every_calendar_is_refused() -> None:
    for start in (date(2099, 12, 1), date(9999, 12, 31)):
        with pytest.raises(CalendarNotPublished):
            end_of_days(start, 60, national_calendar())
        with pytest.raises(CalendarNotPublished):
            end_of_months(start, 6, national_calendar())
