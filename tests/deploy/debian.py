"""A cluster as Debian's tools lay it out, in a folder of a test, prepared by `postgresql.sh`."""

import getpass
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.faults.serving import free_port
from tests.house import ROOT

DEPLOY = ROOT / "deploy"
NAME = "trial"


@dataclass(frozen=True)
class Debian:
    """The cluster, the account that owns it, and where its parts lie."""

    folder: Path
    version: str
    port: int
    owner: str

    @property
    def environ(self) -> Mapping[str, str]:
        """What tells Debian's tools where it lies."""
        return {**os.environ, "PG_CLUSTER_CONF_ROOT": str(self.folder / "etc"),
                "PGHOST": str(self.folder / "socket"), "PGPORT": str(self.port),
                "YISHEN_PYTHON": sys.executable, "LC_ALL": "C.UTF-8"}

    @property
    def conf(self) -> Path:
        """Its settings."""
        return self.folder / "etc" / self.version / NAME

    def url(self, role: str, database: str = "yishen") -> str:
        """The address by which a role reaches a database."""
        return (f"postgresql+psycopg://{role}@/{database}"
                f"?host={self.folder / 'socket'}&port={self.port}")

    def say(self, role: str, statement: str, database: str = "yishen") -> list[tuple[object, ...]]:
        """Execute one statement as a role; what it gives."""
        with psycopg.connect(host=str(self.folder / "socket"), port=self.port, user=role,
                             dbname=database, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def run(self, *words: object, by_owner: bool = False) -> "subprocess.CompletedProcess[str]":
        """Run a program as whoever tests, or as the account that owns the cluster."""
        other = by_owner and self.owner != getpass.getuser()
        before = ["runuser", "-u", self.owner, "--"] if other else []
        return subprocess.run([*before, *map(str, words)], env=self.environ, capture_output=True,
                              text=True, check=False, cwd=self.folder)

    def archived(self) -> None:
        """Let everything that was done until now lie in the archive."""
        (segment,), = self.say(self.owner, "SELECT pg_walfile_name(pg_switch_wal())", "postgres")
        until = time.monotonic() + 60
        while not (self.folder / "wal" / str(segment)).exists():
            assert time.monotonic() < until, "nothing was archived"
            time.sleep(0.1)


@contextmanager
def prepared() -> Iterator[Debian]:
    """Lay a cluster out and prepare it; stop and remove it at the end."""
    version = sorted(Path("/usr/lib/postgresql").iterdir(), key=lambda p: float(p.name))[-1].name
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
    debian = Debian(Path(tempfile.mkdtemp(prefix="yishen-deb-")), version, free_port(), owner)
    debian.folder.chmod(0o755)
    for name in ("etc", "socket", "wal", "copies"):
        (debian.folder / name).mkdir()
        shutil.chown(debian.folder / name, owner)
    try:
        _done(debian.run(
            "pg_createcluster", version, NAME, "--user", owner, "--port", debian.port,
            "--datadir", debian.folder / "data", "--socketdir", debian.folder / "socket",
            "--logfile", debian.folder / "log", "--locale", "C.UTF-8"))
        _let_in(debian)
        _done(prepare(debian))
        yield debian
    finally:
        debian.run("pg_ctlcluster", version, NAME, "stop", "-m", "immediate")
        shutil.rmtree(debian.folder, ignore_errors=True)


def prepare(debian: Debian) -> "subprocess.CompletedProcess[str]":
    """Run our script on it."""
    return debian.run(DEPLOY / "postgresql.sh", "--cluster", NAME, "--wal", debian.folder / "wal")


def _let_in(debian: Debian) -> None:
    """Whoever tests plays every account; an administrator would not do this."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    with (debian.conf / "pg_ident.conf").open("a") as file:
        for role in ("yishen_owner", "yishen_app", "yishen_notary"):
            file.write(f"yishen {me} {role}\n")
        file.write(f"tests {me} {debian.owner}\ntests {debian.owner} {debian.owner}\n")
    hba = debian.conf / "pg_hba.conf"
    hba.write_text(f"local postgres {debian.owner} peer map=tests\n{hba.read_text()}")
    (debian.conf / "conf.d").mkdir(exist_ok=True)
    # Read after ours: nothing here outlives the test, so nothing waits for the disk.
    (debian.conf / "conf.d" / "zz-test.conf").write_text("fsync = off\nshared_buffers = 32MB\n")
    shutil.chown(debian.conf / "conf.d", debian.owner)


def _done(ran: "subprocess.CompletedProcess[str]") -> None:
    assert ran.returncode == 0, f"{ran.args}: {ran.stdout}{ran.stderr}"
