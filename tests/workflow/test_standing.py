"""The legal day of a moment is the date in Beijing."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from workflow.record.standing import beijing_day


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_day_begins_at_midnight_in_beijing(minutes: int) -> None:
    """Four in the afternoon by UTC; in the summers of 1986 to 1991 an hour earlier."""
    shift = timedelta(minutes=minutes)
    for at, day in ((datetime(2026, 5, 31, 16, tzinfo=UTC), date(2026, 6, 1)),
                    (datetime(1992, 1, 1, 16, tzinfo=UTC), date(1992, 1, 2)),
                    (datetime(1991, 7, 1, 15, tzinfo=UTC), date(1991, 7, 2))):
        assert beijing_day(at + shift) == (day if minutes >= 0 else day - timedelta(1))


def test_another_zone_tells_the_same_day() -> None:
    west = timezone(timedelta(hours=-8))
    assert beijing_day(datetime(2026, 5, 31, 8, tzinfo=west)) == date(2026, 6, 1)
    assert beijing_day(datetime(2026, 5, 31, 7, 59, tzinfo=west)) == date(2026, 5, 31)
