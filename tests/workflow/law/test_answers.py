"""The clocks of our own answers in reconsideration and in court."""

from datetime import date

import pytest

from workflow.errors import RuleNotInForce
from workflow.law.answers import Proceeding, answer_due
from workflow.law.workdays import national_calendar


@pytest.mark.parametrize(
    ("proceeding", "copy_received_on", "due_on"),
    [
        # ten working days: 10-9 … 10-12 (Saturday, worked), 10-14 … 10-18, 10-21
        (Proceeding.RECONSIDERATION, date(2024, 10, 8), date(2024, 10, 21)),  # 行政复议法第48条
        # five in the simplified procedure: 10-9, 10-10, 10-11, 10-12 (Saturday, worked), 10-14
        (Proceeding.RECONSIDERATION_SIMPLIFIED, date(2024, 10, 8), date(2024, 10, 14)),
        # fifteen calendar days: 5 October is a holiday, so Tuesday the 8th
        (Proceeding.LITIGATION, date(2024, 9, 20), date(2024, 10, 8)),
        # Sunday 29 September is worked, the end stays
        (Proceeding.LITIGATION, date(2024, 9, 14), date(2024, 9, 29)),
    ],
)
def test_our_answer_is_due_when_the_law_says(
    proceeding: Proceeding, copy_received_on: date, due_on: date
) -> None:
    assert answer_due(proceeding, copy_received_on, national_calendar()).on == due_on


def test_an_answer_due_in_a_year_without_notice_is_provisional() -> None:
    assert answer_due(
        Proceeding.RECONSIDERATION, date(2026, 12, 25), national_calendar()
    ).provisional


@pytest.mark.parametrize(
    ("proceeding", "eve"),
    [
        (Proceeding.RECONSIDERATION, date(2023, 12, 31)),
        (Proceeding.RECONSIDERATION_SIMPLIFIED, date(2023, 12, 31)),
        (Proceeding.LITIGATION, date(2015, 4, 30)),
    ],
)
def test_before_its_act_a_period_is_not_guessed(proceeding: Proceeding, eve: date) -> None:
    with pytest.raises(RuleNotInForce):
        answer_due(proceeding, eve, national_calendar())
