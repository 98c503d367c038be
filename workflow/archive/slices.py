"""Slices of the trail (分段): so many requests in a row of their numbers, read at once.

A verification reads each table slice by slice, in the order of the database. Rows come as the
driver gives them, without any types: what somebody wrote into them must not stop a reader.
"""

from collections.abc import Iterable, Sequence
from sqlite3 import OperationalError
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute

from workflow.record.models import TrailEntry

#: A column that holds the number of a request.
Number = ColumnElement[str] | InstrumentedAttribute[str]


#: A query for rows of any columns.
Query = Select[*tuple[Any, ...]]


class Slice(NamedTuple):
    """The requests after one number up to another; None: from the first, to the last.

    With `among`, only those of them that are named.
    """

    after: str | None = None
    upto: str | None = None
    among: tuple[str, ...] = ()

    def of(self, column: Number) -> list[ColumnElement[bool]]:
        """The conditions on a column of numbers."""
        found: list[ColumnElement[bool]] = []
        if self.after is not None:
            found.append(column > self.after)
        if self.upto is not None:
            found.append(column <= self.upto)
        return [*found, column.in_(self.among)] if self.among else found


def slices(connection: Connection, requests: int) -> list[Slice]:
    """The whole trail in slices of so many requests each, none of them empty but a lone first."""
    each = select(TrailEntry.request).distinct().subquery()
    place = func.row_number().over(order_by=each.c.request).label("place")
    numbered = select(each.c.request, place).subquery()
    ends = connection.scalars(
        select(numbered.c.request).where(numbered.c.place % requests == 0)
        .order_by(numbered.c.place))
    # A number that cannot be said again to the database ends no slice.
    known = [end for end in ends if isinstance(end, str) and end.isprintable()]
    return [Slice(*pair) for pair in zip([None, *known], [*known, None], strict=True)]


def rows_of(connection: Connection, query: Query) -> Sequence[tuple[Any, ...]]:
    """The rows of a query as plain tuples of what the driver gives.

    Where text is no UTF-8 it comes as `as_stored` reads it; the driver reads the rest at once,
    without asking Python for every text.
    """
    if connection.dialect.name != "sqlite":
        return _fetched(connection, query)
    driver: Any = connection.connection.driver_connection
    before, driver.text_factory = driver.text_factory, str
    try:
        return _fetched(connection, query)
    except (DBAPIError, OperationalError):
        driver.text_factory = before
        return _fetched(connection, query)
    finally:
        driver.text_factory = before


def _fetched(connection: Connection, query: Query) -> Sequence[tuple[Any, ...]]:
    with connection.execute(query) as found:
        return found.cursor.fetchall()


def only(pairs: Iterable[Sequence[Any]]) -> dict[Any, Any]:
    """What lies there by request; None for one that has several where it may have one."""
    found: dict[Any, Any] = {}
    for no, value in pairs:
        found[no] = None if no in found else value
    return found
