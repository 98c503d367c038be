"""Natural-day periods (按日、按月计算的期间): 60 days, 15 days, 3 and 6 months.

民法典第二百零一条至第二百零三条、民事诉讼法第八十五条: the first day is not counted; a last day on
a day off moves to the next working day, but a make-up working day is no day off.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from workflow.errors import CalendarNotPublished
from workflow.law.workdays import Calendar, Deadline


def end_of_days(start: date, calendar_days: int, calendar: Calendar) -> Deadline:
    """The last day of a period of calendar days that began with something received on `start`."""
    try:
        nominal = start + timedelta(calendar_days)
    except OverflowError:
        raise _beyond(start) from None
    return calendar.next_day_not_off(nominal)


def end_of_months(start: date, months: int, calendar: Calendar) -> Deadline:
    """The last day of a period of months: the same day number, or the month's last day."""
    try:
        nominal = start + relativedelta(months=months)
    except (OverflowError, ValueError):
        raise _beyond(start) from None
    return calendar.next_day_not_off(nominal)


def _beyond(start: date) -> CalendarNotPublished:
    return CalendarNotPublished(f"{start}起算的期间超出公历纪年，请核对日期")
