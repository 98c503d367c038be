"""What a reconsideration or lawsuit asks of the agency is due when the law says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import RuleNotInForce
from workflow.law.answers import Proceeding, answer_due
from workflow.law.dated import Unit
from workflow.law.duties import Duty, answer_duty, comply_duty, report_duty
from workflow.law.workdays import national_calendar
from workflow.terms import RemedyKind, TermUnit

DAYS = national_calendar()


@pytest.mark.parametrize(
    ("kind", "copy_received_on", "due_on"),
    [
        # ten working days after a Thursday: 5, 8 to 12, 15 to 18 June
        pytest.param(RemedyKind.RECONSIDERATION, date(2026, 6, 4), date(2026, 6, 18),
                     id="行政复议法第四十八条 Thursday to Thursday"),
        # five after a Friday: 15 to 18 June; Friday the 19th is a holiday, so Monday the 22nd
        pytest.param(RemedyKind.RECONSIDERATION_SIMPLIFIED, date(2026, 6, 12), date(2026, 6, 22),
                     id="行政复议法第五十四条 Friday over a holiday to Monday"),
        # the fifteenth day is Friday 19 June, a holiday: the first day after it is a Monday
        pytest.param(RemedyKind.LAWSUIT, date(2026, 6, 4), date(2026, 6, 22),
                     id="行政诉讼法第六十七条 Thursday to a holiday, then Monday"),
        # the fifteenth day is Sunday 20 September, a make-up working day: it stays
        pytest.param(RemedyKind.LAWSUIT_AFTER_RECONSIDERATION, date(2026, 9, 5),
                     date(2026, 9, 20), id="行政诉讼法第六十七条 Saturday to a worked Sunday"),
    ],
)
def test_our_answer_is_due(kind: RemedyKind, copy_received_on: date, due_on: date) -> None:
    duty = answer_duty(kind, copy_received_on, DAYS)

    assert duty.due_on == due_on
    assert duty.ledger(DAYS)[-1].day == due_on


@pytest.mark.parametrize(
    ("opinion_received_on", "due_on"),
    [
        pytest.param(date(2026, 6, 8), date(2026, 8, 7),
                     id="行政复议法第七十六条 Monday to Friday"),
        # the sixtieth day is 2 October, in the holiday: Thursday the 8th
        pytest.param(date(2026, 8, 3), date(2026, 10, 8),
                     id="行政复议法第七十六条 Monday to the holiday, then Thursday"),
    ],
)
def test_the_report_on_an_opinion_is_due(opinion_received_on: date, due_on: date) -> None:
    assert report_duty(opinion_received_on, DAYS).due_on == due_on


@pytest.mark.parametrize(
    ("term", "unit", "due_on"),
    [
        pytest.param(15, TermUnit.CALENDAR_DAYS, date(2026, 6, 23),
                     id="行政复议法第七十七条 fifteen days, a Tuesday"),
        # 9 to 12, 15 to 18, 22 and 23 June
        pytest.param(10, TermUnit.WORKING_DAYS, date(2026, 6, 23),
                     id="行政复议法第七十七条 ten working days, a Tuesday"),
        # nothing ordered: twenty working days, as for a new application
        pytest.param(0, None, date(2026, 7, 7), id="条例第三十三条第二款 Tuesday 7 July"),
    ],
)
def test_an_order_of_monday_the_eighth_is_to_be_carried_out(
    term: int, unit: TermUnit | None, due_on: date
) -> None:
    assert comply_duty(date(2026, 6, 8), term, unit, DAYS).due_on == due_on


def test_no_term_of_2024_is_guessed_for_a_paper_of_2023() -> None:
    eve = date(2023, 12, 31)  # Sunday

    with pytest.raises(RuleNotInForce):
        answer_duty(RemedyKind.RECONSIDERATION, eve, DAYS)
    with pytest.raises(RuleNotInForce):
        report_duty(eve, DAYS)


def test_a_last_day_in_a_year_without_notice_is_provisional_and_says_so() -> None:
    duty = answer_duty(RemedyKind.RECONSIDERATION, date(2026, 12, 25), DAYS)  # Friday

    assert duty.provisional
    assert "暂定" in duty.ledger(DAYS)[-1].text


@given(st.sampled_from(RemedyKind), st.dates(date(2024, 1, 1), date(2026, 11, 30)))
def test_the_proof_counts_every_day_and_ends_on_the_last(kind: RemedyKind, day: date) -> None:
    duty = answer_duty(kind, day, DAYS)
    lines = duty.ledger(DAYS)

    assert lines[0].day == day
    assert lines[-1].day == duty.due_on
    if duty.unit is Unit.WORKING_DAYS:
        assert [one.number for one in lines if one.number] == list(range(1, duty.length + 1))
        assert [one.day for one in lines] == [
            day + timedelta(n) for n in range((duty.due_on - day).days + 1)]
    else:
        assert lines[1].day == day + timedelta(duty.length)
        assert all(not DAYS.is_working_day(one.day) for one in lines[1:-1])


@given(st.sampled_from(RemedyKind), st.dates(date(2024, 1, 1), date(2026, 11, 30)))
def test_it_is_the_day_the_export_page_tells(kind: RemedyKind, day: date) -> None:
    proceeding = {
        RemedyKind.RECONSIDERATION: Proceeding.RECONSIDERATION,
        RemedyKind.RECONSIDERATION_SIMPLIFIED: Proceeding.RECONSIDERATION_SIMPLIFIED,
    }.get(kind, Proceeding.LITIGATION)

    assert answer_duty(kind, day, DAYS).due_on == answer_due(proceeding, day, DAYS).on


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(1, 60),
       st.sampled_from(TermUnit))
def test_an_ordered_term_ends_on_a_working_day(day: date, term: int, unit: TermUnit) -> None:
    duty: Duty = comply_duty(day, term, unit, DAYS)

    assert DAYS.is_working_day(duty.due_on)
    assert duty.due_on > day
