"""The limit: the rows of a request's life, written by sqlite3 or psycopg alone.

The same tables, keys, triggers and settings; one transaction a step, with one look at the row of
the request under its lock, and one more transaction for each number reserved before printing.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from time import perf_counter, process_time
from typing import Any

import psycopg
from sqlalchemy import Engine, text

from workflow.record.database import reading
from workflow.record.models import Base

#: Tables written by a step, with the column that tells by which one ("" for the first).
_BY_STEP = {"trail_entry": "seq", "personal_field": "seq", "stored_file": "seq",
            "approval": "seq", "request_key": "", "request_item": "", "request_search": ""}
_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "recursive_triggers=ON",
            "secure_delete=ON")

Statement = tuple[str, Sequence[Any]]


class Bare:
    """A connection of the bare driver to a migrated, founded database."""

    def __init__(self, engine: Engine, synchronous: str = "FULL") -> None:
        url = engine.url
        self.sqlite = engine.dialect.name == "sqlite"
        self._mark = "?" if self.sqlite else "%s"
        if self.sqlite:
            self._connection: Any = sqlite3.connect(str(url.database), isolation_level=None)
            for pragma in (*_PRAGMAS, f"synchronous={synchronous}"):
                self._connection.execute(f"PRAGMA {pragma}")
        else:
            self._connection = psycopg.connect(
                host=str(url.query["host"]), user=url.username, dbname=url.database,
                autocommit=True, prepare_threshold=0)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def write(self, steps: Sequence[Sequence[Statement]]) -> tuple[float, float]:
        """Write step by step, each in its transaction: seconds of wall and processor."""
        execute = self._connection.execute
        begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN"
        wall, cpu = perf_counter(), process_time()
        for statements in steps:
            execute(begin)
            for statement, values in statements:
                cursor = execute(statement, values)
                if statement.startswith("SELECT"):
                    cursor.fetchone()
            execute("COMMIT")
        return perf_counter() - wall, process_time() - cpu

    def steps_of(self, engine: Engine, numbers: Sequence[str]) -> list[list[Statement]]:
        """What the desk wrote for these requests, as one list of statements a step."""
        return [step for no in numbers for step in self._steps_of(engine, no)]

    def _steps_of(self, engine: Engine, no: str) -> list[list[Statement]]:
        rows = {name: _rows(engine, name, no) for name in
                (*_BY_STEP, "request", "document", "document_number")}
        (request,) = rows["request"]
        steps: dict[int, list[Statement]] = defaultdict(list)
        for name, column in _BY_STEP.items():
            for row in rows[name]:
                steps[row[column] if column else 1].append(self._insert(name, row))
        for row in rows["document"]:
            steps[int(row["id"].split("-")[0])].append(self._insert("document", row))
        last = request["seq"]
        printed = {int(row["id"].split("-")[0]) for row in rows["document"]}
        taken = iter(rows["document_number"])
        found: list[list[Statement]] = []
        for seq in range(1, last + 1):
            head = [self._insert("request", {**request, "id": None})] if seq == 1 else [
                self._look(no), self._update(request)]
            if seq in printed:
                number = next(taken)
                found.append([self._insert("document_number", {**number, "state": "reserved"})])
                head.append(self._use(number))
            found.append([*head, *steps[seq]])
        return found

    def _insert(self, table: str, row: Mapping[str, Any]) -> Statement:
        given = {k: v for k, v in row.items() if not (k == "id" and v is None)}
        marks = ", ".join([self._mark] * len(given))
        return f"INSERT INTO {table} ({', '.join(given)}) VALUES ({marks})", list(given.values())

    def _update(self, row: Mapping[str, Any]) -> Statement:
        given = {k: v for k, v in row.items() if k not in ("id", "no")}
        names = ", ".join(f"{name} = {self._mark}" for name in given)
        return (f"UPDATE request SET {names} WHERE no = {self._mark}",
                [*given.values(), row["no"]])

    def _look(self, no: str) -> Statement:
        lock = "" if self.sqlite else " FOR UPDATE"
        return f"SELECT seq, head FROM request WHERE no = {self._mark}{lock}", [no]

    def _use(self, number: Mapping[str, Any]) -> Statement:
        keys = ("agency_id", "series", "year", "serial")
        where = " AND ".join(f"{key} = {self._mark}" for key in keys)
        return (f"UPDATE document_number SET state = 'used' WHERE {where}",
                [number[key] for key in keys])


def _rows(engine: Engine, table: str, no: str) -> list[dict[str, Any]]:
    names = [column.name for column in Base.metadata.tables[table].columns]
    owner = next(name for name in ("request_no", "request", "no") if name in names)
    order = ", ".join(column.name for column in Base.metadata.tables[table].primary_key)
    with reading(engine) as connection:
        found = connection.execute(
            text(f"SELECT * FROM {table} WHERE {owner} = :no ORDER BY {order}"), {"no": no})
        return [dict(row) for row in found.mappings()]
