"""A full house in minutes: rows of lists as acts leave them, many times over.

Some requests are lived through the desk, with letters, trail and files: their pages are whole. The
others are copies of their projected rows, each under a number, an agency, days, a name and words
of its own, with the index of searches, but without a trail: lists, totals and searches read
nothing else, and the pages that are measured are those of requests that were lived.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Engine, text

from bench.pouring import Pouring, pouring
from tests.bureau import Bureau
from tests.workflow import stages
from workflow import office
from workflow.record import search
from workflow.record.alike.bands import bands
from workflow.record.database import reading, writing
from workflow.record.identity import applicant_of
from workflow.record.models import Base
from workflow.record.projection import Projected
from workflow.record.search import Field
from workflow.record.standing import rows_of
from workflow.terms import AgencyKind, ApplicantKind, Outcome

#: Where all agencies are alike, each holds so many requests.
EACH = 1_000
#: Of a hundred requests so many are under way.
OPEN = 6
#: Those answered came over so many years.
YEARS = 5
_BATCH = 5_000
_NAMES_OF_TABLES = "request", "request_item", "request_band", "document", "request_search"
_TABLES = (*(Base.metadata.tables[name] for name in _NAMES_OF_TABLES), search.INDEX)
_REQUEST, _ITEM, _BAND, _DOCUMENT, _SEARCH, _INDEX = _TABLES
_UNDER_WAY = ("registered", "assigned", "drafted", "submitted", "approved")
_PLACES = ("滨江", "临港", "望江路", "滨河路", "东山", "北湖", "凤鸣", "云岭", "松涛", "石桥",
    "青石", "梅园")
_THINGS = ("道路拓宽工程", "加油站", "污水处理厂", "物流园", "棚户区改造", "地铁二号线",
    "水库除险", "中学迁建", "垃圾焚烧发电", "变电站", "公墓", "养老院")
_PAPERS = ("征地补偿安置方案", "环境影响评价报告书", "可行性研究报告的批复", "规划条件通知书",
    "不动产登记档案", "专项资金使用明细", "招标文件", "勘测定界图", "会议纪要", "行政处罚决定书",
    "验收意见", "听证笔录")
_OUTCOMES, _ORGANISATIONS = tuple(Outcome), tuple(ApplicantKind)[1:]
_NAMES = "赵钱孙李周吴郑王冯陈曾单查仇"
_GIVEN = "明远玥岚若航晓敏立群素云长河思源"


@dataclass(frozen=True)
class Lived:
    """A request that was lived through the desk, and its rows."""

    no: str
    rows: Projected


def live(bureau: Bureau) -> dict[str, Lived]:
    """One request at each stage, the last of them archived."""
    names = (*_UNDER_WAY, "dispatched", "archived")
    return {name: _lived(bureau, getattr(stages, name)(bureau)) for name in names}


def _lived(bureau: Bureau, no: str) -> Lived:
    with reading(bureau.engine) as connection:
        bench = bureau.desk.bench(connection, no, bureau.who("clerk"), bureau.now)
        applicant = applicant_of(bureau.keys.index, bench.office.code, bench.personal)
        days = bureau.desk.calendar(bureau.who("clerk"), bureau.now)
        return Lived(no, rows_of(bench.case, bench.office, applicant, days))


def add_agencies(bureau: Bureau, number: int, parent: str = "") -> list[int]:
    """The other agencies, below a parent if it is named."""
    with writing(bureau.engine) as connection:
        return [office.add_agency(
            connection, bureau.now, office.CONSOLE, code=f"A{n:03}", name=f"第{n}局",
            short_name=f"局{n}", kind=AgencyKind.CITY_DEPARTMENT, parent_code=parent)
            for n in range(number)]


def in_tenths(busy: int, others: list[int]) -> Callable[[int], int]:
    """Whose the n-th request is: one in ten of the busy agency."""
    return lambda n: busy if n % 10 == 0 else others[n % len(others)]


def alike(busy: int, others: list[int]) -> Callable[[int], int]:
    """Whose the n-th request is where all agencies are of one size: `EACH` after `EACH`."""
    return lambda n: [busy, *others][min((n - 1) // EACH, len(others))]


def fill(
    engine: Engine, lived: dict[str, Lived], whose: Callable[[int], int], size: int, today: date
) -> None:
    """Write so many requests: the first ones are the same, however many follow."""
    chance = random.Random(YEARS)
    with reading(engine) as connection:
        first = connection.scalar(text("SELECT max(id) FROM request")) or 0
    held: Callable[[list[str]], Any] = list if engine.dialect.name == "postgresql" else " ".join
    with pouring(engine, _TABLES) as pour:
        for start in range(0, size, _BATCH):
            _write(pour, [_copy(chance, lived, whose(n), first + n, today)
                          for n in range(start + 1, min(start + _BATCH, size) + 1)], held)
    if engine.dialect.name == "postgresql":
        with writing(engine) as connection:
            connection.execute(text(  # requests that are lived later follow those
                "SELECT setval(pg_get_serial_sequence('request', 'id'), max(id)) FROM request"))


@dataclass(frozen=True)
class _Copy:
    request: dict[str, Any]
    search: dict[str, Any]
    item: dict[str, Any]
    documents: list[dict[str, Any]]


def _copy(
    chance: random.Random, lived: dict[str, Lived], agency: int, id: int, today: date
) -> _Copy:
    open = chance.randrange(100) < OPEN
    like = lived[chance.choice(_UNDER_WAY) if open else "archived"].rows
    no = f"N{agency}-{today.year - id % 5}-{id:07}"
    wanted = "".join(chance.choice(one) for one in (_PLACES, _THINGS, _PAPERS))
    name = chance.choice(_NAMES) + "".join(chance.choices(_GIVEN, k=2))
    due = today + timedelta(chance.randrange(-3, 28)) if open else like.request["due_on"]
    documents = [{**one, "request_no": no, "number": f"{one['number']}·{id}", "code": ""}
                 for one in like.documents.values()]
    numbers = [no, *(part for one in documents for part in (one["number"], one["mail_no"]))]
    return _Copy(
        {**like.request, "id": id, "no": no, "agency_id": agency, "due_on": due,
         **_days(chance, open, today), **_kinds(chance, open),
         "applicant_name": name, "subject": wanted,
         "handler": "handler" if agency == 1 else "", "reply_number": ""},
        {**search.row_of(numbers, [], ""), **_content(wanted), **_name(name)},
        {"request_no": no, "item": 1, "wanted": wanted, "outcome": like.request["outcome"]},
        documents)


@cache
def _content(wanted: str) -> dict[str, str]:
    """What a search finds of the words of a request; there are some thousands of them."""
    return {Field.CONTENT: search.row_of([], [wanted], "")[Field.CONTENT]}


@cache
def _name(name: str) -> dict[str, str]:
    """The same of a name: its letters and its spellings."""
    found = search.row_of([], [], name)
    return {Field.NAME: found[Field.NAME], Field.SPELT: found[Field.SPELT]}


def _days(chance: random.Random, open: bool, today: date) -> dict[str, Any]:
    """When it came and was answered: what is under way lately, the others over five years."""
    if open:
        return {"received_on": today - timedelta(chance.randrange(1, 30))}
    came = today - timedelta(chance.randrange(40, YEARS * 365))
    answered, used = came + timedelta(chance.randrange(3, 38)), chance.randrange(2, 26)
    return {"received_on": came, "replied_on": answered, "concluded_on": answered,
            "ended_on": answered, "due_on": came + timedelta(28), "extended": used > 20,
            "used_days": used, "receipt_days": 1, "handling_days": used - 1}


def _kinds(chance: random.Random, open: bool) -> dict[str, Any]:
    """By whom, four in five natural persons; and, once answered, with what outcome."""
    kind = ApplicantKind.NATURAL if chance.randrange(5) else chance.choice(_ORGANISATIONS)
    return {"applicant_kind": kind,
            "outcome": None if open else chance.choice(_OUTCOMES)}


def _write(pour: Pouring, made: list[_Copy], held: Callable[[list[str]], Any]) -> None:
    pour(_REQUEST, [one.request for one in made])
    pour(_ITEM, [one.item for one in made])
    pour(_BAND, list(_bands(made)))
    documents = [row for one in made for row in one.documents]
    if documents:
        pour(_DOCUMENT, documents)
    pour(_SEARCH, [{"request_no": one.request["no"], **one.search} for one in made])
    pour(_INDEX, [{"rowid": one.request["id"], "tokens": held(
        search.tokens(one.request["agency_id"], one.search))} for one in made])


def _bands(made: list[_Copy]) -> Iterator[dict[str, Any]]:
    for one in made:
        for place, band in enumerate(bands(one.item["wanted"]), 1):
            yield {"request_no": one.request["no"], "place": place, "item": 1, "band": band,
                   "agency_id": one.request["agency_id"]}
