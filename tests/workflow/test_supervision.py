"""The figures of supervision against a plain count of the rows, ranking, trend and late lists."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from shutil import copy
from statistics import median
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.conftest import MIGRATED
from tests.workflow import histories
from tests.workflow.histories import NAME, SUBJECT, TODAY
from workflow.errors import NotFound
from workflow.law.workdays import national_calendar
from workflow.record.database import connect, reading, writing
from workflow.reports.period import Period
from workflow.reports.supervision import AgencyFigures, supervision, trend
from workflow.reports.supervision_figures import TIED, Figures, Seat, percent, share, tenths
from workflow.reports.supervision_late import LateRow, late_open, late_replied
from workflow.reports.supervision_period import faults, suggested
from workflow.reports.supervision_ranking import Measure, ranked, shown
from workflow.terms import RemedyResult, State

#: The second quarter of 2026 so far.
QUARTER = Period(date(2026, 4, 1), TODAY)
SEATS = tuple(seat.value for seat in Seat)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Twelve agencies with two thousand requests; no test writes anything."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("history")
        file = copy(request.getfixturevalue("migrated_file"), folder / "yishen.sqlite")
        engine = connect(f"sqlite:///{file}")
    else:
        engine = connect(request.getfixturevalue("cluster").copy(MIGRATED, "history"))
    with writing(engine) as connection:
        found = histories.everything(connection, 12, 2000)
    yield engine, *found
    engine.dispose()


def below(engine: Engine, root: int) -> set[int]:
    """An agency and all below it, found by climbing."""
    with reading(engine) as connection:
        parents = histories.parents(connection)

    def within(one: int | None) -> bool:
        return one is not None and (one == root or within(parents[one]))

    return {one for one in parents if within(one)}


def plainly(rows: list[dict[str, Any]], remedies: list[dict[str, Any]], p: Period) -> Figures:
    """The figures of these rows, counted one by one."""
    real = [row for row in rows if not row["void"]]
    firsts = [row for row in real if not row["redo_of"]]
    ended = [row for row in real if not row["imported"] and inside(row["ended_on"], p)]
    late = [row for row in ended if row["due_on"] and row["ended_on"] > row["due_on"]]
    lit = [row for row in real if not row["imported"] and row["clock_state"] == "running"
           and row["due_on"] and row["awaits"]]
    decided = [one for one in remedies if not one["void"] and inside(one["result_on"], p)]
    soon = national_calendar().add(TODAY, 3).on
    return Figures(
        new=sum(inside(row["received_on"], p) for row in firsts),
        anew=sum(inside(row["received_on"], p) for row in real if row["redo_of"]),
        handled=sum(inside(row["concluded_on"], p) for row in firsts),
        in_hand=sum(row["received_on"] <= p.last and not (
            row["concluded_on"] and row["concluded_on"] <= p.last) for row in firsts),
        used=Counter(row["used_days"] for row in ended), late=len(late),
        extended=sum(row["extended"] for row in ended),
        days={seat: sum(row[f"{seat}_days"] for row in ended) for seat in SEATS},
        late_days={seat: sum(row[f"{seat}_days"] for row in late) for seat in SEATS},
        late_most=Counter(most(row) for row in late),
        open_late=Counter(lies(row) for row in lit if row["due_on"] < TODAY),
        due_today=sum(row["due_on"] == TODAY for row in lit),
        due_soon=sum(TODAY < row["due_on"] <= soon for row in lit),
        decided=len(decided),
        reversed=sum(one["result"] is RemedyResult.CORRECTED for one in decided))


def inside(day: date | None, period: Period) -> bool:
    return day is not None and period.first <= day <= period.last


def most(row: dict[str, Any]) -> str:
    """The seat with more days than any other."""
    longest = max(row[f"{seat}_days"] for seat in SEATS)
    found = [seat for seat in SEATS if row[f"{seat}_days"] == longest]
    return found[0] if len(found) == 1 else TIED


def lies(row: dict[str, Any]) -> str:
    return {State.REGISTRATION: "receipt", State.HANDLING: "handling", State.REVIEW: "review",
            State.REPLY: "service", State.ARCHIVING: "service"}[row["state"]]


def bare(figures: Figures) -> dict[str, Any]:
    """The figures without zeros, whatever kind of mapping they stand in."""
    return {name: dict(+Counter(value)) if isinstance(value, dict) else value
            for name, value in vars(figures).items()}


def seen(engine: Engine, root: int, period: Period = QUARTER, **more: bool) -> Any:
    with reading(engine) as connection:
        return supervision(connection, root, period, TODAY, national_calendar(), **more)


@pytest.mark.parametrize("period", [
    QUARTER, Period(date(2025, 1, 1), date(2025, 12, 31)), Period(TODAY, TODAY),
    Period(date(2025, 11, 3), date(2026, 2, 17))], ids=lambda one: one.name)
def test_every_agency_is_counted_as_one_would_count_by_hand(history: Any, period: Period) -> None:
    engine, ids, rows, remedies = history
    found = seen(engine, ids[0], period)

    assert {one.id for one in found.agencies} == set(ids)
    for one in found.agencies:
        mine = plainly([row for row in rows if row["agency_id"] == one.id],
                       [row for row in remedies if row["agency_id"] == one.id], period)
        assert bare(one.figures) == bare(mine), one.code
    assert bare(found.total) == bare(plainly(rows, remedies, period))


def test_one_sees_the_own_agency_and_those_below_and_no_other(history: Any) -> None:
    engine, ids, *_ = history
    for root in ids[:6]:
        found = seen(engine, root)
        assert {one.id for one in found.agencies} == below(engine, root)
        assert found.own.id == root
        assert [one.id for one in seen(engine, root, alone=True).agencies] == [root]


def test_an_agency_that_does_not_exist_is_not_found(history: Any) -> None:
    with pytest.raises(NotFound):
        seen(history[0], 999_999)


def test_averages_are_those_of_all_requests_together(history: Any) -> None:
    engine, ids, rows, _ = history
    used = [row["used_days"] for row in rows if not row["void"] and not row["imported"]
            and inside(row["ended_on"], QUARTER)]
    total = seen(engine, ids[0]).total

    assert total.mean == Fraction(sum(used), len(used))
    assert total.median == Fraction(median(used))


def test_the_days_of_the_seats_are_the_days_used(history: Any) -> None:
    engine, ids, *_ = history
    total = seen(engine, ids[0]).total

    assert sum(total.days.values()) == sum(days * n for days, n in total.used.items())
    assert sum(total.late_most.values()) == total.late


@contextmanager
def overheard(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters."""
    told: list[tuple[str, Any]] = []

    def listen(*given: Any) -> None:
        told.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def test_many_agencies_take_as_many_statements_as_one(history: Any) -> None:
    engine, ids, *_ = history
    with overheard(engine) as alone:
        seen(engine, ids[-1])
    with overheard(engine) as all_below:
        seen(engine, ids[0])

    assert len(all_below) == len(alone) <= 12


