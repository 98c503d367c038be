"""Statements made once: what they read, write and refuse is what SQLAlchemy would have."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, bindparam, delete, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from tests.postgresql import Cluster
from workflow.record.database import connect, reading, writing
from workflow.record.models import Agency, Job, Officer, Request, SeatGrant
from workflow.record.prepared import Prepared
from workflow.terms import AgencyKind, Role

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
_AGENCY = Prepared(insert(Agency))
_NAMES = Prepared(select(Agency.name).where(Agency.code == bindparam("code")))
_COUNT = Prepared(select(func.count()).select_from(Agency))
_ME = Prepared(select(func.pg_backend_pid()))


def agency(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": f"{code}局", "short_name": code,
            "kind": AgencyKind.COUNTY_DEPARTMENT, **more}


def enter(engine: Engine, *rows: list[dict[str, Any]], flows: bool = False) -> None:
    with writing(engine, flows=flows) as connection:
        for some in rows:
            _AGENCY.say(connection, some)


def codes(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(Agency.code).order_by(Agency.code)))


@pytest.mark.parametrize("flows", [False, True])
def test_rows_have_the_values_and_names_sqlalchemy_gives_them(
    engine: Engine, flows: bool
) -> None:
    """Days, moments, members of a list, truth and bytes come back as what they are."""
    with writing(engine, flows=flows) as connection:
        _AGENCY.say(connection, agency("A"))
        Prepared(insert(Officer)).say(connection, {
            "login": "ling", "name": "令", "agency_id": 1, "unit": "", "branch": "case",
            "password": "", "active": True, "email": "", "password_due": False})
        Prepared(insert(SeatGrant)).say(connection, {
            "officer_id": 1, "branch": "case", "role": Role.HANDLER,
            "valid_from": date(2026, 6, 1), "valid_until": None})
        Prepared(insert(Job)).say(connection, {
            "kind": "k", "key": "k1", "payload": "{}", "agency_id": 1, "at": AT, "not_before": AT,
            "attempts": 0, "error": ""})
    asked = (
        select(Officer.login, Officer.active, SeatGrant.role, SeatGrant.valid_from,
               SeatGrant.valid_until, Job.at, Agency.kind)
        .join(SeatGrant, SeatGrant.officer_id == Officer.id)
        .join(Agency, Agency.id == Officer.agency_id).join(Job, Job.agency_id == Agency.id)
        .where(SeatGrant.valid_from <= bindparam("on"), Officer.active))
    told = Prepared(asked)
    with reading(engine, flows=flows) as connection:
        [expected] = connection.execute(asked, {"on": date(2026, 6, 1)}).all()
        found = told.ask(connection, {"on": date(2026, 6, 1)}).one()
        assert told.ask(connection, {"on": date(2026, 5, 31)}).all() == []

    assert found == tuple(expected)
    assert found._fields == expected._fields
    assert (found.role, found.valid_from, found.at) == (Role.HANDLER, date(2026, 6, 1), AT)


@pytest.mark.parametrize("flows", [False, True])
def test_many_rows_none_and_values_in_any_order(engine: Engine, flows: bool) -> None:
    with writing(engine, flows=flows) as connection:
        _AGENCY.say(connection, [])
        _AGENCY.say(connection, [agency("B"), agency("C")])
        _AGENCY.say(connection, dict(reversed(agency("D").items())))
        assert _NAMES.ask(connection, {"code": "D"}).scalar() == "D局"
        answer = _NAMES.ask(connection, {"code": "D"})
        assert answer.all() == answer.all()
        assert _NAMES.ask(connection, {"code": "Z"}).first() is None
        assert _NAMES.ask(connection, {"code": "Z"}).scalar() is None

    assert codes(engine) == ["B", "C", "D"]


@pytest.mark.parametrize("flows", [False, True])
def test_it_says_how_many_rows_it_changed(engine: Engine, flows: bool) -> None:
    gone = Prepared(delete(Agency).where(Agency.code > bindparam("code")))
    with writing(engine, flows=flows) as connection:
        _AGENCY.say(connection, [agency("A"), agency("B"), agency("C")])
        assert gone.change(connection, {"code": "A"}) == 2
        assert gone.change(connection, {"code": "A"}) == 0

    assert codes(engine) == ["A"]


@pytest.mark.parametrize("flows", [False, True])
def test_what_is_refused_is_refused_as_sqlalchemy_does_and_nothing_is_kept(
    engine: Engine, flows: bool
) -> None:
    """At the end of the transaction at the latest, the values left out of the message."""
    with pytest.raises(IntegrityError) as refused:
        enter(engine, [agency("A")], [agency("A", name="不得外传")], flows=flows)

    assert codes(engine) == []
    assert refused.value.hide_parameters
    enter(engine, [agency("A")], flows=flows)  # the connection is as good as before
    assert codes(engine) == ["A"]


def _again(connection: Connection) -> None:
    _AGENCY.say(connection, agency("A"))
    _COUNT.ask(connection).scalar()  # what flows is refused at the next look


@pytest.mark.parametrize("flows", [False, True])
def test_a_point_to_return_to_is_returned_to(engine: Engine, flows: bool) -> None:
    """What PostgreSQL was told before it refused one thing stands, and it hears what follows."""
    with writing(engine, flows=flows) as connection:
        _AGENCY.say(connection, agency("A"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            _again(connection)
        _AGENCY.say(connection, agency("B"))
        assert _COUNT.ask(connection).scalar() == 2

    assert codes(engine) == ["A", "B"]


def _heedless(engine: Engine) -> None:
    put = Prepared(text("INSERT INTO one VALUES (:n)"))
    with writing(engine, flows=True) as connection:
        put.say(connection, {"n": 1})
        with suppress(IntegrityError):
            put.change(connection, {"n": 1})


def test_an_error_that_nobody_heeds_is_not_told_as_success(cluster: Cluster) -> None:
    """PostgreSQL answers the end of a transaction that failed with a silent return."""
    cluster.say("CREATE DATABASE unheeded")
    engine = connect(cluster.url("unheeded"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (n INTEGER PRIMARY KEY)"))
    with pytest.raises(OperationalError, match="ROLLBACK"):
        _heedless(engine)

    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM one")) == 0
    engine.dispose()


def _think_better(engine: Engine, *, flows: bool) -> None:
    with writing(engine, flows=flows) as connection:
        _AGENCY.say(connection, agency("A"))
        raise LookupError


@pytest.mark.parametrize("flows", [False, True])
def test_a_refusal_of_ours_keeps_nothing(engine: Engine, flows: bool) -> None:
    with pytest.raises(LookupError):
        _think_better(engine, flows=flows)

    assert codes(engine) == []


def test_said_outside_a_transaction_it_begins_one(engine: Engine) -> None:
    """As SQLAlchemy does: what nobody commits is gone."""
    with engine.connect() as connection:
        _AGENCY.say(connection, agency("A"))
        assert connection.in_transaction()
        connection.commit()
        _AGENCY.say(connection, agency("B"))

    assert codes(engine) == ["A"]


def test_who_listens_for_statements_hears_it(engine: Engine) -> None:
    heard: list[tuple[str, str]] = []

    def before(connection: Connection, cursor: object, said: str, *_: object) -> None:
        heard.append(("before", said.split()[0]))

    def after(connection: Connection, cursor: object, said: str, *_: object) -> None:
        heard.append(("after", said.split()[0]))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    with writing(engine, flows=True) as connection:
        _AGENCY.say(connection, agency("A"))
        _COUNT.ask(connection)

    assert heard == [("before", "INSERT"), ("after", "INSERT"),
                     ("before", "SELECT"), ("after", "SELECT")]


def _cut(engine: Engine, cluster: Cluster) -> None:
    with writing(engine, flows=True) as connection:
        cluster.say(f"SELECT pg_terminate_backend({_ME.ask(connection).scalar()}, 10000)")
        _ME.ask(connection).scalar()


def test_a_connection_that_breaks_in_the_middle_is_let_go(cluster: Cluster) -> None:
    engine = connect(cluster.url("postgres"))
    with pytest.raises(DBAPIError) as broken:
        _cut(engine, cluster)

    assert broken.value.connection_invalidated
    with writing(engine, flows=True) as connection:
        assert _ME.ask(connection).scalar()
    engine.dispose()


def test_a_statement_that_needs_more_than_its_values_is_refused(engine: Engine) -> None:
    """A default that SQLAlchemy fills in is nothing the text could hold."""
    with writing(engine) as connection, pytest.raises(ValueError, match="not whole"):
        Prepared(insert(Request)).say(connection, {"no": "A-1"})


def test_a_value_that_has_no_place_in_a_statement_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no place for"):
        enter(engine, [agency("A", nmae="甲局")])
