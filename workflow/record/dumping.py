"""The database in one file and back: SQLite by `VACUUM INTO`, PostgreSQL by `pg_dump`.

A copy is one moment of the database, while others go on writing. `cp` of a live SQLite file is
none: what lies in its write-ahead log would be missing.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, text

from workflow.errors import BackupFailed
from workflow.record.database import reading, writing
from workflow.record.durable import sync_folder
from workflow.record.models import SecurityEntry, TrailEntry

#: What the copy is called, by kind of database.
NAMES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
_PACKAGE = "postgresql-client"


@dataclass(frozen=True)
class Holds:
    """What one moment of a database holds."""

    revision: str
    requests: int
    entries: int
    newest: Mapping[str, Any]
    security: Mapping[str, Any]


def holds(connection: Connection) -> Holds:
    """Count requests and entries, and find the newest act and the head of the security log."""
    requests, entries = connection.execute(
        select(func.count(TrailEntry.request.distinct()), func.count())).one()
    newest = connection.execute(
        select(TrailEntry.request, TrailEntry.seq, TrailEntry.at, TrailEntry.hash)
        .order_by(TrailEntry.at.desc(), TrailEntry.request, TrailEntry.seq.desc()).limit(1)
    ).mappings().first()
    last = connection.execute(
        select(SecurityEntry.seq, SecurityEntry.hash).order_by(SecurityEntry.seq.desc()).limit(1)
    ).mappings().first()
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return Holds(str(revision), requests, entries, dict(newest or {}), dict(last or {}))


def dump(engine: Engine, folder: Path) -> Holds:
    """Write one moment of the database into a folder, durably, and say what it holds."""
    to = folder / NAMES[engine.dialect.name]
    held = _dump_sqlite(engine, to) if engine.dialect.name == "sqlite" else _pg_dump(engine, to)
    with to.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(folder)
    return held


def _dump_sqlite(engine: Engine, to: Path) -> Holds:
    raw = engine.raw_connection()  # VACUUM cannot run inside the BEGIN of an engine's connection
    try:
        driver: Any = raw.driver_connection
        driver.execute("VACUUM INTO ?", (str(to),))
    finally:
        raw.close()
    with _still(to) as connection:
        return holds(connection)


@contextmanager
def _still(file: Path) -> Iterator[Connection]:
    """Read a SQLite file that nobody writes, without leaving a trace beside it."""
    engine = create_engine(f"sqlite:///file:{quote(str(file))}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _pg_dump(engine: Engine, to: Path) -> Holds:
    """Dump the very snapshot that is counted."""
    with reading(engine) as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        held = holds(connection)
        _run(engine, "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}",
             f"--file={to}")
    return held


def is_empty(engine: Engine) -> bool:
    """Whether a database has no tables yet."""
    return not inspect(engine).get_table_names()


def load_file(backup: Path, to: Path) -> None:
    """Put the copy of a SQLite database in its place."""
    shutil.copyfile(backup / NAMES["sqlite"], to)
    with to.open("rb") as file:
        os.fsync(file.fileno())


def load(backup: Path, engine: Engine) -> None:
    """Put the copy of a PostgreSQL database into an empty one, in one transaction.

    Raises BackupFailed if there is something already.
    """
    if not is_empty(engine):
        raise BackupFailed("--database-url 指定的数据库不是空的，不会覆盖；请另建一个空数据库")
    _run(engine, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
         "--no-privileges", str(backup / NAMES["postgresql"]))


def empty(engine: Engine) -> None:
    """Take everything out of a scratch PostgreSQL database again."""
    kinds = (("TABLE", "SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p')"
              " AND relnamespace = 'public'::regnamespace"),
             ("ROUTINE", "SELECT oid::regprocedure FROM pg_proc"
              " WHERE pronamespace = 'public'::regnamespace"))
    with writing(engine) as connection:
        for kind, query in kinds:
            for name in connection.scalars(text(query)).all():
                connection.exec_driver_sql(f"DROP {kind} IF EXISTS {name} CASCADE")


def _run(engine: Engine, program: str, *words: str) -> None:
    """Run a program of PostgreSQL on the engine's database; the password stays off its line."""
    if shutil.which(program) is None:
        raise BackupFailed(f"没有找到 {program}：请安装 Debian 软件包 {_PACKAGE}，"
                           "其版本不得低于数据库服务器的版本")
    url = engine.url
    told: dict[str, Any] = {
        **url.translate_connect_args(username="user", database="dbname"), **url.query}
    password = told.pop("password", None)
    environ = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    ran = subprocess.run([program, f"--dbname={_conninfo(told)}", *words], env=environ,
                         capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode:
        raise BackupFailed(f"{program} 没有完成：{' '.join(ran.stderr.split())[:400]}")


def _conninfo(told: Mapping[str, Any]) -> str:
    """Connection words as libpq reads them."""
    def word(value: Any) -> str:
        return str(value).replace("\\", "\\\\").replace("'", "\\'")

    return " ".join(f"{name}='{word(value)}'" for name, value in told.items())
