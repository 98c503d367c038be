"""In which order the register stands (排序), and pages of it that cost the same however deep.

A page begins behind a place, never at a number of rows to skip: the database finds the place in an
index. So the pages before and after, the last one, and that of a day or number are one step each;
only a page by its mere number would have to be counted to, and is not offered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    literal,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from workflow.record.models import Request
from workflow.record.prepared import Prepared
from workflow.terms import Term

_SMALLEST, _LARGEST = 0, 2**31 - 1
Column = ColumnElement[int] | InstrumentedAttribute[int]


class Sort(Term):
    """What the register is sorted by."""

    NEWEST = "newest", "登记先后"
    RECEIVED = "received", "收到日期"
    DUE = "due", "答复期限"
    REPLIED = "replied", "答复日期"
    NUMBER = "number", "编号"


#: The column of each order, in an index behind the agency and before the id.
_BY: dict[Sort, Any] = {
    Sort.RECEIVED: Request.received_on, Sort.DUE: Request.due_on,
    Sort.REPLIED: Request.replied_on, Sort.NUMBER: Request.no,
}
#: The orders of a day, which some requests do not have: those stand last either way.
DATED = frozenset({Sort.RECEIVED, Sort.DUE, Sort.REPLIED})


@dataclass(frozen=True)
class Order:
    """By what, and whether the smallest and oldest come first."""

    by: Sort = Sort.NEWEST
    up: bool = False


#: As the register stands unless something else is asked for.
NEWEST_FIRST = Order()


class Place(NamedTuple):
    """A row as a place in an order: its value there, its id, and its number in the list.

    `value` is None for a row without a day and in the order of registration; `number` is None where
    nobody has counted.
    """

    value: date | str | None
    id: int
    number: int | None = None

    def __str__(self) -> str:
        """Return the token for an address."""
        number = "" if self.number is None else self.number
        return f"{'' if self.value is None else self.value}~{self.id}~{number}"


def place_of(order: Order, token: str) -> Place | None:
    """The place a token tells; None for one that is none of this order."""
    value, *numbers = token.rsplit("~", 2)
    try:
        id, number = int(numbers[0]), int(numbers[1]) if numbers[1] else None
        day = date.fromisoformat(value) if order.by in DATED and value else None
    except (ValueError, IndexError):
        return None
    if not _SMALLEST <= id <= _LARGEST:
        return None
    return Place(value if order.by is Sort.NUMBER else day, id, number)


def place_before(order: Order, value: date | str) -> Place | None:
    """The place before everything of a day or a number: where its page begins."""
    if (order.by in DATED) != isinstance(value, date) or order.by is Sort.NEWEST:
        return None
    return Place(value, _SMALLEST if order.up else _LARGEST)


@dataclass(frozen=True)
class Ordered:
    """A query for the ids of requests, with the column they are told apart by, in an order.

    The id of the request may be that of the index of searches; `told` is what the query is filled
    with.
    """

    query: Select[Any]
    id: Column
    order: Order
    told: Mapping[str, Any] = field(default_factory=dict)
    #: Whether the query is made once, so that its runs are worth preparing.
    lasting: bool = False
    #: The same among the rows next to an id (None: the first ones), upwards or not: looked at first
    #: where hits are frequent. Hits among them that fill a page are that page.
    beside: Callable[[int | None, bool], "Ordered"] | None = None

    def after(self, connection: Connection, place: Place | None, limit: int) -> list[Place]:
        """The places of the rows that follow one, the first ones for none."""
        return self._read(connection, place, limit, self.order.up, back=False)

    def before(self, connection: Connection, place: Place | None, limit: int) -> list[Place]:
        """The places of the rows before one, the last ones for none, in the order of the list."""
        return self._read(connection, place, limit, not self.order.up, back=True)[::-1]

    def _read(
        self, connection: Connection, place: Place | None, limit: int, up: bool, *, back: bool
    ) -> list[Place]:
        if self.beside is not None:
            near = self.beside(place.id if place else None, up)
            if len(found := near._read(connection, place, limit, up, back=back)) == limit:
                return found
        there = None if place is None else place.value is not None
        told = {**self.told, "value": place.value, "id": place.id} if place else self.told
        found = []
        runs = _prepared if self.lasting else _runs
        for run in runs(self.query, self.id, self.order.by, up, back, there):
            if len(found) < limit:
                found += starmap(Place, _rows(
                    connection, run, {**told, "most": limit - len(found)}))
        return found


def _rows(
    connection: Connection, run: Select[Any] | Prepared, told: Mapping[str, Any]
) -> Iterable[Any]:
    if isinstance(run, Prepared):
        return run.ask(connection, told).all()
    return connection.execute(run, told)


@lru_cache(maxsize=128)
def _prepared(*which: Any) -> tuple[Prepared, ...]:
    return tuple([Prepared(run) for run in _runs(*which)])


@lru_cache(maxsize=128)
def _runs(
    query: Select[Any], id: Column, by: Sort, up: bool, back: bool, there: bool | None
) -> tuple[Select[Any], ...]:
    """The stretches an index holds in order, from the place on: dated rows, then the others.

    `there` is whether the place has a value, None where there is no place. The statements of the
    whole register are made once: to build them costs more than to run them.
    """
    column = _BY.get(by)
    if column is None:
        return (_run(query, id, literal(None), [id], there is not None, up),)
    if by is Sort.NUMBER:
        return (_run(query, id, column, [column, id], there is not None, up),)
    dated = _run(query.where(column.is_not(None)), id, column, [column, id], there is True, up)
    undated = _run(query.where(column.is_(None)), id, column, [id], there is False, up)
    if back:
        return (dated,) if there else (undated, dated)
    return (undated,) if there is False else (dated, undated)


def _run(
    query: Select[Any], id: Column, value: Any, columns: Sequence[Any], placed: bool, up: bool
) -> Select[Any]:
    where = (_beyond(columns, up),) if placed else ()
    return query.with_only_columns(value, id).where(*where).order_by(
        *(one.asc() if up else one.desc() for one in columns)).limit(
        bindparam("most", type_=Integer))


def _beyond(columns: Sequence[Any], up: bool) -> ColumnElement[bool]:
    row: Any = columns[0]
    place: Any = bindparam("id", type_=Integer)
    if len(columns) > 1:
        row = tuple_(*columns)
        place = tuple_(bindparam("value", type_=columns[0].type), place)
    found: ColumnElement[bool] = row > place if up else row < place
    return found
