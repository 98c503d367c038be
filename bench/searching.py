"""The search of one house: its hits against a plain look at every request, its time against a scan.

Words of one and of two characters, long ones, mixed ones, several at once, names and their pinyin,
numbers, common, rare and absent: the hits are those of a look at the letters of every request of
the agency, in Python, one after the other. Pages are walked by their keys, and the count has to
stop where it says. The scan asks the driver for the same page of hits without the index of the
search, by `LIKE` over the requests of the agency; both take turns.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from bench.houses import TODAY
from bench.table import Row, at_least, exactly
from bench.turns import clock_of, in_turn, least, ratio
from tests.bureau import Bureau
from workflow.record.database import reading
from workflow.record.models import Request, RequestSearch
from workflow.record.people import Actor
from workflow.record.search import Field, words
from workflow.reports.book.narrowing import Wanted
from workflow.reports.book.order import NEWEST_FIRST
from workflow.reports.register import MOST_COUNTED, every, find

_PAGE, _CHUNK = 50, 5_000
#: What stands only in the few requests that were lived, or in one of all.
RARE = ("大桥", "滨江大桥建设项目批复", "大桥 批复", "王䶮")
COMMON = ("批", "环", "环境", "征地", "环境影响评价报告书", "垃圾焚烧发电", "规划 滨江",
          "征地补偿 东山", "曾", "zg", "N1 环评")
ABSENT = ("龙", "龙虾", "环境 龙虾", "环境影响评价报告书草案", "xx")


@dataclass(frozen=True)
class Filed:
    """The letters of one request, as they are looked at one after the other."""

    id: int
    fields: dict[str, str]

    def holds(self, word: str) -> bool:
        """Whether a word stands in any field; a spelling only from its beginning."""
        return any(("\n" + word if name == Field.SPELT.value else word) in text
                   for name, text in self.fields.items())


def filed(connection: Connection, agency: int) -> list[Filed]:
    """All requests of an agency, the newest first."""
    columns = [getattr(RequestSearch, field.value) for field in Field]
    found = connection.execute(
        select(Request.id, *columns).join(RequestSearch, RequestSearch.request_no == Request.no)
        .where(Request.agency_id == agency).order_by(Request.id.desc()))
    names = [field.value for field in Field]
    return [Filed(id, dict(zip(names, texts, strict=True))) for id, *texts in found]


def scanned(all: Sequence[Filed], text: str) -> list[int]:
    """The plain look."""
    asked = words(text)
    return [one.id for one in all if all_held(one, asked)]


def all_held(one: Filed, asked: Sequence[str]) -> bool:
    """Whether a request holds every word."""
    return all(one.holds(word) for word in asked)


def wrong(connection: Connection, actor: Actor, all: Sequence[Filed], text: str) -> int:
    """How many hits are missing or too many, over the whole list, its pages and its count."""
    expected, wanted = scanned(all, text), Wanted(text)
    found = [id for ids in every(connection, actor, wanted, TODAY, NEWEST_FIRST, _CHUNK)
             for id in ids]
    total = find(connection, actor, wanted, TODAY, limit=_PAGE).total
    pages = [id for ids in islice(_pages(connection, actor, wanted), 12) for id in ids]
    counted = min(len(expected), MOST_COUNTED + 1)
    return (len(set(found) ^ set(expected)) + (found != sorted(found, reverse=True))
            + (total != counted) + (pages != expected[: 12 * _PAGE]))


def _pages(connection: Connection, actor: Actor, wanted: Wanted) -> Iterator[list[int]]:
    """Page after page, each from where the one before ended."""
    after = ""
    while True:
        found = find(connection, actor, wanted, TODAY, after=after, limit=_PAGE)
        yield found.ids
        if not (after := found.next):
            return


def scan(connection: Connection, actor: Actor, text: str) -> Callable[[], list[int]]:
    """The first page without the index of the search, asked of the driver."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    held = " OR ".join(f"request_search.{field.value} LIKE {mark}" for field in Field)
    asked = words(text)
    every_word = " AND ".join([f"({held})"] * len(asked))
    statement = (
        "SELECT request.id FROM request JOIN request_search ON request_search.request_no ="
        f" request.no WHERE request.agency_id = {mark} AND {every_word}"
        f" ORDER BY request.id DESC LIMIT {_PAGE}")
    given = [actor.agency_id, *(
        f"%{chr(10) if field is Field.SPELT else ''}{word}%" for word in asked for field in Field)]
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()

    def act() -> list[int]:
        cursor.execute(statement, given)
        return [row[0] for row in cursor.fetchall()]

    return act


def of_house(name: str, bureau: Bureau, actor: Actor, size: str) -> Iterator[Row]:
    """Hits that are not those of the plain look, and the time of rare words and of common ones."""
    with reading(bureau.engine) as connection:
        all = filed(connection, actor.agency_id)
        of_one = next(iter(all[len(all) // 2].fields[Field.NUMBERS.value].split("\n")))
        queries = (*COMMON, *RARE, *ABSENT, of_one)
        faults = {text: wrong(connection, actor, all, text) for text in queries}
        found = {text: len(scanned(all, text)) for text in queries}
        yield Row("search: hits other than a plain look's", f"{len(all):,} requests, {name}",
                  sum(faults.values()), exactly(0), size, f"{len(queries)} queries, "
                  f"{sum(found.values()):,} hits; wrong: "
                  f"{', '.join(one for one, n in faults.items() if n) or 'none'}")
        yield _timed(name, connection, actor, size, "rare words", (*RARE, of_one), at_least(20))
        yield _timed(name, connection, actor, size, "absent words", ABSENT, at_least(20))
        yield _timed(name, connection, actor, size, "common words", COMMON, None)


def _timed(
    name: str, connection: Connection, actor: Actor, size: str, what: str,
    queries: Sequence[str], aim: Any,
) -> Row:
    """The worst of some queries against the scan for it."""
    found, timed = [], partial(least, clock=clock_of(connection.dialect.name))
    for text in queries:
        plain = scan(connection, actor, text)
        wanted = Wanted(text)
        assert plain() == find(connection, actor, wanted, TODAY, limit=_PAGE).ids, text
        ours = partial(find, connection, actor, wanted, TODAY, limit=_PAGE)
        slow, quick = in_turn(partial(timed, plain, 3), partial(timed, ours, 5))
        found.append((ratio(slow, quick), statistics.median(quick) * 1000,
                      statistics.median(slow) * 1000, text))
    found.sort()
    worst, took, other, text = found[0]
    middle_one = found[len(found) // 2]
    return Row(f"search: speed for {what}, the worst of {len(queries)}",
               f"a scan of the agency, {name}", worst, aim, size,
               f"{text}: {took:.2f} against {other:.1f} ms; middle one {middle_one[0]:,.0f}x")
