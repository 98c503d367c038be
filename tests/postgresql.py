"""A throw-away PostgreSQL cluster of Debian's packages, reached by a socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

#: Nothing here outlives the tests, so nothing waits for the disk.
_SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where its socket lies."""

    folder: Path

    def url(self, database: str) -> str:
        """Give the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://yishen@/{database}?host={self.folder}"

    def say(self, statement: str) -> None:
        """Execute a statement on the maintenance database, outside a transaction."""
        with psycopg.connect(
            host=str(self.folder), user="yishen", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def copy(self, template: str, database: str) -> str:
        """Create a database like another and give its address."""
        self.say(f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.say(f"DROP DATABASE {database} WITH (FORCE)")


#: What a benchmark needs: an act is done when it lies on the disk.
_DURABLE = "-c listen_addresses='' -c fsync=on -c synchronous_commit=on"


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a cluster in a folder of its own; stop and remove it at the end."""
    settings = _DURABLE if durable else _SETTINGS
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="yishen-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [*as_user, str(programs / program), "-D", str(folder / "cluster"), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )

    try:
        run("initdb", "-U", "yishen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {settings}", "start")
        yield Cluster(folder)
        run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; its absence fails the tests, it never skips them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    initdb = found[-1] if found else shutil.which("initdb")
    if initdb is None:
        pytest.fail("PostgreSQL is missing: `./run test` installs it")
    return Path(initdb).parent
