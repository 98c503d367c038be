"""A term set by a decision or judgment stands, whatever would move that of the Regulation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadFacts
from workflow.law.clock import Clock, ClockSettings, Move, replay
from workflow.law.duties import ordered_end
from workflow.law.workdays import national_calendar
from workflow.terms import MoveKind, Party, TermUnit

MONDAY = date(2026, 6, 8)
FIFTEEN_DAYS = Move(MoveKind.ORDERED, MONDAY, calendar_days=15)
TEN_WORKING_DAYS = Move(MoveKind.ORDERED, MONDAY, working_days=10)
ASKED = Move(MoveKind.CONSULTATION_SENT, date(2026, 6, 9), ref="A", party=Party.THIRD_PARTY)
MOVING = [
    pytest.param([ASKED], id="条例第三十三条第三款 a consultation"),
    pytest.param([Move(MoveKind.SUPPLEMENT_ASKED, date(2026, 6, 9), term_working_days=5),
                  Move(MoveKind.SUPPLEMENT_RECEIVED, date(2026, 6, 12))],
                 id="条例第三十条 a supplement"),
    pytest.param([Move(MoveKind.EXTENDED, date(2026, 6, 9), working_days=10)],
                 id="条例第三十三条第二款 an extension"),
    pytest.param([Move(MoveKind.FEE_NOTICED, date(2026, 6, 9)),
                  Move(MoveKind.FEE_PAID, date(2026, 6, 12))], id="国办函〔2020〕109号 a fee"),
    pytest.param([Move(MoveKind.DELAY_SET, date(2026, 6, 9), until=date(2026, 8, 3))],
                 id="条例第三十五条 a delay"),
]


def clock(*moves: Move, moved: bool = False) -> Clock:
    """The clock of an order received on Monday 2026-06-08, read on Wednesday 17 June."""
    return replay(MONDAY, moves, as_of=date(2026, 6, 17),
                  settings=ClockSettings(ordered_term_moves=moved))


@pytest.mark.parametrize("order", [FIFTEEN_DAYS, TEN_WORKING_DAYS], ids=["15日", "10个工作日"])
def test_the_order_sets_the_limit(order: Move) -> None:
    """Both end on Tuesday 2026-06-23: Friday the 19th is a holiday."""
    read = clock(order)

    assert (read.due_on, read.first_due_on) == (date(2026, 6, 23), date(2026, 6, 23))
    assert "责令期限" in read.ledger()[0].text
    assert {line.article for line in read.ledger() if line.number} == {
        "行政复议法第七十七条、行政诉讼法第九十四条"}


def test_without_a_term_it_is_that_of_a_new_application() -> None:
    assert clock().due_on == date(2026, 7, 7)  # Tuesday, the twentieth working day


@pytest.mark.parametrize("moves", MOVING)
def test_nothing_moves_it(moves: list[Move]) -> None:
    read = clock(FIFTEEN_DAYS, *moves)

    assert (read.due_on, read.waiting) == (date(2026, 6, 23), None)


@pytest.mark.parametrize("moves", MOVING)
def test_unless_the_agency_has_chosen_so(moves: list[Move]) -> None:
    moved = clock(FIFTEEN_DAYS, *moves, moved=True).due_on

    assert moved is not None
    assert moved > date(2026, 6, 23)


@pytest.mark.parametrize(
    ("move", "field"),
    [
        pytest.param(Move(MoveKind.ORDERED, MONDAY), "working_days", id="no length"),
        pytest.param(Move(MoveKind.ORDERED, MONDAY, working_days=5, calendar_days=5),
                     "working_days", id="two lengths"),
        pytest.param(Move(MoveKind.ORDERED, date(2026, 6, 9), working_days=5), "on",
                     id="another day than the receipt"),
    ],
)
def test_an_order_that_cannot_be_counted_is_refused(move: Move, field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        clock(move)

    assert refused.value.reason.field == field


@given(st.dates(date(2024, 1, 1), date(2026, 8, 31)), st.integers(1, 60),
       st.sampled_from(TermUnit))
def test_the_clock_and_the_duty_agree(day: date, term: int, unit: TermUnit) -> None:
    """What the legal office is told to wait for is what the handler is given."""
    name = unit.value
    read = replay(day, [Move(MoveKind.ORDERED, day, **{name: term})], as_of=day)  # type: ignore[arg-type]  # the name of either length

    assert read.due_on == ordered_end(day, term, unit, national_calendar()).on