def test_no_statement_walks_through_all_requests(history: Any) -> None:
    """On SQLite, whose plans do not depend on how much there is."""
    engine, ids, *_ = history
    if engine.dialect.name != "sqlite":
        return
    with overheard(engine) as told, reading(engine) as connection:
        trend(connection, seen(engine, ids[0]).agencies, TODAY)
        late_open(connection, ids[0], TODAY, national_calendar())
        late_replied(connection, ids[0], QUARTER, national_calendar())
    with reading(engine) as connection:
        plans = [line.detail for statement, given in told if statement.startswith(
                 ("SELECT", "WITH")) for line in connection.exec_driver_sql(
                     f"EXPLAIN QUERY PLAN {statement}", given)]

    assert [line for line in plans if line.startswith(("SCAN request", "SCAN remedy_case"))] == []
    assert sum("ix_request_ended" in line for line in plans) == 3


def test_the_trend_counts_month_by_month(history: Any) -> None:
    engine, ids, rows, _ = history
    with reading(engine) as connection:
        months = trend(connection, seen(engine, ids[0]).agencies, TODAY)
    real = [row for row in rows if not row["void"]]

    assert [(one.year, one.month) for one in months] == [
        (2025, 7), (2025, 8), (2025, 9), (2025, 10), (2025, 11), (2025, 12),
        (2026, 1), (2026, 2), (2026, 3), (2026, 4), (2026, 5), (2026, 6)]
    for one in months:
        first = date(one.year, one.month, 1)
        p = Period(first, min(TODAY, (first + timedelta(31)).replace(day=1) - timedelta(1)))
        mine = plainly(real, [], p)
        assert (one.new, one.handled, one.replied, one.late) == (
            mine.new, mine.handled, mine.replied, mine.late)
        assert one.days == sum(mine.days.values())


@pytest.mark.parametrize("measure", Measure, ids=str)
@pytest.mark.parametrize("rising", [False, True])
def test_agencies_rank_by_any_column_and_ties_share_a_place(
    history: Any, measure: Measure, rising: bool
) -> None:
    found = seen(history[0], history[1][0]).agencies
    order = ranked(found, measure, rising=rising)
    values = [(one.place, shown(one.agency.figures, measure), one.agency.code) for one in order]

    assert order == ranked(reversed(found), measure, rising=rising)
    assert sorted(one.agency.code for one in order) == sorted(one.code for one in found)
    for (place, value, code), (next_place, next_value, next_code) in pairwise(values):
        if place == next_place:
            assert code < next_code
        if value == next_value == "—":
            assert place is next_place is None


def agency(code: str, **figures: Any) -> AgencyFigures:
    return AgencyFigures(1, code, code, "", 1, Figures(**figures))


