"""Figures against the bare SQL that counts the same rows, and how they grow with the whole.

    python -m bench.reports [--sizes 10000 100000] [--full] [--rounds R] [--only DATABASE]

Measured in the houses of `houses.py`: one agency of a fixed size, one that holds a tenth of all, a
thousand others below one supervising office. The bare side asks the driver (`sqlite3`, `psycopg`)
for the same numbers, in as few statements as a careful hand would write. Both take turns; a ratio
is the median over the rounds of the ratios within a round. The growth exponent is that of the time
over the size of the whole: 0 does not grow, 1 grows as the whole does.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, text

from bench.houses import AGENCIES, FULL, LARGE, SMALL, TODAY, House, house
from bench.places import KINDS
from bench.table import Row, at_most
from bench.turns import clock_of, least
from workflow.law.workdays import national_calendar
from workflow.record.alike.bands import bands
from workflow.record.database import reading
from workflow.reports.alike import beside
from workflow.reports.annual.report import annual_report
from workflow.reports.book.narrowing import Wanted
from workflow.reports.book.order import NEWEST_FIRST, Place
from workflow.reports.period import Period
from workflow.reports.register import find, rows_of
from workflow.reports.supervision import supervision

_PAGE = 50
YEAR = 2025
_PARTS = """
    SELECT 'new', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND received_on BETWEEN {first} AND {last} AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'handled', applicant_kind, outcome, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on BETWEEN {first} AND {last} AND redo_of = '' GROUP BY 2, 3
    UNION ALL
    SELECT 'in', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on >= {first} AND coalesce(received_on, received_on) < {first}
        AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'in', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on IS NULL AND received_on < {first} AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'out', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on > {last} AND coalesce(received_on, received_on) <= {last}
        AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'out', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on IS NULL AND received_on <= {last} AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'waiting', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND concluded_on IS NULL AND received_on IS NULL AND redo_of = '' GROUP BY 2
    UNION ALL
    SELECT 'redone', applicant_kind, NULL, count(*) FROM request WHERE {whose} AND void = 0
        AND received_on BETWEEN {first} AND {last} AND redo_of <> '' GROUP BY 2
    UNION ALL
    SELECT 'decided', kind, result, count(*) FROM remedy_case WHERE {whose} AND NOT void
        AND result_on BETWEEN {first} AND {last} AND result <> 'pending' GROUP BY 2, 3
    UNION ALL
    SELECT 'undecided', kind, NULL, count(*) FROM remedy_case WHERE {whose} AND NOT void
        AND copy_received_on <= {last}
        AND (result_on IS NULL OR result_on > {last} OR result = 'pending') GROUP BY 2
    UNION ALL
    SELECT 'fees', NULL, CAST(sum(fee_paid_yuan) AS varchar), count(*) FROM request
        WHERE {whose} AND void = 0 AND fee_paid_on BETWEEN {first} AND {last}"""
_ALONE = "agency_id = {agency}"
_BELOW = """agency_id IN (WITH RECURSIVE below(id) AS (
    SELECT id FROM agency WHERE id = {agency}
    UNION SELECT agency.id FROM agency JOIN below ON agency.parent_id = below.id)
    SELECT id FROM below)"""
#: The days of the seats, and which of them used most: half of the figures are medians and shares.
_SEATS = "receipt_days", "handling_days", "review_days", "service_days"
_MOST = " ".join(
    f"WHEN {' AND '.join(f'{one} > {other}' for other in _SEATS if other != one)} THEN '{one}'"
    for one in _SEATS)
_NULL = ", CAST(NULL AS integer)"
_NOTHING = _NULL * 7
_SUPERVISED = f"""
    SELECT agency_id, 'new', count(*), NULL{_NOTHING} FROM request WHERE {{whose}} AND void = 0
        AND received_on BETWEEN {{first}} AND {{last}} GROUP BY 1
    UNION ALL
    SELECT agency_id, 'handled', count(*), NULL{_NOTHING} FROM request WHERE {{whose}}
        AND void = 0 AND concluded_on BETWEEN {{first}} AND {{last}} GROUP BY 1
    UNION ALL
    SELECT agency_id, 'ended', count(*), CASE {_MOST} ELSE '' END, used_days,
        CASE WHEN ended_on > due_on THEN 1 ELSE 0 END, sum(CAST(extended AS integer)),
        {', '.join(f'sum({one})' for one in _SEATS)} FROM request WHERE {{whose}} AND void = 0
        AND imported = 0 AND ended_on BETWEEN {{first}} AND {{last}} GROUP BY 1, 4, 5, 6
    UNION ALL
    SELECT agency_id, 'in hand', count(*), NULL{_NOTHING} FROM request WHERE {{whose}}
        AND void = 0 AND concluded_on > {{last}}
        AND coalesce(received_on, received_on) <= {{last}} GROUP BY 1
    UNION ALL
    SELECT agency_id, 'in hand', count(*), NULL{_NOTHING} FROM request WHERE {{whose}}
        AND void = 0 AND concluded_on IS NULL AND received_on <= {{last}} GROUP BY 1
    UNION ALL
    SELECT agency_id, 'open', count(*), state, CASE WHEN due_on < {{last}} THEN 1 ELSE 0 END
        {_NULL * 6} FROM request WHERE {{whose}}
        AND awaits <> '' AND clock_state = 'running' GROUP BY 1, 4, 5
    UNION ALL
    SELECT agency_id, 'decided', count(*), result{_NOTHING} FROM remedy_case WHERE {{whose}}
        AND NOT void AND result_on BETWEEN {{first}} AND {{last}} GROUP BY 1, 4"""
#: What is looked for among requests of the same making.
WANTED = "滨江道路拓宽工程征地补偿安置方案"
_BARE_ALIKE = """SELECT request.no, request_item.wanted, request.outcome FROM request
    JOIN request_item ON request_item.request_no = request.no WHERE request.no IN (
        SELECT request_no FROM request_band WHERE agency_id = {agency} AND band IN ({bands})
        ORDER BY request_no DESC LIMIT 80)"""
_BARE_PAGE = """SELECT request.*, officer.name FROM request
    LEFT JOIN officer ON officer.login = request.handler
    WHERE request.agency_id = {agency} AND request.id < {before}
    ORDER BY request.id DESC LIMIT 50"""


@dataclass(frozen=True)
class Compared:
    """One report and the bare statement that counts the same."""

    name: str
    ours: Callable[[Connection], object]
    bare: str


def compared(house: House) -> Iterator[Compared]:
    """What is measured at every size."""
    def bare(statement: str, agency: int, whose: str = _ALONE, **more: object) -> str:
        return statement.format(
            whose=whose.format(agency=agency), agency=agency, first=f"'{YEAR}-01-01'",
            last=f"'{YEAR}-12-31'", **more)

    yield Compared("annual report, one agency of 1,000 requests",
                   lambda c: annual_report(c, house.steady, YEAR),
                   bare(_PARTS, house.steady))
    yield Compared("annual report, one agency of a tenth of all",
                   lambda c: annual_report(c, house.busy, YEAR),
                   bare(_PARTS, house.busy))
    yield Compared(f"annual report, {AGENCIES:,} agencies rolled up",
                   lambda c: annual_report(c, house.root, YEAR, rollup=True),
                   bare(_PARTS, house.root, _BELOW))
    year, days = Period(date(YEAR, 1, 1), date(YEAR, 12, 31)), national_calendar()
    yield Compared(f"supervision of {AGENCIES:,} agencies",
                   lambda c: supervision(c, house.root, year, TODAY, days),
                   bare(_SUPERVISED, house.root, _BELOW))
    for name, place in (("1", None), ("deep", deep(house))):
        before = place.id if place else 2**31 - 1
        yield Compared(f"register, page {name}", page(house, place),
                       bare(_BARE_PAGE, house.busy, before=before))
    clerk = house.clerk
    yield Compared("requests like one of the busy agency",
                   lambda c: beside(c, clerk, house.lived["assigned"], [WANTED], 70),
                   _BARE_ALIKE.format(agency=house.busy, bands=", ".join(map(str, bands(WANTED)))))


def page(house: House, place: Place | None) -> Callable[[Connection], object]:
    """A page of the register of the busy agency."""
    days, clerk = national_calendar(), house.clerk  # who asks is known before a page is asked for

    def read(connection: Connection) -> object:
        found = find(connection, clerk, Wanted(), TODAY, order=NEWEST_FIRST,
                     after=str(place) if place else "", limit=_PAGE)
        return rows_of(connection, clerk, found, TODAY, days)
    return read


def deep(house: House) -> Place:
    """Where page 1,000 of the busy agency begins, or its last one."""
    with reading(house.bureau.engine) as connection:
        ids = connection.scalars(text(
            "SELECT id FROM request WHERE agency_id = :agency ORDER BY id DESC LIMIT 49951"),
            {"agency": house.busy}).all()
    return Place(None, ids[max(0, len(ids) - 1 - (0 if len(ids) > 49_950 else _PAGE))])


def turns(engine: Engine, one: Compared, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each round, ours and bare, each the least of a few in turn."""
    ours: list[float] = []
    bare: list[float] = []
    with reading(engine) as connection:
        driver: Any = connection.connection.dbapi_connection
        timed = partial(least, times=3, clock=clock_of(connection.dialect.name))
        for _ in range(rounds + 1):  # the first warms up
            ours.append(timed(lambda: one.ours(connection)) * 1000)
            bare.append(timed(lambda: driver.cursor().execute(one.bare).fetchall()) * 1000)
    return ours[1:], bare[1:]


