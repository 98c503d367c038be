"""Rows by the hundred thousand into a database, as fast as it takes them.

Indexes are dropped before and built afterwards, and the planner learns the rows. SQLite is given
them through `sqlite3` alone, in a file without a journal meanwhile; PostgreSQL by COPY. What is
interrupted leaves a database that nobody may use.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from sqlalchemy import Dialect, Engine, Integer, Table

Values = Mapping[str, Any]


class Pouring(Protocol):
    """Takes rows for a table, all of them with the same columns."""

    def __call__(self, table: Table, rows: Sequence[Values]) -> None:
        """Write them."""


@contextmanager
def pouring(engine: Engine, tables: Sequence[Table]) -> Iterator[Pouring]:
    """Write rows into some tables and nothing else; nobody else may be in the database."""
    engine.dispose()
    names = [one.name for one in tables]
    with (_sqlite if engine.dialect.name == "sqlite" else _postgresql)(engine, names) as pour:
        yield pour


@contextmanager
def _sqlite(engine: Engine, names: Sequence[str]) -> Iterator[Pouring]:
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as driver:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000",
                       "temp_store=MEMORY"):
            driver.execute(f"PRAGMA {pragma}")
        marks = ", ".join("?" * len(names))
        indexes = driver.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({marks})", names).fetchall()
        driver.execute("BEGIN IMMEDIATE")
        for name, _ in indexes:
            driver.execute(f"DROP INDEX {name}")

        def pour(table: Table, rows: Sequence[Values]) -> None:
            columns = _columns(engine.dialect, table, rows[0])
            driver.executemany(
                f"INSERT INTO {table.name} ({', '.join(one.name for one in columns)})"
                f" VALUES ({', '.join('?' * len(columns))})", _values(columns, rows))

        yield pour
        for _, statement in indexes:
            driver.execute(statement)
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
        driver.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _postgresql(engine: Engine, names: Sequence[str]) -> Iterator[Pouring]:
    url = engine.url
    with psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database,
                         autocommit=True) as driver:
        # The rows are right by construction: no foreign key is asked for each of them.
        driver.execute("SET session_replication_role = replica; SET synchronous_commit = off;"
                       " SET maintenance_work_mem = '1GB'")
        # A condition with a list in it is not told as it was said; it holds for next to no row.
        indexes = driver.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
            " (SELECT FROM pg_constraint WHERE conname = indexname)"
            " AND indexdef NOT LIKE '%%ARRAY%%'", [list(names)]).fetchall()
        for name, _ in indexes:
            driver.execute(f"DROP INDEX {name}".encode())

        def pour(table: Table, rows: Sequence[Values]) -> None:
            columns = _columns(engine.dialect, table, rows[0])
            named = ", ".join(one.name for one in columns)
            with driver.cursor() as cursor, cursor.copy(
                    f"COPY {table.name} ({named}) FROM STDIN".encode()) as copy:
                for values in _values(columns, rows):
                    copy.write_row(values)

        yield pour
        for _, statement in indexes:
            driver.execute(statement.encode())
        driver.execute("VACUUM (ANALYZE)")


@dataclass(frozen=True)
class _Column:
    """A column, how its value is said to the driver, and what it holds where a row is silent."""

    name: str
    said: Callable[[Any], Any] | None
    otherwise: Any


def _columns(dialect: Dialect, table: Table, row: Values) -> list[_Column]:
    found = []
    for column in table.columns:
        default = getattr(column.default, "arg", None)
        if column.name in row or default is not None:
            kind = column.type.dialect_impl(dialect)
            said = _number if isinstance(kind, Integer) else kind.bind_processor(dialect)
            found.append(_Column(column.name, said, default))
    return found


def _number(value: int | None) -> int | None:
    """A truth may be said for a number, which COPY would not understand."""
    return None if value is None else int(value)


def _values(columns: Sequence[_Column], rows: Sequence[Values]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.get(one.name, one.otherwise) if one.said is None
               else one.said(row.get(one.name, one.otherwise)) for one in columns]
