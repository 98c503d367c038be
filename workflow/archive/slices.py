"""Slices of the trail (分段): so many requests in a row of their numbers, read at once.

A verification reads each table slice by slice, in the order of the database. Rows come as the
driver gives them, without any types: what somebody wrote into them must not stop a reader.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from sqlite3 import OperationalError
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute

from workflow.record.models import TrailEntry

#: A column that holds the number of a request.
Number = ColumnElement[str] | InstrumentedAttribute[str]


#: A query for rows of any columns.
Query = Select[*tuple[Any, ...]]
#: A row as the driver gives it.
Row = tuple[Any, ...]


class Slice(NamedTuple):
    """The requests after one number up to another; None: from the first, to the last.

    With `among`, only those of them that are named.
    """

    after: str | None = None
    upto: str | None = None
    among: tuple[str, ...] = ()

    def narrowed(self, query: Query, column: Number) -> Query:
        """A query narrowed to the slice by a column of numbers, and by `bound` when it is run."""
        found = _between(query, column, self.after is None, self.upto is None)
        return found.where(column.in_(self.among)) if self.among else found

    @property
    def bound(self) -> dict[str, str | None]:
        """What a narrowed query is filled with."""
        return {"after": self.after, "upto": self.upto}

    def rows(self, connection: Connection, query: Query, column: Number) -> Sequence[Row]:
        """The rows of the slice, as `rows_of` gives them."""
        return rows_of(connection, self.narrowed(query, column), self.bound)


@cache
def _between(query: Query, column: Number, first: bool, last: bool) -> Query:
    """One statement for all slices in the middle: to build it anew costs as much as to run it."""
    if not first:
        query = query.where(column > bindparam("after"))
    return query if last else query.where(column <= bindparam("upto"))


def _last_ones() -> Select[Any]:
    """The last number of each slice of `each` requests, that of the whole trail left out."""
    told = select(TrailEntry.request).distinct().subquery()
    place = func.row_number().over(order_by=told.c.request).label("place")
    numbered = select(told.c.request, place, func.count().over().label("all")).subquery()
    return (
        select(numbered.c.request)
        .where(numbered.c.place % bindparam("each") == 0, numbered.c.place < numbered.c.all)
        .order_by(numbered.c.place))


_LAST_ONES = _last_ones()


def slices(connection: Connection, requests: int) -> list[Slice]:
    """The whole trail in slices of so many requests each, none of them empty but a lone first."""
    ends = connection.scalars(_LAST_ONES, {"each": requests})
    # A number that cannot be said again to the database ends no slice.
    known = [end for end in ends if isinstance(end, str) and end.isprintable()]
    return [Slice(*pair) for pair in zip([None, *known], [*known, None], strict=True)]


_NOTHING: Mapping[str, Any] = {}


def rows_of(
    connection: Connection, query: Query, bound: Mapping[str, Any] = _NOTHING
) -> Sequence[Row]:
    """The rows of a query as plain tuples of what the driver gives.

    Where text is no UTF-8 it comes as `as_stored` reads it; the driver reads the rest at once,
    without asking Python for every text.
    """
    if connection.dialect.name != "sqlite":
        return _fetched(connection, query, bound)
    driver: Any = connection.connection.driver_connection
    before, driver.text_factory = driver.text_factory, str
    try:
        return _fetched(connection, query, bound)
    except (DBAPIError, OperationalError):
        driver.text_factory = before
        return _fetched(connection, query, bound)
    finally:
        driver.text_factory = before


def _fetched(connection: Connection, query: Query, bound: Mapping[str, Any]) -> Sequence[Row]:
    with connection.execute(query, bound) as found:
        return found.cursor.fetchall()


def only(pairs: Iterable[Sequence[Any]]) -> dict[Any, Any]:
    """What lies there by request; None for one that has several where it may have one."""
    found: dict[Any, Any] = {}
    for no, value in pairs:
        found[no] = None if no in found else value
    return found
