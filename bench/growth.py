"""What grows with the number of requests: a step, the inbox and a search, beside a smaller house.

    python -m bench.growth [--sizes 10000 100000] [--full] [--only KIND ...]

Two houses stand side by side, one of 10^4 requests and one of 10^5 (10^6 with `--full`), filled by
`houses.py`; both take turns, so that what else the machine does falls on both. A step is any of
the fifteen of `life.py`, printing left out. The page of the inbox is the query of
`reports/inbox.py`, fifty rows and the totals of the lights, for one agency of the same size in
both houses and for one that holds a tenth of all; the bare side asks the driver for the same rows
and totals. `searching.py` says how the search is measured.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bench import searching
from bench.houses import FULL, LARGE, SMALL, TODAY, House, houses
from bench.life import CannedPress, Clerks
from bench.places import KINDS
from bench.table import Row, at_most
from bench.turns import clock_of, in_turn, least, ratio
from letters.fonts import default_fonts
from workflow.law.workdays import national_calendar
from workflow.record.database import reading
from workflow.record.people import Actor
from workflow.reports.inbox import inbox, soon_until
from workflow.terms import Role

_PAGE = 50
_DAYS = national_calendar()


def power(size: int) -> str:
    """A size as the table says it."""
    return f"10^{len(str(size)) - 1}"


def of_steps(name: str, small: House, large: House, press: CannedPress) -> Row:
    """The middle step in the large house against that in the small one."""
    clerks = [Clerks(one.bureau, press) for one in (large, small)]

    def live(those: Clerks) -> float:
        those.live(2)
        return statistics.median(those.waits)

    more, less = in_turn(*(partial(live, those) for those in clerks))
    return Row("one step, p50", f"at {power(small.size)}, {name}", ratio(more, less),
               at_most(1.5 if name == "SQLite" else 2), power(large.size),
               f"{statistics.median(more) * 1000:.1f} against "
               f"{statistics.median(less) * 1000:.1f} ms")


def of_inbox(name: str, small: House, large: House) -> Iterator[Row]:
    """The page of the inbox of both agencies."""
    with reading(large.bureau.engine) as here, reading(small.bureau.engine) as there:
        yield from _inbox_rows(name, "an agency of 1,000 requests", power(large.size),
                               (here, _steady(large)), (there, _steady(small)))
        yield from _inbox_rows(name, "an agency of a tenth of all", power(large.size),
                               (here, large.clerk), (there, small.clerk))


def _steady(house: House) -> Actor:
    return Actor("officer", "某", house.steady, seats=frozenset({Role.INTAKE_CLERK}))


_Seen = tuple[Connection, Actor]


def _inbox_rows(name: str, what: str, size: str, large: _Seen, small: _Seen) -> Iterator[Row]:
    """One agency: against itself in the small house, and against the bare statements."""
    bare = Bare(*large)
    known = bare.page()
    assert known == [row.id for row in _page(*large).rows][: len(known)]
    assert len(known) == len(_page(*small).rows) == _PAGE
    many, few = (sum(count for _, count in Bare(*one).totals()) for one in (large, small))
    timed = partial(least, clock=clock_of(large[0].dialect.name))
    rounds = in_turn(
        lambda: timed(lambda: _page(*large)), lambda: timed(lambda: _page(*small)),
        lambda: timed(lambda: (bare.page(), bare.totals())))
    more, less, bottom = (statistics.median(one) * 1000 for one in rounds)
    yield Row(f"inbox page, {what}", f"at {power(SMALL)}, {name}", ratio(rounds[0], rounds[1]),
              at_most(2), size,
              f"{more:.2f} against {less:.2f} ms; {many:,} open against {few:,}")
    yield Row(f"inbox page, {what}", f"bare indexed statements, {name}",
              ratio(rounds[0], rounds[2]), at_most(3), size,
              f"{more:.2f} against {bottom:.2f} ms")


def _page(connection: Connection, actor: Actor) -> Any:
    return inbox(connection, actor, TODAY, _DAYS, limit=_PAGE)


class Bare:
    """The page as a careful hand would ask the driver for it: fifty rows, then the totals."""

    def __init__(self, connection: Connection, actor: Actor) -> None:
        driver: Any = connection.connection.dbapi_connection
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        waiting = f"request.agency_id = {mark} AND awaits <> '' AND awaits LIKE '%,open,%'"
        if mark == "%s":
            waiting = waiting.replace("'%,open,%'", "'%%,open,%%'")
        self._cursor = driver.cursor()
        day = "" if mark == "?" else "::date"
        self._page = (
            "SELECT request.id, request.*, officer.name FROM request LEFT JOIN officer"
            f" ON officer.login = request.handler WHERE {waiting} AND closed = 0"
            " AND clock_state = 'running'"
            f" AND due_on IS NOT NULL ORDER BY due_on, request.id LIMIT {_PAGE}")
        self._totals = (
            f"SELECT CASE WHEN due_on < {mark}{day} THEN 0 WHEN due_on = {mark}{day} THEN 1"
            f" WHEN due_on <= {mark}{day} THEN 2 ELSE 5 END, count(*) FROM request"
            f" WHERE {waiting} GROUP BY 1")
        today, soon = TODAY.isoformat(), soon_until(TODAY, _DAYS).isoformat()
        self._asked = ([actor.agency_id], [today, today, soon, actor.agency_id])

    def page(self) -> list[int]:
        """The ids of the rows, which are read whole."""
        self._cursor.execute(self._page, self._asked[0])
        return [row[0] for row in self._cursor.fetchall()]

    def totals(self) -> list[Any]:
        """How many of each light."""
        self._cursor.execute(self._totals, self._asked[1])
        return list(self._cursor.fetchall())


def measured(sizes: Sequence[int], kinds: Sequence[str] = KINDS) -> Iterator[Row]:
    """Everything that grows, in two houses side by side on each kind of database."""
    press = CannedPress(default_fonts())
    for name in kinds:
        with houses(name, sizes, press=press) as (small, large):
            yield from of_inbox(name, small, large)
            yield from searching.of_house(name, large.bureau, large.clerk, power(large.size))
            yield of_steps(name, small, large, press)


def rows(full: bool) -> Iterator[Row]:
    """The rows of 10^5, or of 10^6."""
    return measured((SMALL, FULL if full else LARGE))


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--sizes", type=int, nargs=2, default=[SMALL, LARGE])
    asked.add_argument("--full", action="store_true", help="10^4 and 10^6")
    asked.add_argument("--only", choices=KINDS, nargs="*", default=KINDS)
    given = asked.parse_args(arguments)
    for row in measured((SMALL, FULL) if given.full else given.sizes, given.only):
        print(row.line("growth", ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
