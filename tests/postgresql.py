"""A throw-away PostgreSQL cluster of Debian's packages, reached by a socket only."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

#: Nothing here outlives the tests, so nothing waits for the disk.
_SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
#: An act is done when the system has it: what outlives the death of every process, not of power.
_WRITTEN = "-c listen_addresses='' -c fsync=off -c synchronous_commit=on"
#: What a benchmark needs: an act is done when it lies on the disk.
_DURABLE = "-c listen_addresses='' -c fsync=on -c synchronous_commit=on"


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where its socket lies, and how it is started."""

    folder: Path
    settings: str = _SETTINGS

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
        """Create a database like another and give its address.

        Its files are copied, which takes half the time of copying through the journal.
        """
        self.say(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.say(f"DROP DATABASE {database} WITH (FORCE)")

    def start(self, tries: int = 1) -> None:
        """Start it; after a hard stop it first recovers what was committed.

        It refuses as long as a process of a killed cluster still goes on: hence several tries.
        """
        words = ("-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {self.settings}")
        for left in reversed(range(tries)):
            try:
                self._run("pg_ctl", *words, "start")
            except subprocess.CalledProcessError:
                if not left:
                    raise
                time.sleep(0.2)
            else:
                return

    def stop_hard(self) -> None:
        """Stop it as a failure of power would: nobody is waited for, nothing is written out."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def stop(self) -> None:
        """Stop it as an administrator would, who cuts everybody's connection."""
        self._run("pg_ctl", "-m", "fast", "stop")

    def restart(self) -> None:
        """Stop it as an administrator would, and start it."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Kill its first process; the others go by themselves when they notice."""
        pid = int((self.folder / "cluster" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def make(self, like: Path | None = None) -> None:
        """Lay out an empty cluster, or a copy of one that was stopped."""
        if like:
            copy = ["cp", "-a", "--reflink=auto", str(like), str(self.folder / "cluster")]
            subprocess.run(copy, check=True)
            return
        self._run("initdb", "-U", "yishen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def _run(self, program: str, *words: str) -> None:
        # PostgreSQL refuses to run as root.
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_user, str(programs() / program), "-D", str(self.folder / "cluster"), *words],
            check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else None, cwd=self.folder)


@contextmanager
def running(
    *, durable: bool = False, written: bool = False, settings: str = "", like: Path | None = None
) -> Iterator[Cluster]:
    """Start a cluster in a folder of its own, as a copy of another one if that is named.

    It is stopped and removed at the end; more settings are added to those it has anyhow.
    """
    programs()
    folder = Path(tempfile.mkdtemp(prefix="yishen-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    kind = _DURABLE if durable else _WRITTEN if written else _SETTINGS
    cluster = Cluster(folder, f"{kind} {settings}")
    try:
        cluster.make(like)
        cluster.start()
        yield cluster
        cluster.stop_hard()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; its absence fails the tests, it never skips them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    initdb = found[-1] if found else shutil.which("initdb")
    if initdb is None:
        pytest.fail("PostgreSQL is missing: `./run test` installs it")
    return Path(initdb).parent
