"""A move is written and read back; what cannot be read names its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadFacts
from workflow.law.clock import Move
from workflow.terms import MoveKind, Party

DAYS = st.dates(date(2008, 5, 1), date(2026, 12, 31))
COUNTS = st.none() | st.integers(1, 20)
MOVES = st.builds(
    Move, st.sampled_from(MoveKind), DAYS, ref=st.text(max_size=5),
    party=st.none() | st.sampled_from(Party), working_days=COUNTS, until=st.none() | DAYS,
    term_working_days=COUNTS, note=st.text(max_size=9),
)  # fmt: skip


@given(MOVES)
def test_a_move_read_back_is_the_move(move: Move) -> None:
    assert Move.from_json(move.to_json()) == move


def test_a_day_that_is_one_already_needs_no_reading() -> None:
    day = date(2024, 10, 30)

    assert Move.from_json({"kind": "replied", "on": day}).on == day


def test_only_what_is_set_is_written() -> None:
    assert Move(MoveKind.REPLIED, date(2024, 10, 30)).to_json() == {
        "kind": "replied",
        "on": "2024-10-30",
    }


@pytest.mark.parametrize(
    ("written", "field", "why"),
    [
        ({"on": "2024-10-08"}, "kind", "缺少取值，请填写"),
        ({"kind": None, "on": "2024-10-08"}, "kind", "缺少取值，请填写"),
        ({"kind": True, "on": "2024-10-08"}, "kind", "“true”不在许可的取值之内"),
        ({"kind": [None, False], "on": "2024-10-08"}, "kind", "null, false"),
        ({"kind": "x" * 61, "on": "2024-10-08"}, "kind", "x{60}……”不在"),
        ({"kind": "moved", "on": "2024-10-08"}, "kind", "“moved”"),
        ({"kind": "replied"}, "on", "缺少日期"),
        ({"kind": "replied", "on": None}, "on", "缺少日期"),
        ({"kind": "replied", "on": "2024-02-30"}, "on", "不是有效日期"),
        ({"kind": "replied", "on": "20241008"}, "on", "不是有效日期"),
        ({"kind": "replied", "on": 20241008}, "on", "不是有效日期"),
        ({"kind": "replied", "on": "2024-10-08T10:00"}, "on", "不是有效日期"),
        ({"kind": "extended", "on": "2024-10-08", "working_days": "20"}, "working_days", "正整数"),
        ({"kind": "extended", "on": "2024-10-08", "working_days": True}, "working_days", "正整数"),
        ({"kind": "extended", "on": "2024-10-08", "working_days": 0}, "working_days", "正整数"),
        ({"kind": "replied", "on": "2024-10-08", "party": "us"}, "party", "third_party"),
        ({"kind": "replied", "on": "2024-10-08", "ref": 7}, "ref", "应当为文字"),
        ({"kind": "replied", "on": "2024-10-08", "day": "x"}, "day", "不是期限事件的项目"),
    ],
)
def test_what_cannot_be_read_names_the_field(
    written: dict[str, object], field: str, why: str
) -> None:
    with pytest.raises(BadFacts, match=why) as refused:
        Move.from_json(written)

    assert refused.value.reason.field == field
