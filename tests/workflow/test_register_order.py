"""The register: filter, order and pages give what a plain look at every request gives, once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, insert, select

from workflow.office import CONSOLE, add_agency
from workflow.record.database import connect, reading, writing
from workflow.record.models import Request
from workflow.record.people import Actor
from workflow.record.standing import BEIJING
from workflow.reports.book.narrowing import NO_UNIT, Wanted, is_late
from workflow.reports.book.order import DATED, Order, Place, Sort, place_before, place_of
from workflow.reports.register import Found, every, find
from workflow.terms import AgencyKind, ApplicantKind, Channel, Outcome, Role, State

TODAY = date(2024, 9, 27)  # Friday
_DAYS = st.one_of(st.none(), st.dates(date(2023, 12, 30), date(2024, 10, 12)))


class Row(NamedTuple):
    """What the filters read of a request."""

    id: int
    agency_id: int
    no: str
    state: State
    received_on: date | None
    channel: Channel
    applicant_kind: ApplicantKind
    handler: str
    unit: str
    clock_state: str
    due_on: date | None
    outcome: Outcome | None
    replied_on: date | None
    ended_on: date | None
    closed: int
    imported: int
    extended: int


_ROWS = st.fixed_dictionaries({
    "agency_id": st.integers(0, 1), "state": st.sampled_from(State), "received_on": _DAYS,
    "channel": st.sampled_from((Channel.EMS, Channel.INTERNET)),
    "applicant_kind": st.sampled_from((ApplicantKind.NATURAL, ApplicantKind.COMPANY)),
    "handler": st.sampled_from(("", "handler", "colleague")),
    "unit": st.sampled_from(("", "法规科", "耕保科")),
    "clock_state": st.sampled_from(("", "running", "paused", "ended")), "due_on": _DAYS,
    "outcome": st.sampled_from((None, Outcome.GRANTED, Outcome.PARTIAL)), "replied_on": _DAYS,
    "ended_on": _DAYS, "closed": st.integers(0, 1), "imported": st.integers(0, 1),
    "extended": st.integers(0, 1)})
_WANTED = st.builds(
    Wanted, states=st.sampled_from(((), (State.HANDLING,), (State.REPLY, State.ARCHIVED))),
    year=st.sampled_from((None, 2023, 2024)),
    outcome=st.sampled_from((None, Outcome.GRANTED)),
    kind=st.sampled_from((None, ApplicantKind.COMPANY)),
    channel=st.sampled_from((None, Channel.EMS)),
    unit=st.sampled_from(("", NO_UNIT, "法规科")), handler=st.sampled_from(("", "handler")),
    received_from=_DAYS, received_until=_DAYS, replied_from=_DAYS, replied_until=_DAYS,
    late=st.booleans(), extended=st.booleans(), imported=st.sampled_from((None, True, False)))


def clerk(agency: int) -> Actor:
    return Actor("clerk", "王某", agency, seats=frozenset({Role.INTAKE_CLERK}))


@pytest.fixture
def agencies(engine: Engine) -> tuple[int, int]:
    """Two agencies."""
    with writing(engine) as connection:
        first, second = (add_agency(
            connection, datetime(2024, 9, 27, 9, tzinfo=BEIJING), CONSOLE, code=code, name=code,
            short_name=code, kind=AgencyKind.CITY_DEPARTMENT) for code in ("AA", "BB"))
    return first, second


def filed(
    connection: Connection, agencies: Sequence[int], drawn: Sequence[dict[str, Any]]
) -> list[Row]:
    """Write rows; their numbers stand in another order than their ids."""
    for n, one in enumerate(drawn):
        connection.execute(insert(Request), {
            **one, "agency_id": agencies[one["agency_id"]], "no": f"T-{(n * 37) % 101:03}",
            "seq": 1, "head": "0" * 64, "applicant_name": "甲", "subject": "某材料"})
    columns = [getattr(Request, name) for name in Row._fields]
    return [Row(*row) for row in connection.execute(select(*columns))]


def scanned(rows: Sequence[Row], wanted: Wanted, order: Order, agency: int) -> list[int]:
    """The plain look: every filter in Python, then sorted, rows without the day last."""
    kept = [row for row in rows if row.agency_id == agency and _fits(row, wanted)]
    by = {Sort.RECEIVED: "received_on", Sort.DUE: "due_on", Sort.REPLIED: "replied_on",
          Sort.NUMBER: "no"}.get(order.by, "agency_id")
    with_value = [row for row in kept if getattr(row, by) is not None]
    without = [row for row in kept if getattr(row, by) is None]
    return [row.id for part in (with_value, without) for row in sorted(
        part, key=lambda row: (getattr(row, by) or date.min, row.id), reverse=not order.up)]


def _fits(row: Row, wanted: Wanted) -> bool:
    def between(day: date | None, first: date | None, last: date | None) -> bool:
        if first is None and last is None:
            return True
        return day is not None and (first or date.min) <= day <= (last or date.max)

    return all((
        not wanted.states or row.state in wanted.states,
        not wanted.year or (row.received_on and row.received_on.year == wanted.year),
        not wanted.outcome or row.outcome is wanted.outcome,
        not wanted.kind or row.applicant_kind is wanted.kind,
        not wanted.channel or row.channel is wanted.channel,
        not wanted.unit or row.unit == wanted.unit.replace(NO_UNIT, ""),
        not wanted.handler or row.handler == wanted.handler,
        between(row.received_on, wanted.received_from, wanted.received_until),
        between(row.replied_on, wanted.replied_from, wanted.replied_until),
        not wanted.late or is_late(row, TODAY),
        not wanted.extended or row.extended,
        wanted.imported is None or row.imported == wanted.imported,
    ))


def leafed(
    connection: Connection, actor: Actor, wanted: Wanted, order: Order, limit: int
) -> Iterator[Found]:
    """All pages, from the first on."""
    after = ""
    while True:
        page = find(connection, actor, wanted, TODAY, order=order, after=after, limit=limit)
        yield page
        after = page.next
        if not after:
            return


@settings(max_examples=25, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_ROWS, min_size=1, max_size=25), st.lists(_WANTED, min_size=1, max_size=3),
       st.sampled_from(Sort), st.booleans(), st.integers(1, 6))
def test_pages_give_every_request_that_fits_once_and_in_order(
    engine: Engine, agencies: tuple[int, int], drawn: list[dict[str, Any]],
    filters: list[Wanted], by: Sort, up: bool, limit: int
) -> None:
    order, actor = Order(by, up), clerk(agencies[0])
    with engine.connect() as connection:
        rows = filed(connection, agencies, drawn)
        for wanted in (Wanted(), *filters):
            expected = scanned(rows, wanted, order, agencies[0])
            pages = list(leafed(connection, actor, wanted, order, limit))
            assert [id for page in pages for id in page.ids] == expected
            assert [one.number for page in pages for one in page.places] == [
                n + 1 for n in range(len(expected))]
            assert [id for chunk in every(connection, actor, wanted, TODAY, order, limit)
                    for id in chunk] == expected
            if wanted.narrowed:
                assert pages[0].total == len(expected)
        connection.rollback()


@settings(max_examples=15, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_ROWS, min_size=1, max_size=25), st.sampled_from(Sort), st.booleans(),
       st.integers(1, 6))
def test_leafing_back_gives_every_request_once_as_well(
    engine: Engine, agencies: tuple[int, int], drawn: list[dict[str, Any]], by: Sort, up: bool,
    limit: int
) -> None:
    order, actor = Order(by, up), clerk(agencies[0])
    with engine.connect() as connection:
        expected = scanned(filed(connection, agencies, drawn), Wanted(), order, agencies[0])
        page = find(connection, actor, Wanted(), TODAY, order=order, last=True, limit=limit)
        assert page.ids == (expected[-limit:] if len(expected) > limit else expected)
        seen = page.ids
        while page.previous:
            page = find(connection, actor, Wanted(), TODAY, order=order, before=page.previous,
                        limit=limit)
            seen = [*(id for id in page.ids if id not in seen), *seen]
        assert seen == expected
        assert page.ids == expected[:limit]  # the first page is always a whole one
        connection.rollback()


@pytest.mark.parametrize("up", [True, False], ids=["oldest first", "newest first"])
def test_a_day_opens_the_page_that_begins_with_it(
    engine: Engine, agencies: tuple[int, int], *, up: bool
) -> None:
    drawn = [{"agency_id": 0, "state": State.HANDLING, "received_on": TODAY - timedelta(n // 2),
              "channel": Channel.EMS, "applicant_kind": ApplicantKind.NATURAL, "handler": "",
              "clock_state": "running"} for n in range(12)]
    day = TODAY - timedelta(3)
    with engine.connect() as connection:
        filed(connection, agencies, drawn)
        order = Order(Sort.RECEIVED, up)
        page = find(connection, clerk(agencies[0]), Wanted(), TODAY, order=order, limit=4,
                    after=str(place_before(order, day)))
        days = [place.value for place in page.places]

    step = timedelta(1 if up else -1)
    assert days == [day, day, day + step, day + step]
    assert [place.number for place in page.places] == [None] * 4


@pytest.mark.parametrize("order", [Order(by, up) for by in Sort for up in (True, False)], ids=str)
def test_a_place_is_read_back_from_its_token(order: Order) -> None:
    value = {Sort.NEWEST: None, Sort.NUMBER: "滨公~复〔2024〕1号"}.get(order.by, TODAY)
    for place in (Place(value, 7, 51), Place(value, 7)):
        assert place_of(order, str(place)) == place
    if order.by in DATED:
        assert place_of(order, str(Place(None, 7, 3))) == Place(None, 7, 3)
    for token in ("", "x", "~", "~~", "~x~", "~-1~", f"~{2**31}~", "2024-13-01~1~x", "1_2_3"):
        assert place_of(order, token) is None, token


def test_a_token_of_another_order_shows_the_first_page(
    engine: Engine, agencies: tuple[int, int]
) -> None:
    assert place_of(Order(Sort.DUE), "T-001~4~2") is None
    with reading(engine) as connection:
        page = find(connection, clerk(agencies[0]), Wanted(), TODAY, after="x", before="y")
    assert page == replace(page, places=())


@pytest.mark.parametrize("order", [Order(by, up) for by in Sort for up in (True, False)], ids=str)
def test_no_page_of_any_order_sorts_or_scans(
    migrated_file: Path, order: Order
) -> None:
    """An index gives every page in its order: what SQLite plans, a deep page as the first."""
    engine = connect(f"sqlite:///{migrated_file}")
    value = {Sort.NEWEST: None, Sort.NUMBER: "T-001"}.get(order.by, TODAY)
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        event.listen(connection.engine, "before_cursor_execute",
                     lambda _c, _cursor, statement, values, *_: asked.append((statement, values)))
        deep = str(Place(value, 7, 51))
        for more in ({}, {"after": deep}, {"before": deep}, {"last": True}):
            find(connection, clerk(1), Wanted(), TODAY, order=order, **more)
        plans = [row.detail for statement, values in list(asked)
                 if statement.startswith("SELECT")
                 for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    engine.dispose()

    assert plans
    assert not [one for one in plans if "SCAN" in one or "TEMP B-TREE" in one]
