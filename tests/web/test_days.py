"""Days as they are typed: one way to write them, and a slip of the hand is no other day."""

from datetime import date

import pytest

from web.days import day_typed


@pytest.mark.parametrize(("typed", "day"), [
    ("2024-09-27", date(2024, 9, 27)), (" 2024-09-27 ", date(2024, 9, 27)),
    ("", None), ("20240927", None), ("2024-W39-5", None), ("2024-02-30", None),
    ("40927-01-01", None), ("明天", None), ("2024/09/27", None)])
def test_only_a_whole_day_is_taken(typed: str, day: date | None) -> None:
    assert day_typed(typed) == day
