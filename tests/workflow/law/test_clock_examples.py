"""The worked examples of the procedure, counted by hand."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.workflow.law.told import (
    RECEIVED_ON,
    answered,
    asked,
    extended,
    fee_noticed,
    fee_paid,
    on,
    reached,
    sent,
    supplemented,
)
from workflow.law.clock import ClockSettings, Move, replay

LONG_AFTER = date(2024, 12, 31)


def due(received_on: date, *moves: Move, settings: ClockSettings | None = None) -> date | None:
    return replay(received_on, moves, as_of=LONG_AFTER, settings=settings).due_on


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2024, 9, 27), date(2024, 10, 30)),  # Friday: 9-29, 9-30, 10-8 … 10-30
        (date(2024, 9, 28), date(2024, 10, 30)),  # Saturday off, not moved
        (date(2024, 9, 29), date(2024, 10, 31)),  # Sunday, a make-up working day
        (date(2022, 9, 30), date(2022, 11, 2)),  # Friday
        (date(2025, 1, 20), date(2025, 2, 21)),  # Monday, Spring Festival within
        (date(2026, 2, 13), date(2026, 3, 19)),  # Friday, Saturday 14 February worked
        (date(2026, 9, 18), date(2026, 10, 22)),  # Friday, Sunday 20 September worked
        (date(2011, 6, 1), date(2011, 6, 23)),  # Wednesday, 15 working days: 指导案例26号
        (date(2019, 5, 14), date(2019, 6, 4)),  # Tuesday, last day of the 2008 Regulation
        (date(2019, 5, 15), date(2019, 6, 13)),  # Wednesday, first day of the 2019 Regulation
    ],
    ids=lambda day: day.isoformat(),
)
def test_the_reply_is_due_on_the_day_counted_by_hand_art_33(
    received_on: date, due_on: date
) -> None:
    assert due(received_on) == due_on


def test_the_supplement_notice_is_due_on_the_seventh_working_day_art_30() -> None:
    clock = replay(RECEIVED_ON, [], as_of=RECEIVED_ON)

    assert clock.supplement_notice_due_on == on(10, 12)  # Saturday, worked


def test_the_longest_extension_counts_on_from_the_first_due_date_art_33() -> None:
    assert due(RECEIVED_ON, extended(on(10, 25))) == on(11, 27)
    assert replay(RECEIVED_ON, [], as_of=RECEIVED_ON).extended_due_limit == on(11, 27)


def test_the_supplement_starts_a_new_period_art_30() -> None:
    assert due(RECEIVED_ON, asked(on(10, 8)), supplemented(on(10, 18))) == on(11, 15)


def test_a_third_party_has_fifteen_working_days_from_its_receipt_art_32() -> None:
    clock = replay(RECEIVED_ON, [sent(on(10, 8)), reached(on(10, 9))], as_of=on(10, 10))

    assert clock.waiting_until == on(10, 29)


@pytest.mark.parametrize(
    ("settings", "due_on"),
    [
        (ClockSettings(), on(11, 15)),
        (ClockSettings(dispatch_day_counts=False), on(11, 18)),
        (ClockSettings(answer_day_counts=True), on(11, 14)),
    ],
    ids=["default", "dispatch-day-left-out", "answer-day-counts"],
)
def test_the_days_of_consultation_are_left_out_art_33_3(
    settings: ClockSettings, due_on: date
) -> None:
    moves = (sent(on(10, 10)), answered(on(10, 25)))

    assert due(RECEIVED_ON, *moves, settings=settings) == due_on


def test_the_fee_is_payable_within_twenty_working_days_of_the_notice() -> None:
    clock = replay(RECEIVED_ON, [fee_noticed(on(10, 11))], as_of=on(10, 12))

    assert clock.waiting_until == on(11, 7)
    assert clock.due_on is None


def test_payment_starts_a_new_period_from_the_day_after() -> None:
    assert due(RECEIVED_ON, fee_noticed(on(10, 11)), fee_paid(on(10, 21))) == on(11, 18)


@pytest.mark.parametrize(
    ("received_on", "regulation", "limit"),
    [
        (date(2019, 5, 13), "2008", 15),
        (date(2019, 5, 14), "2008", 15),
        (date(2019, 5, 15), "2019", 20),
        (date(2019, 5, 16), "2019", 20),
    ],
    ids=["two-days-before", "day-before", "day-of", "day-after"],
)
def test_the_day_of_receipt_decides_which_regulation_governs_art_56(
    received_on: date, regulation: str, limit: int
) -> None:
    clock = replay(received_on, [], as_of=received_on)

    assert (clock.regulation, clock.left_working_days) == (regulation, limit)


def test_a_pending_case_keeps_its_regulation_when_the_law_changes() -> None:
    moves: Sequence[Move] = [extended(date(2019, 5, 20), 15)]
    clock = replay(date(2019, 5, 10), moves, as_of=date(2019, 6, 1))

    assert clock.regulation == "2008"
    assert clock.due_on == date(2019, 6, 24)  # 5-31 and fifteen more; 6-7 off
    assert clock.supplement_notice_due_on is None
