"""Lists: the light of a request is one rule in Python and SQL; pages lose and repeat none."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, insert

from workflow.law.workdays import national_calendar
from workflow.office import CONSOLE, add_agency
from workflow.record import search
from workflow.record.awaiting import sign_of
from workflow.record.database import prepare, reading, writing
from workflow.record.models import Base, Request, RequestSearch
from workflow.record.people import Actor
from workflow.record.standing import BEIJING
from workflow.reports.book.narrowing import Wanted
from workflow.reports.inbox import InboxFilter, InboxRow, Light, inbox, light_of
from workflow.reports.register import find, register
from workflow.reports.views import VIEWS, View, counts, views_of
from workflow.terms import ADMINISTRATORS, AgencyKind, ApplicantKind, Channel, Role, State

TODAY = date(2024, 9, 27)  # Friday; Sunday 29 September is a make-up working day
CALENDAR = national_calendar()


def clerk(agency: int, *roles: Role) -> Actor:
    return Actor("clerk", "王某", agency, seats=frozenset(roles or {Role.INTAKE_CLERK}))


def enter(connection: Connection, agency: int, number: int, **values: object) -> None:
    closed = values.get("closed", 0)
    connection.execute(insert(Request), {
        "agency_id": agency, "no": f"T-{agency}-{number:04}", "state": State.HANDLING, "seq": 1,
        "head": "0" * 64, "received_on": TODAY, "channel": Channel.EMS, "handler": "",
        "applicant_kind": ApplicantKind.NATURAL, "applicant_name": f"申请人{number}",
        "subject": f"第{number}份材料", "clock_state": "running", "due_on": TODAY, "closed": 0,
        "awaits": "" if closed else sign_of(View.OPEN), **values})


def file(connection: Connection, agency: int, number: int, *numbers: str) -> None:
    """Let a request be found by the letters of its row, and by these numbers."""
    no = f"T-{agency}-{number:04}"
    row = search.row_of([no, *numbers], [f"第{number}份材料"], f"申请人{number}")
    connection.execute(insert(RequestSearch), {"request_no": no, **row})
    search.put(connection, no, " ".join(search.tokens(agency, row)))


def agency(connection: Connection, code: str) -> int:
    return add_agency(connection, datetime(2024, 9, 27, 9, 0, tzinfo=BEIJING), CONSOLE, code=code,
                      name=f"{code}局", short_name=code, kind=AgencyKind.CITY_DEPARTMENT)


@pytest.mark.parametrize(("due_on", "light"), [
    (date(2024, 9, 26), Light.LATE),  # Thursday, the day before
    (date(2024, 9, 27), Light.TODAY),  # Friday, today
    (date(2024, 9, 29), Light.SOON),  # Sunday, made up: the first working day
    (date(2024, 10, 8), Light.SOON),  # Tuesday after the holiday: the third working day
    (date(2024, 10, 9), Light.NORMAL),  # Wednesday: the fourth
    (None, Light.NORMAL),  # the day of receipt is still to be confirmed
])
def test_a_light_counts_working_days(due_on: date | None, light: Light) -> None:
    assert light_of(due_on, "running", False, TODAY, CALENDAR) is light


@pytest.mark.parametrize(("clock_state", "closed", "light"), [
    ("paused", False, Light.PAUSED), ("ended", False, Light.DONE), ("running", True, Light.DONE),
])
def test_a_clock_that_stands_still_shows_no_deadline(
    clock_state: str, closed: bool, light: Light
) -> None:
    assert light_of(TODAY - timedelta(9), clock_state, closed, TODAY, CALENDAR) is light


#: Without a clock there is no due date either.
_CLOCKS = st.one_of(
    st.tuples(st.none(), st.just(""), st.booleans()),
    st.tuples(st.one_of(st.none(), st.dates(date(2024, 9, 1), date(2024, 11, 30))),
              st.sampled_from(["running", "paused", "ended"]), st.booleans()))


@settings(max_examples=25, deadline=None)
@given(st.lists(_CLOCKS, min_size=1, max_size=30), st.integers(1, 7))
def test_python_and_sql_agree_and_pages_hold_every_open_request_once(
    clocks: list[tuple[date | None, str, bool]], page_size: int
) -> None:
    engine = create_engine("sqlite://")
    prepare(engine)
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        home = agency(connection, "AA")
        for number, (due_on, state, closed) in enumerate(clocks):
            enter(connection, home, number, due_on=due_on, clock_state=state, closed=int(closed))
        shown: list[InboxRow] = []
        after = ""
        while True:
            page = inbox(connection, clerk(home), TODAY, CALENDAR, after=after, limit=page_size)
            shown.extend(page.rows)
            after = page.next_after
            if not after:
                break
        of_one = {light: [row.id for row in inbox(
            connection, clerk(home), TODAY, CALENDAR, InboxFilter(light=light)).rows]
            for light in Light}
    engine.dispose()
    expected = [light_of(due_on, state, closed, TODAY, CALENDAR)
                for due_on, state, closed in clocks if not closed]

    assert len({row.no for row in shown}) == len(shown) == len(expected)
    assert [row.light for row in shown] == sorted(expected, key=list(Light).index)
    assert {light: count for light, count in page.counts.items() if count} == {
        light: expected.count(light) for light in expected}
    assert of_one == {light: [row.id for row in shown if row.light is light] for light in Light}


def statements_of(connection: Connection, act: Callable[[], object]) -> list[str]:
    """What an act asks of the database."""
    asked: list[str] = []

    @event.listens_for(connection.engine, "before_cursor_execute")
    def _note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    act()
    event.remove(connection.engine, "before_cursor_execute", _note)
    return asked


def test_a_page_of_any_lights_is_read_in_two_statements(
    engine: Engine, two_agencies: tuple[int, int]
) -> None:
    home, _ = two_agencies
    with reading(engine) as connection:
        asked = statements_of(
            connection, lambda: inbox(connection, clerk(home), TODAY, CALENDAR))

    assert len(asked) == 2, asked


def test_nothing_is_counted_again_where_one_page_shows_all(
    engine: Engine, two_agencies: tuple[int, int]
) -> None:
    home, _ = two_agencies
    with reading(engine) as connection:
        for limit, counted in ((50, 0), (2, 1)):
            asked = statements_of(connection, partial(
                find, connection, clerk(home), Wanted("材料"), TODAY, limit=limit))
            assert sum("count(*)" in one for one in asked) == counted


@pytest.fixture
def two_agencies(engine: Engine) -> tuple[int, int]:
    """Two agencies with a late, a paused and an archived request each."""
    with writing(engine) as connection:
        both = agency(connection, "AA"), agency(connection, "BB")
        for one in both:
            enter(connection, one, 1, due_on=date(2024, 9, 26), handler="clerk")
            enter(connection, one, 2, due_on=None, clock_state="paused", waiting_for="补正")
            enter(connection, one, 3, state=State.ARCHIVED, closed=1, clock_state="ended",
                  reply_number="AA〔2024〕1号")
            for number in (1, 2, 3):
                file(connection, one, number, *(["AA〔2024〕1号"] if number == 3 else []))
    return both


def test_no_list_crosses_the_agency(engine: Engine, two_agencies: tuple[int, int]) -> None:
    home, other = two_agencies
    with reading(engine) as connection:
        rows = [*inbox(connection, clerk(home), TODAY, CALENDAR).rows,
                *register(connection, clerk(home), TODAY, CALENDAR).rows]

    assert rows
    assert not any(row.no.startswith(f"T-{other}-") for row in rows)


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS, key=str), Role.SUPERVISOR], ids=str)
def test_administrators_and_the_supervisor_see_no_request(
    engine: Engine, two_agencies: tuple[int, int], role: Role
) -> None:
    actor = clerk(two_agencies[0], role)
    with reading(engine) as connection:
        assert inbox(connection, actor, TODAY, CALENDAR).rows == ()
        assert register(connection, actor, TODAY, CALENDAR).rows == ()
    assert views_of(actor) == ()


@pytest.mark.parametrize("text", [
    "申请人3", "第3份", "AA〔2024〕1号", "0003",
], ids=["applicant", "content", "document number", "request number"])
def test_the_register_finds_an_archived_request(
    engine: Engine, two_agencies: tuple[int, int], text: str
) -> None:
    with reading(engine) as connection:
        found = register(connection, clerk(two_agencies[0]), TODAY, CALENDAR, text=text)

    assert [row.no[-4:] for row in found.rows] == ["0003"]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "没有"])
def test_signs_of_sql_are_only_signs(
    engine: Engine, two_agencies: tuple[int, int], text: str
) -> None:
    with reading(engine) as connection:
        assert register(connection, clerk(two_agencies[0]), TODAY, CALENDAR, text=text).rows == ()


def test_a_handler_begins_with_the_own_requests(
    engine: Engine, two_agencies: tuple[int, int]
) -> None:
    handler = clerk(two_agencies[0], Role.HANDLER)
    with reading(engine) as connection:
        page = inbox(connection, handler, TODAY, CALENDAR, InboxFilter(View.MINE))
        number = counts(connection, handler, views_of(handler))

    assert [row.no[-4:] for row in page.rows] == ["0001"]
    assert number == {View.MINE: 1, View.OPEN: 2}


@pytest.mark.parametrize("after", ["", "x", "1_2_3", "9_2024-09-27", "0_2024-13-01_1"])
def test_a_token_that_is_none_shows_the_first_page(
    engine: Engine, two_agencies: tuple[int, int], after: str
) -> None:
    with reading(engine) as connection:
        page = inbox(connection, clerk(two_agencies[0]), TODAY, CALENDAR, after=after)

    assert len(page.rows) == 2


def test_a_view_holds_what_waits_for_its_seat_and_the_menu_counts_it(
    engine: Engine, two_agencies: tuple[int, int]
) -> None:
    home, _ = two_agencies
    waits = "".join(map(sign_of, (View.OPEN, View.LEGAL)))
    with writing(engine) as connection:
        enter(connection, home, 8, awaits=sign_of(View.MEND), closed=1, clock_state="ended")
        for one in two_agencies:
            enter(connection, one, 9, awaits=waits, state=State.REVIEW)
    with reading(engine) as connection:
        def shown(view: View) -> list[str]:
            page = inbox(connection, clerk(home), TODAY, CALENDAR, InboxFilter(view))
            return [row.no for row in page.rows]

        assert shown(View.LEGAL) == [f"T-{home}-0009"]
        assert shown(View.MEND) == [f"T-{home}-0008"]
        assert shown(View.SECRECY) == []
        assert counts(connection, clerk(home), (View.OPEN, View.LEGAL, View.MEND, View.SIGN)) == {
            View.OPEN: 3, View.LEGAL: 1, View.MEND: 1, View.SIGN: 0}


def test_every_case_seat_has_a_view() -> None:
    assert set(VIEWS) == set(Role) - ADMINISTRATORS - {Role.SUPERVISOR}
