"""What holds of every clock, whatever the moves; and an independent replay that agrees."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.law import counted_by_hand
from tests.workflow.law.told import answered, asked, extended, reached, replied, sent, supplemented
from workflow.law.clock import ClockState, Move, replay
from workflow.law.ledger import LineKind
from workflow.law.notice import Notice, national_notices
from workflow.law.workdays import Calendar, national_calendar
from workflow.terms import Party

#: Far enough from the last notice for every due date to lie in a published year.
DAYS = st.dates(date(2019, 5, 15), date(2026, 6, 30))
OLD_DAYS = st.dates(date(2008, 5, 1), date(2019, 5, 14))
GAPS = st.integers(min_value=0, max_value=40)
PARTIES = st.sampled_from(Party)
LONG_AFTER = timedelta(400)

many = settings(deadline=None, max_examples=300)


@st.composite
def consultation(draw: st.DrawFn, received_on: date, ref: str) -> list[Move]:
    """One consultation sent some days after receipt, perhaps received, perhaps answered."""
    on = received_on + timedelta(draw(GAPS))
    moves = [sent(on, ref, draw(PARTIES))]
    if draw(st.booleans()):
        on += timedelta(draw(GAPS))
        moves.append(reached(on, ref))
    if draw(st.booleans()):
        moves.append(answered(on + timedelta(draw(GAPS)), ref))
    return moves


@st.composite
def consulting(draw: st.DrawFn, days: st.SearchStrategy[date]) -> tuple[date, list[Move]]:
    """A day of receipt and up to three consultations, perhaps an extension."""
    received_on = draw(days)
    moves = [
        move
        for ref in "ABC"[: draw(st.integers(0, 3))]
        for move in draw(consultation(received_on, ref))
    ]
    if draw(st.booleans()):
        moves.append(extended(received_on + timedelta(draw(GAPS)), draw(st.integers(1, 15))))
    return received_on, moves


def left_out_by_hand(moves: list[Move], received_on: date) -> list[tuple[date, date]]:
    """The spans the 2019 Regulation leaves out, from the moves alone."""
    spans = []
    for first in (move for move in moves if move.kind == "consultation_sent"):
        own = {move.kind.value: move.on for move in moves if move.ref == first.ref}
        starts = own.get("consultation_received", first.on)
        last = counted_by_hand.due(starts, 15)
        last = min(last, own.get("consultation_answered", last))
        spans.append((first.on + timedelta(1), last))
    return spans


@many
@given(consulting(DAYS))
def test_an_independent_count_gives_the_same_due_date(case: tuple[date, list[Move]]) -> None:
    received_on, moves = case
    spans = left_out_by_hand(moves, received_on)
    first_due_on = counted_by_hand.due(received_on, 20, spans)
    more = sum(m.working_days or 0 for m in moves if m.kind == "extended" and m.on <= first_due_on)
    clock = replay(received_on, moves, as_of=received_on + LONG_AFTER)

    assert clock.first_due_on == first_due_on
    assert clock.due_on == counted_by_hand.due(received_on, 20 + more, spans)


@many
@given(consulting(DAYS | OLD_DAYS), GAPS)
def test_excluding_never_brings_a_due_date_forward(case: tuple[date, list[Move]], gap: int) -> None:
    received_on, moves = case
    as_of = received_on + timedelta(gap)
    kept = [move for move in moves if move.kind == "extended"]
    with_all = replay(received_on, moves, as_of=as_of)
    without = replay(received_on, kept, as_of=as_of)

    assert with_all.first_due_on >= without.first_due_on


@many
@given(consulting(DAYS | OLD_DAYS), GAPS)
def test_a_due_date_is_a_working_day(case: tuple[date, list[Move]], gap: int) -> None:
    received_on, moves = case
    due_on = replay(received_on, moves, as_of=received_on + timedelta(gap)).due_on

    assert due_on is not None
    assert counted_by_hand.worked(due_on)


@many
@given(consulting(DAYS | OLD_DAYS), st.integers(0, 400))
def test_the_counted_days_of_the_ledger_are_the_days_used(
    case: tuple[date, list[Move]], gap: int
) -> None:
    received_on, moves = case
    as_of = received_on + timedelta(gap)
    clock = replay(received_on, moves, as_of=as_of)
    lines = [line for line in clock.ledger() if line.number and line.day <= as_of]

    assert len(lines) + clock.late_by_working_days == clock.used_working_days


@many
@given(consulting(DAYS | OLD_DAYS), st.integers(0, 400))
def test_the_ledger_tells_every_calendar_day_once(case: tuple[date, list[Move]], gap: int) -> None:
    received_on, moves = case
    clock = replay(received_on, moves, as_of=received_on + timedelta(gap))
    no_day = (LineKind.MOVE, LineKind.SILENCE, LineKind.LATE)
    told = [line.day for line in clock.ledger() if line.kind not in no_day]

    assert clock.due_on is not None
    assert told == list(counted_by_hand.every_day(received_on, clock.due_on))
    assert sum(line.kind is LineKind.MOVE for line in clock.ledger()) == len(moves)


@many
@given(consulting(DAYS), st.integers(0, 9), st.integers(0, 30), GAPS)
def test_a_restart_forgets_what_came_before(
    case: tuple[date, list[Move]], ask: int, wait: int, gap: int
) -> None:
    received_on, moves = case
    asked_on = received_on + timedelta(ask)
    back_on = asked_on + timedelta(wait)
    before = [move for move in moves if move.on < asked_on]
    open_refs = {m.ref for m in before} - {
        m.ref for m in before if m.kind.value.endswith("answered")
    }
    before = [m for m in before if m.ref not in open_refs or not m.ref]
    as_of = back_on + timedelta(gap)
    clock = replay(received_on, [*before, asked(asked_on), supplemented(back_on)], as_of=as_of)

    assert clock.supplement_notice_due_on is not None
    if asked_on <= clock.supplement_notice_due_on:
        fresh = replay(back_on, [], as_of=as_of)
        assert (clock.due_on, clock.used_working_days, clock.extended_working_days) == (
            fresh.due_on, fresh.used_working_days, 0,
        )  # fmt: skip


@many
@given(consulting(DAYS), GAPS)
def test_the_order_of_overlapping_consultations_does_not_matter(
    case: tuple[date, list[Move]], gap: int
) -> None:
    received_on, moves = case
    renamed = [
        Move(m.kind, m.on, "CAB"["ABC".index(m.ref)], m.party) if m.ref else m for m in moves
    ]
    by_name = sorted(renamed, key=lambda move: move.ref)
    as_of = received_on + timedelta(gap)

    assert (
        replay(received_on, by_name, as_of=as_of).due_on
        == replay(received_on, moves, as_of=as_of).due_on
    )


@many
@given(consulting(DAYS), GAPS)
def test_used_and_left_make_the_whole_period(case: tuple[date, list[Move]], gap: int) -> None:
    received_on, moves = case
    clock = replay(received_on, moves, as_of=received_on + timedelta(gap))

    assert (clock.left_working_days < 0) is clock.late
    if not clock.late or clock.late_by_working_days:
        whole = 20 + clock.extended_working_days
        assert clock.used_working_days + clock.left_working_days == whole


@many
@given(consulting(DAYS), st.integers(0, 120))
def test_a_reply_is_late_exactly_when_it_comes_after_the_due_date(
    case: tuple[date, list[Move]], gap: int
) -> None:
    received_on, moves = case
    replied_on = received_on + timedelta(gap)
    clock = replay(received_on, [*moves, replied(replied_on)], as_of=date(2027, 6, 30))

    assert clock.state is ClockState.ENDED
    assert clock.due_on is not None
    assert clock.late == (replied_on > clock.due_on)


@st.composite
def invented_notice(draw: st.DrawFn) -> Notice:
    """A notice for 2027 with some days off and some weekend days worked."""
    year = list(counted_by_hand.every_day(date(2027, 1, 1), date(2027, 12, 31)))
    off = draw(st.sets(st.sampled_from(year), max_size=30))
    work = draw(st.sets(st.sampled_from([d for d in year if d.weekday() > 4]), max_size=8))
    named = dict.fromkeys(off - work, "虚构")
    return Notice(
        2027, "虚构〔2026〕1号", "", "", date(2026, 11, 25), named, dict.fromkeys(work, "")
    )


@settings(deadline=None, max_examples=10)
@given(invented_notice(), st.lists(DAYS | OLD_DAYS, min_size=20, max_size=20))
def test_adding_a_notice_never_moves_a_date_in_a_year_it_does_not_cover(
    notice: Notice, days: list[date]
) -> None:
    calendar = national_calendar()
    longer = calendar.with_notice(notice)

    assert longer.published_until == date(2027, 12, 31)
    assert [longer.add(day, 20) for day in days] == [calendar.add(day, 20) for day in days]


def test_dropping_a_notice_never_moves_a_date_in_another_year() -> None:
    without = Calendar(notice for notice in national_notices() if notice.year != 2024)
    full = national_calendar()
    days = counted_by_hand.every_day(date(2020, 1, 1), date(2026, 12, 31))

    assert [
        day for day in days
        if day.year != 2024 and full.is_working_day(day) != without.is_working_day(day)
    ] == []  # fmt: skip