def test_two_with_the_same_value_share_the_place_and_the_next_one_is_skipped() -> None:
    order = ranked([agency("C", late=3), agency("A", late=5), agency("B", late=3),
                    agency("D", late=0)], Measure.LATE)

    assert [(one.place, one.agency.code) for one in order] == [
        (1, "A"), (2, "B"), (2, "C"), (4, "D")]


def test_a_share_of_few_is_not_shown_and_has_no_place() -> None:
    few, enough = agency("A", used={5: 9}, late=9), agency("B", used={5: 10}, late=1)
    order = ranked([few, enough], Measure.LATE_SHARE)

    assert [(one.place, one.agency.code) for one in order] == [(1, "B"), (None, "A")]
    assert [shown(one.agency.figures, Measure.LATE_SHARE) for one in order] == ["10.0%", "—"]


@pytest.mark.parametrize(("part", "of", "said"), [
    (1, 9, "—"), (0, 10, "0.0%"), (10, 10, "100.0%"), (1, 3000, "0.1%"), (2999, 3000, "99.9%"),
    (1, 16, "6.3%"), (1, 40, "2.5%")])
def test_a_share_is_never_rounded_to_nothing_or_to_all(part: int, of: int, said: str) -> None:
    assert percent(share(part, of)) == said


@pytest.mark.parametrize(("number", "said"), [
    (Fraction(17, 2), "8.5"), (Fraction(1, 3), "0.3"), (Fraction(20), "20.0"), (None, "—")])
def test_an_average_is_written_to_one_place(number: Fraction | None, said: str) -> None:
    assert tenths(number) == said


def pages(engine: Engine, ask: Any) -> Iterator[LateRow]:
    """All rows of a list, seven a page."""
    after = ""
    with reading(engine) as connection:
        while True:
            page = ask(connection, after)
            yield from page.rows
            after = page.next_after
            if not after:
                return


def test_the_late_lists_hold_what_the_figures_count(history: Any) -> None:
    engine, ids, *_ = history
    days = national_calendar()
    for one in seen(engine, ids[0]).agencies:
        still = list(pages(engine, lambda c, after, of=one.id: late_open(
            c, of, TODAY, days, after, 7)))
        late = list(pages(engine, lambda c, after, of=one.id: late_replied(
            c, of, QUARTER, days, after, 7)))
        assert len({row.no for row in still}) == len(still) == one.figures.still_late
        assert len({row.no for row in late}) == len(late) == one.figures.late
        assert Counter(row.seat.value for row in still if row.seat) == Counter(
            one.figures.open_late)
        assert [row.due_on for row in still] == sorted(row.due_on for row in still)
        assert Counter(row.seat.value if row.seat else TIED for row in late) == Counter(
            one.figures.late_most)
        assert all(row.late_working_days >= 1 for row in (*still, *late))


def test_no_list_reads_a_name_or_a_subject(history: Any) -> None:
    engine, ids, *_ = history
    with reading(engine) as connection:
        shown = repr([
            supervision(connection, ids[0], QUARTER, TODAY, national_calendar()),
            trend(connection, seen(engine, ids[0]).agencies, TODAY),
            *(late_open(connection, one, TODAY, national_calendar()) for one in ids),
            *(late_replied(connection, one, QUARTER, national_calendar()) for one in ids)])

    assert NAME not in shown
    assert SUBJECT not in shown


@pytest.mark.parametrize(("first", "last", "name"), [
    ("2026-01-01", "2026-12-31", "2026年"), ("2026-01-01", "2026-06-30", "2026年上半年"),
    ("2026-07-01", "2026-12-31", "2026年下半年"), ("2026-04-01", "2026-06-30", "2026年第二季度"),
    ("2026-10-01", "2026-12-31", "2026年第四季度"), ("2026-02-01", "2026-02-28", "2026年2月"),
    ("2026-04-01", "2026-06-29", "2026年4月1日至6月29日"),
    ("2026-03-01", "2026-05-31", "2026年3月1日至5月31日"),
    ("2025-12-01", "2026-02-28", "2025年12月1日至2026年2月28日")])
def test_a_period_is_called_as_officials_call_it(first: str, last: str, name: str) -> None:
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).name == name


@pytest.mark.parametrize(("first", "last", "wrong"), [
    (None, date(2026, 6, 1), ["from"]), (date(2026, 1, 1), None, ["until"]),
    (date(2008, 4, 30), date(2026, 6, 1), ["from"]), (date(2008, 5, 1), TODAY, []),
    (date(2026, 6, 2), date(2026, 6, 1), ["until"]),
    (date(2026, 6, 1), TODAY + timedelta(1), ["until"]), (None, None, ["from", "until"])])
def test_a_period_is_refused_with_every_reason(
    first: date | None, last: date | None, wrong: list[str]
) -> None:
    assert [one.field for one in faults(first, last, TODAY)] == wrong


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2024, 2, 29), TODAY])
def test_every_suggested_period_may_be_asked_for(today: date) -> None:
    for _, period in suggested(today):
        assert faults(period.first, period.last, today) == []
