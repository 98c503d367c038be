"""The limit: what the desk wrote for a request's life, written by sqlite3 or psycopg alone.

What the desk commits is listened to, transaction by transaction, and written once more into a
second database with the same tables, keys, triggers and settings: the same statements, one look
at the row of the request under its lock before them, and the same files as durably. Nothing is
asked, counted, sealed or hashed again.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event, select

from workflow.record.database import reading
from workflow.record.durable import sync_folder, sync_tree, written
from workflow.record.models import StoredFile

_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON")
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Said:
    """One statement with its values, as the driver was given it."""

    text: str
    values: Any
    many: bool


def _first(said: Said) -> Any:
    """The values it was said with first: by their names, or in order."""
    return said.values[0] if said.many else said.values


@dataclass
class Written:
    """One transaction that wrote: its statements, its act if it was one, and the files of that."""

    said: list[Said] = field(default_factory=list)
    #: The number of the request and of the act; ("", 0) for a number reserved.
    act: tuple[str, int] = ("", 0)
    files: list[bytes] = field(default_factory=list)
    package: list[tuple[str, bytes]] = field(default_factory=list)


class Listener:
    """Listens to what the engine of a desk commits; `folder` holds its files and packages."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder
        self._here, self._kept = threading.local(), list[Written]()
        event.listen(engine, "before_cursor_execute", self._executes)
        event.listen(engine, "commit", self._commits)
        event.listen(engine, "rollback", lambda connection: self._closed())

    def taken(self) -> list[Written]:
        """Everything since the last time, with the files of each act."""
        found, self._kept = self._kept, []
        numbers = sorted({one.act[0] for one in found} - {""})
        files = {key: list(made) for key, made in self._files(numbers)}
        for one in found:
            one.files = files.get(one.act, [])
        for no in numbers:
            last = max((one for one in found if one.act[0] == no), key=lambda one: one.act)
            last.package = list(self._package(no))
        return found

    def _executes(
        self, connection: Connection, cursor: object, text: str, values: Any, context: object,
        many: bool,
    ) -> None:
        if not text.startswith(_WRITES):
            return
        now = self._open
        now.said.append(Said(text, values, many))
        if text.startswith("INSERT INTO trail_entry"):
            first = _first(now.said[-1])
            now.act = (
                (first["request"], first["seq"]) if isinstance(first, dict) else first[:2])

    def _commits(self, connection: Connection) -> None:
        if self._open.said:
            self._kept.append(self._open)
        self._closed()

    def _closed(self) -> None:
        self._here.open = Written()

    @property
    def _open(self) -> Written:
        """The transaction this thread is in; another one may read meanwhile."""
        if not hasattr(self._here, "open"):
            self._closed()
        found: Written = self._here.open
        return found

    def _files(self, numbers: Sequence[str]) -> Iterator[tuple[tuple[str, int], list[bytes]]]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(StoredFile.request, StoredFile.seq, StoredFile.place)
                .where(StoredFile.request.in_(numbers))).all()
        for no, seq in {(row.request, row.seq) for row in rows}:
            yield (no, seq), [
                (self._folder / "files" / row.place[:2] / row.place[2:]).read_bytes()
                for row in rows if (row.request, row.seq) == (no, seq)]

    def _package(self, no: str) -> Iterator[tuple[str, bytes]]:
        for room in self._folder.glob(f"archive/*/*/{no}"):
            for path in sorted(room.rglob("*")):
                if path.is_file():
                    yield str(path.relative_to(room)), path.read_bytes()


class Bare:
    """A connection of the bare driver to a migrated, founded database, and a folder of its own."""

    def __init__(self, engine: Engine, folder: Path, synchronous: str = "FULL") -> None:
        url = engine.url
        self._folder, self._serial = folder, 0
        self.sqlite = engine.dialect.name == "sqlite"
        if self.sqlite:
            self._connection: Any = sqlite3.connect(str(url.database), isolation_level=None)
            for pragma in (*_PRAGMAS, f"synchronous={synchronous}"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._look = "SELECT seq, head FROM request WHERE no = ?"
        else:
            self._connection = psycopg.connect(
                host=str(url.query["host"]), user=url.username, dbname=url.database,
                autocommit=True, prepare_threshold=0)
            self._look = "SELECT seq, head FROM request WHERE no = %s FOR UPDATE"

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def write(self, transactions: Sequence[Written]) -> tuple[float, float]:
        """Write each in its transaction, its files before it: seconds of wall and processor."""
        wall, cpu = perf_counter(), process_time()
        cursor, numbered = self._connection.cursor(), self._numbered()
        for one in transactions:
            self._lay(one)
            cursor.execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
            if one.act[1] > 1:
                cursor.execute(self._look, [one.act[0]]).fetchone()
            for said in one.said:
                by = numbered if isinstance(_first(said), tuple) else cursor
                (by.executemany if said.many else by.execute)(said.text, said.values)
            cursor.execute("COMMIT")
        return perf_counter() - wall, process_time() - cpu

    def _numbered(self) -> Any:
        """A cursor for statements whose values are numbered, as `Prepared` says them."""
        return self._connection.cursor() if self.sqlite else psycopg.RawCursor(self._connection)

    def _lay(self, one: Written) -> None:
        for data in one.files:
            self._serial += 1
            place = self._folder / f"{self._serial % 256:02x}" / str(self._serial)
            place.parent.mkdir(parents=True, exist_ok=True)
            written(place, data)
            sync_folder(place.parent)
        if one.package:
            room = self._folder / "archive" / one.act[0]
            for path, data in one.package:
                place = room / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            sync_tree(room)
