"""Every receipt date has the due date an independent count gives it."""

from datetime import date

import pytest

from tests.workflow.law import counted_by_hand
from tests.workflow.law.counted_by_hand import every_day, worked
from workflow.law.clock import replay
from workflow.law.workdays import national_calendar

#: The last receipt day whose 20 working days still end in a published year.
LAST = date(2026, 11, 30)


def _due_dates(first: date, last: date, working_days: int) -> dict[date, date]:
    """Due dates by walking once over all days: the n-th worked day after each day."""
    days = [d for d in every_day(first, date(2026, 12, 31)) if worked(d)]
    found, next_worked = {}, 0
    for day in every_day(first, last):
        while days[next_worked] <= day:
            next_worked += 1
        found[day] = days[next_worked + working_days - 1]
    return found


def test_the_2465_receipt_dates_rivals_get_wrong_have_no_wrong_due_date() -> None:
    days = list(every_day(date(2020, 1, 1), date(2026, 9, 30)))
    calendar = national_calendar()
    wrong = [d for d in days if calendar.add(d, 20).on != counted_by_hand.due(d, 20)]

    assert len(days) == 2465
    assert wrong == []


def test_every_receipt_date_under_the_2008_regulation_is_right() -> None:
    expected = _due_dates(date(2008, 5, 1), date(2019, 5, 14), 15)
    wrong = {d: due for d, due in expected.items() if replay(d, [], as_of=d).due_on != due}

    assert len(expected) == 4031
    assert wrong == {}


def test_every_receipt_date_under_the_2019_regulation_is_right() -> None:
    expected = _due_dates(date(2019, 5, 15), LAST, 20)
    wrong = {d: due for d, due in expected.items() if replay(d, [], as_of=d).due_on != due}

    assert len(expected) == 2757
    assert wrong == {}


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        # rivals are 10 to 11 days late on these
        (date(2021, 9, 2), date(2021, 9, 30)),  # Thursday
        (date(2022, 9, 30), date(2022, 11, 2)),  # Friday, a reported court case
        (date(2024, 1, 15), date(2024, 2, 9)),  # Monday
        (date(2025, 9, 3), date(2025, 9, 30)),  # Wednesday
        (date(2025, 9, 22), date(2025, 10, 24)),  # Monday
        (date(2026, 1, 19), date(2026, 2, 14)),  # Monday to a Saturday that is worked
        (date(2025, 2, 20), date(2025, 3, 20)),  # Thursday; the day of receipt is not counted
    ],
)
def test_golden_cases_of_reported_disputes(received_on: date, due_on: date) -> None:
    assert replay(received_on, [], as_of=received_on).due_on == due_on


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2016, 1, 3), date(2016, 1, 22)),  # Sunday, not moved to Monday
        (date(2016, 1, 7), date(2016, 1, 28)),
        (date(2016, 1, 12), date(2016, 2, 2)),
        (date(2016, 1, 15), date(2016, 2, 5)),
        (date(2016, 1, 18), date(2016, 2, 6)),  # to Saturday, a make-up working day
        (date(2016, 1, 19), date(2016, 2, 14)),  # to Sunday, a make-up working day
    ],
)
def test_the_pudong_pairs_of_receipt_and_limit_hold(received_on: date, due_on: date) -> None:
    assert replay(received_on, [], as_of=received_on).due_on == due_on
