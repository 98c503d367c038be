"""The rows of the lists in a slice (列表核对), held against what the trails tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Date, select
from sqlalchemy.orm import DeclarativeBase

from workflow.archive.slices import Number, Query, Slice, only
from workflow.record import search
from workflow.record.models import (
    Approval,
    Document,
    PersonMark,
    Publication,
    RemedyCase,
    Request,
    RequestBand,
    RequestItem,
    RequestSearch,
)
from workflow.record.projection import Projected

#: The tables of the parts of a picture beside the request itself and its letters.
_MODELS: Mapping[str, type[DeclarativeBase]] = {
    "items": RequestItem, "documents": Document, "approvals": Approval, "marks": PersonMark,
    "remedies": RemedyCase, "publications": Publication, "bands": RequestBand}
#: All of them: a part of a picture that has no table here stops the program at once.
_PARTS = [(part.name, _MODELS[part.name]) for part in fields(Projected)
          if part.name not in ("request", "search")]
_FIELDS = tuple(field.value for field in search.Field)


class _Shape:
    """One table: which of its columns are compared, and the statement that reads them."""

    def __init__(self, model: type[DeclarativeBase]) -> None:
        """Look at its columns."""
        owner, left_out = ("no", "id") if model is Request else ("request_no", "request_no")
        columns = [c for c in model.__table__.columns if c.name != left_out]
        self.names = len(columns)
        self.expected = itemgetter(*(c.name for c in columns))
        self.days = [n for n, c in enumerate(columns) if isinstance(c.type, Date)]
        self.number: Number = model.__table__.columns[owner]
        self.query: Query = select(self.number, *columns)


_REQUEST = _Shape(Request)
_SHAPES = [(name, _Shape(model)) for name, model in _PARTS]
_LETTERS: Query = select(
    RequestSearch.request_no, *(getattr(RequestSearch, name) for name in _FIELDS))
_held_in = cache(search.held_in)


class _Table:
    """The rows of one table that lie in a slice, by request."""

    def __init__(self, connection: Connection, part: Slice, shape: _Shape) -> None:
        """Read them."""
        self._shape = shape
        self._days = shape.days if connection.dialect.name == "sqlite" else []
        self._lying: dict[Any, list[list[Any]]] = {}
        for no, *row in part.rows(connection, shape.query, shape.number):
            self._lying.setdefault(no, []).append(row)

    def holds(self, no: str, expected: Sequence[Mapping[str, Any]]) -> bool:
        """Whether just these rows lie there for a request."""
        lying = self._lying.get(no, ())
        if len(lying) != len(expected):
            return False
        made = [self._row(row) for row in expected]
        return made == lying if len(made) == 1 else all(row in lying for row in made)

    def _row(self, row: Mapping[str, Any]) -> Sequence[Any] | None:
        """The values of a row in the order of the columns; None if it has others than these."""
        if len(row) != self._shape.names:
            return None
        values = list(self._shape.expected(row))
        for n in self._days:
            day = values[n]
            if day is not None:
                values[n] = day.isoformat()
        return values


class Lists:
    """All lists of a slice."""

    def __init__(self, connection: Connection, part: Slice) -> None:
        """Read them."""
        self._request = _Table(connection, part, _REQUEST)
        self._parts = [(name, _Table(connection, part, shape)) for name, shape in _SHAPES]
        self._letters = only((no, letters) for no, *letters in part.rows(
            connection, _LETTERS, RequestSearch.request_no))
        self._tokens = only(part.rows(connection, _held_in(connection.dialect.name), Request.no))

    def hold(self, expected: Projected) -> bool:
        """Whether they hold what a trail tells, and nothing else of its request."""
        no = expected.request["no"]
        return self._found(no, expected) and all(
            table.holds(no, rows) for table, rows in self._told(expected))

    def _told(self, expected: Projected) -> Iterator[tuple[_Table, Sequence[Mapping[str, Any]]]]:
        yield self._request, (expected.request,)
        for name, table in self._parts:
            yield table, tuple(getattr(expected, name).values())

    def _found(self, no: str, expected: Projected) -> bool:
        """Whether the search finds it by its letters, and the index by its tokens."""
        told = expected.search
        held = self._tokens.get(no)
        wanted = search.tokens(expected.request["agency_id"], told)
        return (len(told) == len(_FIELDS) and self._letters.get(no) == [told[n] for n in _FIELDS]
                and held is not None
                and (held == " ".join(wanted) or sorted(held.split(" ")) == wanted))
