"""The information-processing fee by case and by volume, with every bracket's edge."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadFacts
from workflow.law.fees import FeeLine, FeeMethod, FeeProposal, fee_by_case, fee_by_volume

ON = date(2024, 10, 11)  # Friday
MANY = 1000


@pytest.mark.parametrize(
    ("cases", "yuan"),
    [
        # up to ten in a calendar month: free
        (1, 0), (10, 0),
        # 11 to 30: 100 yuan each
        (11, 100), (30, 2_000),
        # 31 and more: blocks of ten, each 100 yuan dearer
        (31, 2_200), (40, 4_000), (41, 4_300), (50, 7_000), (60, 11_000), (61, 11_500),
    ],
)  # fmt: skip
def test_the_fee_by_case_is_progressive_on_the_excess_art_4(cases: int, yuan: int) -> None:
    assert fee_by_case(cases, ON).total_yuan == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [
        (1, 0), (30, 0),  # free
        (31, 10), (100, 700),  # 10 yuan each
        (101, 720), (200, 2_700),  # 20 yuan each
        (201, 2_740), (300, 6_700),  # 40 yuan each
    ],
)  # fmt: skip
def test_the_fee_by_volume_is_progressive_on_the_excess_art_5(pages: int, yuan: int) -> None:
    assert fee_by_volume(pages, ON).total_yuan == yuan


@given(st.integers(1, MANY))
def test_one_more_case_costs_the_price_of_its_own_bracket(cases: int) -> None:
    price = 0 if cases <= 10 else 100 if cases <= 30 else 100 * (2 + (cases - 31) // 10)
    before = fee_by_case(cases - 1, ON).total_yuan if cases > 1 else 0
    proposal = fee_by_case(cases, ON)

    assert proposal.total_yuan - before == proposal.last_yuan == price


@given(st.integers(1, MANY), st.sampled_from([fee_by_case, fee_by_volume]))
def test_the_lines_tell_every_case_or_page_once(
    count: int, fee: Callable[[int, date], FeeProposal]
) -> None:
    lines = fee(count, ON).lines

    assert [n for line in lines for n in range(line.first, line.last + 1)] == [*range(1, count + 1)]
    assert sum(line.yuan for line in lines) == fee(count, ON).total_yuan


def test_the_bracket_lines_show_how_the_sum_came_about() -> None:
    proposal = fee_by_case(41, ON)

    assert proposal.method is FeeMethod.BY_CASE
    assert proposal.lines == (
        FeeLine(1, 10, 0), FeeLine(11, 30, 100), FeeLine(31, 40, 200), FeeLine(41, 41, 300),
    )  # fmt: skip


def test_a_proposal_says_that_it_is_one_and_what_it_rests_on() -> None:
    shown = fee_by_volume(31, ON).to_json()

    assert (shown["total_yuan"], shown["last_yuan"], shown["proposal"]) == (10, 10, True)
    assert "国办函〔2020〕109号）第五条" in str(shown["source"])


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_count_that_cannot_be_is_refused_naming_it(count: int) -> None:
    with pytest.raises(BadFacts, match="页数") as refused:
        fee_by_volume(count, ON)

    assert refused.value.reason.field == "pages"
    assert "第五条" in refused.value.reason.article


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_a_month_nobody_can_have_is_refused(count: int) -> None:
    with pytest.raises(BadFacts, match="申请件数") as refused:
        fee_by_case(count, ON)

    assert refused.value.reason.field == "cases"


@pytest.mark.parametrize(
    ("on", "in_force"),
    [(date(2020, 12, 31), False), (date(2021, 1, 1), True), (date(2021, 1, 2), True)],
    ids=["day-before", "day-of", "day-after"],
)
def test_the_measures_are_in_force_since_2021(on: date, in_force: bool) -> None:
    if in_force:
        assert fee_by_case(11, on).total_yuan == 100
    else:
        with pytest.raises(BadFacts, match="自2021-01-01起施行") as refused:
            fee_by_case(11, on)
        assert refused.value.reason.field == "on"
