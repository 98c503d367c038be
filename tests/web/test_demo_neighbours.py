"""The agencies beside the demo agency: their registers taken over, in balance."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from web.config import Config, House, open_house
from web.demo import agency, neighbours
from workflow import office
from workflow.archive.replay import verify
from workflow.evidence.scanner import Policy
from workflow.law.workdays import national_calendar
from workflow.record.database import reading, writing
from workflow.record.models import Agency, Request
from workflow.reports.annual.report import annual_report

TODAY = date(2026, 11, 23)  # Monday


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which only the neighbours have anything, filled in two goes."""
    data = tmp_path_factory.mktemp("neighbours")
    house = open_house(Config(data, f"sqlite:///{data / 'yishen.sqlite'}", clamav=Policy.OFF))
    with writing(house.engine) as connection:
        agency.found(connection, TODAY, "no password")
    with reading(house.engine) as connection:
        assert neighbours.unfinished(connection)
    for _ in range(2):
        neighbours.fill(house, agency.FOUNDED, TODAY, "no password")
    yield house
    house.engine.dispose()


def test_every_row_is_a_request_once(house: House) -> None:
    with reading(house.engine) as connection:
        assert not neighbours.unfinished(connection)
        kept = connection.execute(
            select(Agency.code, Request.no).join(Request, Request.agency_id == Agency.id)).all()

    assert len(kept) == neighbours.ROWS * len(neighbours.NEIGHBOURS)
    assert {row.code for row in kept} == {one.code for one in neighbours.NEIGHBOURS}


def test_three_years_roll_up_and_balance(house: House) -> None:
    with reading(house.engine) as connection:
        root = connection.scalar(select(Agency.id).where(Agency.code == neighbours.PARENT))
        assert root is not None
        years = [annual_report(connection, root, year, rollup=True)
                 for year in (2024, 2025, 2026)]

    assert all(one.balanced for one in years)
    assert sum(one.cells["new"]["total"] for one in years) == 270
    for before, after in pairwise(years):
        assert before.cells["carried_out"] == after.cells["carried_in"]


def test_nothing_is_found_by_the_verification(house: House) -> None:
    assert [*verify(house.engine, house.keys, house.store)] == []


def test_the_same_day_makes_the_same_register() -> None:
    one, days = neighbours.NEIGHBOURS[0], national_calendar()

    assert neighbours.register(one, TODAY, days) == neighbours.register(one, TODAY, days)


def test_the_supervising_office_looks_on(house: House) -> None:
    with reading(house.engine) as connection:
        actor = office.actor_of(connection, neighbours.SUPERVISOR[0], TODAY)

    assert [seat.value for seat in actor.seats] == ["supervisor"]
