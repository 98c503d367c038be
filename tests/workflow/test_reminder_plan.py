"""When officers are reminded: the nearest mark, never at night, never on a day off."""

from datetime import datetime, time

import pytest

from workflow.law.workdays import national_calendar
from workflow.record.standing import BEIJING
from workflow.work.plan import LATE, Plan

PLAN = Plan((10, 5, 2, 0, LATE), 2, time(18), time(8, 30))
CALENDAR = national_calendar()


@pytest.mark.parametrize(("left", "mark"), [
    (11, None), (10, 10), (9, 10), (6, 10), (5, 5), (3, 5), (2, 2), (1, 2), (0, 0), (LATE, LATE)])
def test_the_nearest_mark_reached_speaks(left: int, mark: int | None) -> None:
    assert PLAN.crossed(left) == mark


@pytest.mark.parametrize(("moment", "leaves"), [
    ("2024-09-27 10:00", "2024-09-27 10:00"),  # Friday, in office hours
    ("2024-09-27 07:59", "2024-09-27 08:30"),  # Friday, before them
    ("2024-09-27 18:00", "2024-09-29 08:30"),  # Friday evening: Sunday is a make-up working day
    ("2024-09-28 11:00", "2024-09-29 08:30"),  # Saturday
    ("2024-09-29 11:00", "2024-09-29 11:00"),  # Sunday, made up
    ("2024-09-30 20:00", "2024-10-08 08:30"),  # Monday evening before the National Day holidays
])
def test_a_mail_leaves_in_office_hours_of_a_working_day(moment: str, leaves: str) -> None:
    def beijing(text: str) -> datetime:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)

    assert PLAN.hour(beijing(moment), CALENDAR) == beijing(leaves)


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Plan((5, LATE), 2, time(12), time(14))
    at = datetime(2024, 9, 27, 12, 30, tzinfo=BEIJING)  # Friday

    assert noon.hour(at, CALENDAR) == datetime(2024, 9, 27, 14, 0, tzinfo=BEIJING)
