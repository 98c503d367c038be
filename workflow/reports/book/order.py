"""In which order the register stands (排序), and pages of it that cost the same however deep.

A page begins behind a place, never at a number of rows to skip: the database finds the place in an
index. So the pages before and after, the last one, and that of a day or number are one step each;
only a page by its mere number would have to be counted to, and is not offered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    String,
    literal,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from workflow.record.models import Request
from workflow.terms import Term

_SMALLEST, _LARGEST = 0, 2**31 - 1


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


@dataclass(frozen=True)
class Place:
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

    The id of the request may be that of the index of searches.
    """

    query: Select[Any]
    id: ColumnElement[int] | InstrumentedAttribute[int]
    order: Order

    def after(self, connection: Connection, place: Place | None, limit: int) -> list[Place]:
        """The places of the rows that follow one, the first ones for none."""
        return self._read(connection, place, limit, self.order.up, back=False)

    def before(self, connection: Connection, place: Place | None, limit: int) -> list[Place]:
        """The places of the rows before one, the last ones for none, in the order of the list."""
        return self._read(connection, place, limit, not self.order.up, back=True)[::-1]

    def _read(
        self, connection: Connection, place: Place | None, limit: int, up: bool, *, back: bool
    ) -> list[Place]:
        found: list[Place] = []
        for run in self._runs(place, up, back=back):
            if len(found) < limit:
                found += (Place(*row) for row in connection.execute(
                    run.limit(limit - len(found))))
        return found

    def _runs(self, place: Place | None, up: bool, *, back: bool) -> Iterator[Select[Any]]:
        """The stretches an index holds in order, from the place on: dated rows, then the others."""
        by = _BY.get(self.order.by)
        if by is None:
            yield self._run(literal(None), [self.id], _beyond([self.id], place, up), up)
        elif self.order.by is Sort.NUMBER:
            yield self._run(by, [by, self.id], _beyond([by, self.id], place, up), up)
        else:
            yield from self._dated(by, place, up, back=back)

    def _dated(self, by: Any, place: Place | None, up: bool, *, back: bool) -> Iterator[
            Select[Any]]:
        columns = [by, self.id]
        dated = place is None or place.value is not None
        undated = place is None or place.value is None
        with_day = self._run(
            by, columns, [by.is_not(None), *_beyond(columns, place if dated else None, up)], up)
        without = self._run(by, [self.id], [
            by.is_(None), *_beyond([self.id], place if undated else None, up)], up)
        if back:
            yield from ([without] if undated else [])
            yield with_day
        else:
            yield from ([with_day] if dated else [])
            yield without

    def _run(
        self, value: Any, columns: Sequence[Any], where: Sequence[ColumnElement[bool]], up: bool
    ) -> Select[Any]:
        return self.query.with_only_columns(value, self.id).where(*where).order_by(
            *(one.asc() if up else one.desc() for one in columns))


def _beyond(
    columns: Sequence[Any], place: Place | None, up: bool
) -> Sequence[ColumnElement[bool]]:
    if place is None:
        return ()
    id = literal(place.id, Integer)
    if len(columns) == 1:
        return (columns[0] > id if up else columns[0] < id,)
    kind = Date() if isinstance(place.value, date) else String()
    row, bound = tuple_(*columns), tuple_(literal(place.value, kind), id)
    return (row > bound if up else row < bound,)
