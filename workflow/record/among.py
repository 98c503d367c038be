"""Whether a number is among many (给定的若干编号), all of them handed over as one value.

A list that is spelt out number by number is written, sent and read anew for each length; of a
thousand that costs more than to find the rows.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    Integer,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column of numbers is among those a statement is told under a name."""
    return _Among(column, bindparam(name, type_=_Numbers()))


class _Numbers(TypeDecorator[Sequence[int]]):
    """Many numbers: an array on PostgreSQL, a JSON text on SQLite."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Say what the database takes."""
        numbers = ARRAY(Integer) if dialect.name == "postgresql" else JSON()
        return dialect.type_descriptor(numbers)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """Stand as it is: SQLite would be asked whether it `= 1`, and then uses no index."""
        return self


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **how: Any) -> str:
    column, numbers = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({numbers})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: Any, **how: Any) -> str:
    column, numbers = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"
