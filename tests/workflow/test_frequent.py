"""Who applied most: the number is that of the steps, and nobody with so many is left out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert

from tests.bureau import Bureau
from workflow.errors import NotFound
from workflow.law.workdays import national_calendar
from workflow.office import CONSOLE, add_agency
from workflow.record.counts import applications_of
from workflow.record.database import reading, writing
from workflow.record.erasures import ERASED_NAME
from workflow.record.models import PersonMark, Request
from workflow.record.people import Actor
from workflow.record.standing import BEIJING
from workflow.reports.frequent import (
    MANY_IN_A_YEAR,
    cases_of,
    charged_from,
    fee_of_month,
    frequent,
)
from workflow.terms import AgencyKind, ApplicantKind, Channel, Role, State

TODAY, CALENDAR = date(2026, 6, 30), national_calendar()
MONTH = date(2026, 6, 1), date(2026, 6, 30)


class Filed(NamedTuple):
    """A request as a test files it: agency, name, the mark of its ID number, its day in June."""

    agency: int
    name: str
    mark: str
    day: int


_FILED = st.builds(Filed, st.integers(0, 1), st.sampled_from(("甲", "乙", "丙", "", ERASED_NAME)),
                   st.sampled_from(("", "1", "2", "3")), st.integers(0, 31))


def clerk(agency: int, role: Role = Role.INTAKE_CLERK) -> Actor:
    return Actor("clerk", "王某", agency, seats=frozenset({role}))


@pytest.fixture
def agencies(engine: Engine) -> tuple[int, int]:
    """Two agencies."""
    with writing(engine) as connection:
        first, second = (add_agency(
            connection, datetime(2024, 9, 27, 9, tzinfo=BEIJING), CONSOLE, code=code, name=code,
            short_name=code, kind=AgencyKind.CITY_DEPARTMENT) for code in ("AA", "BB"))
    return first, second


def file(connection: Connection, agencies: Sequence[int], filed: Sequence[Filed]) -> None:
    """Write the rows; the marks of another agency are never equal to ours."""
    for n, one in enumerate(filed):
        day = date(2026, 6, one.day) if 1 <= one.day <= 30 else date(2026, 7, 1)
        connection.execute(insert(Request), {
            "agency_id": agencies[one.agency], "no": f"T-{n:03}", "state": State.HANDLING,
            "seq": 1, "head": "0" * 64, "received_on": day, "channel": Channel.EMS,
            "applicant_kind": ApplicantKind.NATURAL, "applicant_name": one.name,
            "subject": "某材料", "clock_state": "running", "due_on": day})
        if one.mark:
            connection.execute(insert(PersonMark), {
                "request_no": f"T-{n:03}", "kind": "id_number",
                "mark": f"{one.agency}-{one.mark}"})


@settings(max_examples=30, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_FILED, min_size=1, max_size=18), st.integers(1, 5))
@example([Filed(0, "甲", "", 1), Filed(0, "甲", "1", 1), Filed(0, "乙", "", 1),
          Filed(0, "乙", "1", 1)], 1)
def test_the_numbers_are_those_of_the_steps_and_nobody_is_left_out(
    engine: Engine, agencies: tuple[int, int], filed: list[Filed], least: int
) -> None:
    actor = clerk(agencies[0])
    with engine.connect() as connection:
        file(connection, agencies, filed)
        found, more = frequent(connection, actor, *MONTH, least)
        named = {one.no: one for one in found}
        for one in found:
            assert one.count == applications_of(
                connection, agencies[0], one.name, one.no, *MONTH) >= least
            told = cases_of(connection, actor, one.no, *MONTH, TODAY, CALENDAR, by_month=True)
            assert len(told.cases) == told.count == one.count
            for case in told.cases:
                assert case.place == applications_of(
                    connection, agencies[0], case.row.applicant_name, case.row.no, MONTH[0],
                    case.row.received_on or TODAY)
        listed = {case.row.no: one.count for one in found for case in cases_of(
            connection, actor, one.no, *MONTH, TODAY, CALENDAR, by_month=False).cases}
        for n, own in enumerate(filed):
            if own.agency or not 1 <= own.day <= 30:
                continue
            number = applications_of(connection, agencies[0], own.name, f"T-{n:03}", *MONTH)
            if number >= least and (own.name not in ("", ERASED_NAME) or own.mark):
                assert f"T-{n:03}" in listed, (own, number)
                assert max(row.count for row in found) >= number
        connection.rollback()

    assert not more
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)
    assert len(named) == len(found)


def test_one_number_is_one_applicant_under_every_spelling(
    engine: Engine, agencies: tuple[int, int]
) -> None:
    filed = [Filed(0, "赵明远", "1", 1), Filed(0, "赵明远（补）", "1", 2),
             Filed(0, "赵明远", "", 3), Filed(0, "钱立", "2", 4)]
    with engine.connect() as connection:
        file(connection, agencies, filed)
        [found], _ = frequent(connection, clerk(agencies[0]), *MONTH, 2)

    assert (found.name, found.other_names) == ("赵明远", ("赵明远（补）",))
    assert (found.count, found.by_number, found.by_name_alone) == (3, 2, 1)


def test_namesakes_with_numbers_of_their_own_stand_apart(
    engine: Engine, agencies: tuple[int, int]
) -> None:
    filed = [Filed(0, "王伟", mark, day) for day, mark in enumerate("1122", 1)]
    with engine.connect() as connection:
        file(connection, agencies, [*filed, Filed(0, "王伟", "", 9)])
        found, _ = frequent(connection, clerk(agencies[0]), *MONTH, 2)

    assert [(one.count, one.by_number) for one in found] == [(5, 0), (5, 2), (5, 2)]


@pytest.mark.parametrize("role", [Role.SECRECY_REVIEWER, Role.LEADER, Role.SUPERVISOR], ids=str)
def test_seats_without_names_are_told_nobody(
    engine: Engine, agencies: tuple[int, int], role: Role
) -> None:
    with engine.connect() as connection:
        file(connection, agencies, [Filed(0, "甲", "", 1)] * 3)
        assert frequent(connection, clerk(agencies[0], role), *MONTH, 1) == ([], False)
        with pytest.raises(NotFound):
            cases_of(connection, clerk(agencies[0], role), "T-000", *MONTH, TODAY, CALENDAR,
                     by_month=True)


def test_a_request_of_another_agency_tells_nothing(
    engine: Engine, agencies: tuple[int, int]
) -> None:
    with engine.connect() as connection:
        file(connection, agencies, [Filed(1, "甲", "", 1)])
        with pytest.raises(NotFound):
            cases_of(connection, clerk(agencies[0]), "T-000", *MONTH, TODAY, CALENDAR,
                     by_month=True)


@pytest.mark.parametrize(("count", "month", "yuan"), [
    (10, date(2026, 6, 1), 0), (11, date(2026, 6, 1), 100), (30, date(2026, 6, 1), 2000),
    (31, date(2026, 6, 1), 2200), (60, date(2026, 6, 1), 11000),
    (40, date(2020, 12, 1), None), (40, date(2021, 1, 1), 4000), (20_000, date(2026, 6, 1), None),
])
def test_the_fee_of_a_month_is_that_of_the_measures(
    count: int, month: date, yuan: int | None
) -> None:
    """国办函〔2020〕109号第四条, in force since 2021-01-01: a proposal."""
    assert fee_of_month(count, month, TODAY) == yuan


def test_an_applicant_is_listed_from_the_first_application_that_costs_something() -> None:
    assert charged_from(TODAY) == charged_from(date(2020, 1, 1)) == 11
    assert charged_from(TODAY) < MANY_IN_A_YEAR


def test_the_form_of_the_fee_and_the_list_say_the_same(small_bureau: Bureau) -> None:
    """Through the desk: the same ID number under two names, and a namesake."""
    made = [small_bureau.at(f"2026-06-0{day} 09:00").receive(
        channel="in_person", submitted_on=f"2026-06-0{day}", wanted=f"第{day}件", **who)
        for day, who in ((1, {"id_number": "999999199001010016", "id_kind": "resident_card"}),
                         (2, {"id_number": "99999919900101001 6", "applicant_name": "王䶮龙",
                              "id_kind": "resident_card"}), (3, {}))]
    small_bureau.act(made[2], "clerk", "register")
    small_bureau.act(made[2], "clerk", "assign", handler="handler", unit="法规科")
    step = next(one for one in small_bureau.see(made[2], "handler").steps
                if one.trigger == "propose_fee")
    with reading(small_bureau.engine) as connection:
        [found], _ = frequent(connection, small_bureau.who("clerk"), *MONTH, 2)
        cases = cases_of(connection, small_bureau.who("clerk"), found.no, *MONTH, TODAY,
                         CALENDAR, by_month=True).cases

    assert (found.count, found.by_number) == (3, 2)
    assert {case.row.no for case in cases} == set(made)
    assert step.initial["count"] == next(
        case.place for case in cases if case.row.no == made[2]) == 2