HEAD = ("| database | requests | report | ms | bare ms | ours : bare | growth exponent |\n"
        "| --- | ---: | --- | ---: | ---: | ---: | ---: |")


@dataclass(frozen=True)
class Measured:
    """One report at one size: its rounds in ms, and those of the bare statement."""

    size: int
    name: str
    ours: list[float]
    bare: list[float]

    @property
    def took(self) -> float:
        """Milliseconds of ours."""
        return statistics.median(self.ours)

    @property
    def ratio(self) -> float:
        """Times as long as the bare statement."""
        return statistics.median(a / b for a, b in zip(self.ours, self.bare, strict=True))


def grown(kind: str, sizes: Sequence[int], rounds: int) -> Iterator[Measured]:
    """Measure each report in a house of each size."""
    for size in sizes:
        with house(kind, size) as here:
            for one in compared(here):
                yield Measured(size, one.name, *turns(here.bureau.engine, one, rounds))


def grow(kind: str, sizes: Sequence[int], rounds: int) -> None:
    """Print each report at each size, and how it grew."""
    smallest = dict[str, Measured]()
    for one in grown(kind, sizes, rounds):
        first = smallest.setdefault(one.name, one)
        grew = (f"{math.log(one.took / first.took) / math.log(one.size / first.size):.2f}"
                if one.size > first.size else "")
        print(f"| {kind} | {one.size:,} | {one.name} | {one.took:.2f}"
              f" | {statistics.median(one.bare):.2f} | {one.ratio:.2f} | {grew} |", flush=True)


def rows(full: bool) -> Iterator[Row]:
    """Every report against the bare SQL at the largest size, on both databases."""
    for name in KINDS:
        for one in grown(name, [LARGE, FULL] if full else [LARGE], 5):
            yield Row(one.name, f"bare SQL, {name}", one.ratio, at_most(2),
                      f"10^{len(str(one.size)) - 1}",
                      f"{one.took:.2f} against {statistics.median(one.bare):.2f} ms")


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--sizes", type=int, nargs="*", default=[SMALL, LARGE])
    asked.add_argument("--full", action="store_true", help="10^4, 10^5 and 10^6")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", choices=KINDS, nargs="*", default=KINDS)
    given = asked.parse_args(arguments)
    print(HEAD)
    for name in given.only:
        grow(name, [SMALL, LARGE, FULL] if given.full else given.sizes, given.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
