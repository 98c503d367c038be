"""The office: every act outside requests is written once, logged once, and open to few."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.bureau import Bureau
from workflow import office
from workflow.errors import NotFound, StepNotAllowed
from workflow.office import CONSOLE, Actor, actor_of, office_of
from workflow.record.database import reading, writing
from workflow.record.models import Officer, SeatGrant, SecurityEntry
from workflow.record.security import SecurityAct, newest, verify_security_log
from workflow.record.standing import BEIJING
from workflow.terms import ADMINISTRATORS, AgencyKind, Role

AT = datetime(2024, 9, 27, 9, 0, tzinfo=BEIJING)
TODAY = date(2024, 9, 27)  # Friday


@pytest.fixture
def agency(engine: Engine) -> int:
    """滨江市自然资源局 with a clerk and its three administrators."""
    with writing(engine) as connection:
        id = office.add_agency(connection, AT, CONSOLE, code="BJZR", name="滨江市自然资源局",
                               short_name="滨自然资", kind=AgencyKind.CITY_DEPARTMENT)
        for login, branch, role in (
            ("clerk", "case", Role.INTAKE_CLERK), ("system", "system", Role.SYSTEM_ADMIN),
            ("security", "security", Role.SECURITY_ADMIN), ("audit", "audit", Role.AUDIT_ADMIN),
        ):
            office.add_officer(connection, AT, CONSOLE, id, login=login, name=f"测试{role.label}",
                               branch=branch)
            office.grant(connection, AT, CONSOLE, login, role, valid_from=TODAY)
    return id


def who(engine: Engine, login: str, today: date = TODAY) -> Actor:
    with reading(engine) as connection:
        return actor_of(connection, login, today)


def test_each_act_leaves_one_entry_of_the_agency_in_the_log(engine: Engine, agency: int) -> None:
    with reading(engine) as connection:
        acts = [line.what for line in reversed(newest(connection, agency))]

    assert acts == [SecurityAct.AGENCY_ADDED] + 4 * [
        SecurityAct.OFFICER_ADDED, SecurityAct.SEAT_GRANTED]


def test_no_log_no_act(engine: Engine, agency: int) -> None:
    """The entry and the act stand or fall together."""
    def half_done() -> None:
        with writing(engine) as connection:
            office.disable(connection, AT, CONSOLE, "clerk")
            raise RuntimeError("the log could not be written")

    with pytest.raises(RuntimeError):
        half_done()

    assert who(engine, "clerk").seats == {Role.INTAKE_CLERK}


@pytest.mark.parametrize(("day", "holds"), [
    (date(2024, 9, 26), False),  # Thursday, the day before it begins
    (date(2024, 9, 27), True),  # Friday, its first day
    (date(2024, 9, 30), True),  # Monday, its last day
    (date(2024, 10, 1), False),  # Tuesday, the day after
])
def test_a_seat_is_held_from_its_first_to_its_last_day(
    engine: Engine, agency: int, day: date, holds: bool
) -> None:
    with writing(engine) as connection:
        office.grant(connection, AT, CONSOLE, "clerk", Role.HANDLER, valid_from=TODAY,
                     valid_until=date(2024, 9, 30))

    assert (Role.HANDLER in who(engine, "clerk", day).seats) == holds


def test_a_seat_taken_back_is_not_held_from_that_day_on(engine: Engine, agency: int) -> None:
    with writing(engine) as connection:
        office.revoke(connection, AT, CONSOLE, "clerk", Role.INTAKE_CLERK, from_day=TODAY)

    assert who(engine, "clerk").seats == frozenset()


def test_a_seat_can_be_given_again_on_the_day_it_was_taken_back(
    engine: Engine, agency: int
) -> None:
    with writing(engine) as connection:
        office.revoke(connection, AT, CONSOLE, "clerk", Role.INTAKE_CLERK, from_day=TODAY)
        office.grant(connection, AT, CONSOLE, "clerk", Role.INTAKE_CLERK, valid_from=TODAY)

    assert who(engine, "clerk").seats == {Role.INTAKE_CLERK}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS, key=str), ids=str)
def test_the_database_itself_refuses_a_case_officer_an_administration(
    engine: Engine, agency: int, role: Role
) -> None:
    """三权分立 holds against code that goes round the office."""
    with reading(engine) as connection:
        clerk = connection.scalar(select(Officer.id).where(Officer.login == "clerk"))
    row = {"officer_id": clerk, "branch": "case", "role": role, "valid_from": TODAY}

    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(SeatGrant), row)


Act = Callable[[Connection, Actor], object]
#: What may be done, and the seat that alone may do it.
RESERVED: list[tuple[str, Act, str]] = [
    ("open an account", lambda c, by: office.add_officer(
        c, AT, by, by.agency_id, login="newcomer", name="新人"), "system"),
    ("disable an account", lambda c, by: office.disable(c, AT, by, "audit"), "system"),
    ("set another's password",
     lambda c, by: office.set_password(c, AT, by, "audit", "x"), "system"),
    ("change a setting", lambda c, by: office.change_setting(
        c, AT, by, by.agency_id, "court", "x", effective_from=TODAY), "system"),
    ("grant a seat", lambda c, by: office.grant(
        c, AT, by, "clerk", Role.HANDLER, valid_from=TODAY), "security"),
    ("take a seat back", lambda c, by: office.revoke(
        c, AT, by, "clerk", Role.INTAKE_CLERK, from_day=TODAY), "security"),
]


@pytest.mark.parametrize("login", ["clerk", "system", "security"])
@pytest.mark.parametrize(("act", "seat"), [case[1:] for case in RESERVED],
                         ids=[case[0] for case in RESERVED])
def test_each_act_belongs_to_one_seat(
    engine: Engine, agency: int, act: Act, seat: str, login: str
) -> None:
    by = who(engine, login)
    with writing(engine) as connection:
        if login == seat:
            act(connection, by)
        else:
            with pytest.raises(StepNotAllowed, match="您没有该岗位"):
                act(connection, by)


def test_nobody_administers_another_agency(engine: Engine, agency: int) -> None:
    with writing(engine) as connection:
        other = office.add_agency(connection, AT, CONSOLE, code="HCJY", name="河川市教育局",
                                  short_name="河教", kind=AgencyKind.CITY_DEPARTMENT)
        by = actor_of(connection, "system", TODAY)
        with pytest.raises(StepNotAllowed, match="本机关"):
            office.change_setting(connection, AT, by, other, "court", "x", effective_from=TODAY)
        office.add_officer(connection, AT, CONSOLE, other, login="theirs", name="他人")
        with pytest.raises(NotFound):
            office.disable(connection, AT, by, "theirs")


def test_a_setting_holds_from_its_day_on_and_not_before(engine: Engine, agency: int) -> None:
    with writing(engine) as connection:
        for value, day in (("甲法院", TODAY), ("乙法院", date(2024, 10, 8))):  # Friday, Tuesday
            office.change_setting(connection, AT, CONSOLE, agency, "court", value,
                                  effective_from=day)
    with reading(engine) as connection:
        courts = [office_of(connection, agency, day).setting("court")
                  for day in (date(2024, 9, 26), TODAY, date(2024, 10, 7), date(2024, 10, 8))]

    assert courts == ["", "甲法院", "甲法院", "乙法院"]


def test_the_log_takes_no_change_and_no_gap(engine: Engine, agency: int) -> None:
    for statement in ("UPDATE security_entry SET body = '' WHERE seq = 1",
                      "DELETE FROM security_entry WHERE seq = 1"):
        with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
            connection.execute(text(statement))


def test_a_whole_log_verifies_and_a_cut_one_does_not(engine: Engine, agency: int) -> None:
    with reading(engine) as connection:
        assert verify_security_log(connection) == ()
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER security_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE security_entry DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM security_entry WHERE seq = 2"))
    with reading(engine) as connection:
        broken = verify_security_log(connection)

    assert [line.text for line in broken] == ["第2条缺失", "第3条没有接在上一条之后"]


def test_entries_are_read_newest_first_and_page_by_page(engine: Engine, agency: int) -> None:
    with reading(engine) as connection:
        total = connection.scalar(select(func.count()).select_from(SecurityEntry))
        first = newest(connection, limit=4)
        rest = newest(connection, before=first[-1].seq)

    assert [line.seq for line in (*first, *rest)] == list(range(total or 0, 0, -1))


def test_a_rule_of_counting_is_not_changed_for_acts_already_done(bureau: Bureau) -> None:
    bureau.at("2026-11-02 09:00")  # Monday
    bureau.receive(channel="in_person", submitted_on="2026-11-02", wanted="规划文本")
    with pytest.raises(StepNotAllowed, match="不得倒签"), writing(bureau.engine) as connection:
        office.change_setting(
            connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id,
            "clock.dispatch_day_counts", "off", effective_from=date(2026, 11, 1), reason="试")

    assert bureau.findings() == []
