"""What a step would do to the clock, told before it is taken.

Received on Monday 2026-06-01; Friday 2026-06-19 is 端午节: due on Tuesday 2026-06-30.
"""

from datetime import date
from typing import Any

import pytest

from tests.workflow.test_duties import EXTENSION, consulting, june, read
from workflow.foresight import foreseen
from workflow.law.clock import Move
from workflow.terms import MoveKind, State

JULY = date(2026, 7, 1)

#: The step, the day it is looked at, and the days its sentences lead to.
TABLE: list[Any] = [
    pytest.param("ask_for_supplement", read(june(2)), [june(10), JULY],
                 id="条例第三十条: asked by Wednesday 06-10 the limit starts anew, "
                    "from Tuesday 06-02 until Wednesday 07-01"),
    pytest.param("ask_for_supplement", read(june(11)), [june(30)],
                 id="条例第三十条: after Wednesday 06-10 the limit stays Tuesday 06-30"),
    pytest.param("receive_supplement", read(
        june(4), State.HANDLING, Move(MoveKind.SUPPLEMENT_ASKED, june(2), term_working_days=10)),
        [date(2026, 7, 3)], id="条例第三十条: supplemented on Thursday, due on Friday 07-03"),
    pytest.param("propose_extension", read(june(23)),
                 [june(30), date(2026, 7, 7), date(2026, 7, 14), date(2026, 7, 21),
                  date(2026, 7, 28)],
                 id="条例第三十三条第二款: five days more is Tuesday 07-07, twenty Tuesday 07-28"),
    pytest.param("grant_extension", read(june(23), extension=EXTENSION),
                 [june(30), date(2026, 7, 14)],
                 id="条例第三十三条第二款: the ten days proposed end on Tuesday 07-14"),
    pytest.param("propose_extension", read(JULY), [],
                 id="条例第三十三条第二款: after the limit nothing is lengthened"),
    pytest.param("consult_third_party", read(june(2)), [june(24), date(2026, 7, 21)],
                 id="条例第三十三条第三款: until Wednesday 06-24 left out, due on Tuesday 07-21"),
    pytest.param("record_opinion", consulting(june(4)), [date(2026, 7, 2)],
                 id="条例第三十三条第三款: answered on Thursday, two days are left out"),
    pytest.param("propose_fee", read(june(2)), [june(30), JULY, JULY],
                 id="国办函〔2020〕109号: payable until Wednesday 07-01, then anew"),
    pytest.param("ask_for_reasons", read(june(2)), [june(30)],
                 id="条例第三十五条: asking for reasons stops nothing"),
    pytest.param("withdraw", read(june(2)), [None], id="a withdrawal ends the clock"),
    pytest.param("record_search", read(june(2)), [], id="a search moves no clock"),
]


@pytest.mark.parametrize(("trigger", "file", "days"), TABLE)
def test_a_step_says_which_day_it_leads_to(
    trigger: str, file: Any, days: list[date | None]
) -> None:
    found = foreseen(file, trigger)

    assert [one.due_on for one in found] == days
    assert all(one.text and one.article for one in found)


def test_what_is_told_beforehand_is_what_the_clock_says_afterwards() -> None:
    """条例第三十三条第二款: ten working days told on Tuesday 2026-06-23."""
    told = foreseen(read(june(23), extension=EXTENSION), "grant_extension")[-1]
    then = read(june(24), State.HANDLING, Move(MoveKind.EXTENDED, june(23), working_days=10))

    assert then.clock is not None
    assert told.due_on == then.clock.due_on
