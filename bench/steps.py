"""Steps a second through the desk, printing left out, against the bare driver in the same run.

    python -m bench.steps [--requests N] [--rounds R]

Each request lives from receipt to the archive: fifteen steps, two letters. The time the press
takes is measured apart and subtracted; everything else counts: parsing, guards (asked twice, the
second time under the lock), law, clock, hash chain, personal fields sealed, projections, numbers
and letters kept on the disk. The limit writes the same rows, one transaction a step, by `sqlite3`
(WAL, synchronous=FULL) or `psycopg` (fsync and synchronous_commit on). Both take turns; a ratio is
the median over the rounds of the ratios within a round, since the machine may be busy.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

import migrations
from bench.bare import Bare, Listener
from bench.life import STEPS, CannedPress, Clerks, Taken, TimedPress
from bench.synchronous import set_synchronous
from bench.table import Row, at_least
from letters.fonts import default_fonts
from tests.bureau import Bureau, found
from tests.postgresql import running
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record.database import connect
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing


@dataclass
class Result:
    """The rounds on one kind of database."""

    name: str
    ours: list[Taken] = field(default_factory=list)
    bare: list[tuple[float, float]] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Steps a second through the desk."""
        return statistics.median(one.steps / one.wall for one in self.ours)

    @property
    def limit(self) -> float:
        """Steps a second by the bare driver."""
        return statistics.median(self.ours[0].steps / wall for wall, _ in self.bare)

    @property
    def ratio(self) -> float:
        """The speed of the desk as a share of the bare driver's."""
        return statistics.median(
            wall / one.wall for one, (wall, _) in zip(self.ours, self.bare, strict=True))

    @property
    def cpu(self) -> float:
        """Milliseconds of the processor for a step."""
        return statistics.median(one.cpu / one.steps for one in self.ours) * 1000

    @property
    def least(self) -> float:
        """The same of the bare driver."""
        return statistics.median(cpu / self.ours[0].steps for _, cpu in self.bare) * 1000

    def row(self) -> str:
        """One line of the table."""
        share = statistics.median(
            one.printing / (one.printing + one.wall) for one in self.ours)
        letter = statistics.median(one.printing / one.letters for one in self.ours) * 1000
        return (f"| {self.name} | {self.speed:,.0f} | {self.limit:,.0f} | {self.ratio:.2f} | "
                f"{self.cpu:.2f} | {self.least:.2f} | {share:.0%} | {letter:.0f} |")


HEAD = (
    "| database | steps/s | bare driver | ratio | CPU ms a step | bare | printing apart | "
    "ms a letter |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")


def measure(name: str, ours: Engine, bare: Engine, press: TimedPress, requests: int,
            rounds: int, synchronous: str = "FULL") -> Result:
    """Let desk and bare driver take turns; the bare one writes the rows of the round before."""
    result = Result(name)
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        clerks = Clerks(bureau_in(ours, Path(place) / "ours", press), press)
        bureau_in(bare, Path(place) / "bare", press)
        listener = Listener(ours, Path(place) / "ours")
        driver = Bare(bare, Path(place) / "bare" / "laid", synchronous)
        clerks.live(requests)  # warm up
        for turn in range(rounds):
            before = listener.taken()
            if turn % 2:
                result.bare.append(driver.write(before))
            taken, _ = clerks.live(requests)
            result.ours.append(taken)
            if not turn % 2:
                result.bare.append(driver.write(before))
        driver.close()
    return result


def bureau_in(engine: Engine, folder: Path, press: TimedPress) -> Bureau:
    """A bureau of its own in an empty database."""
    migrations.upgrade(engine)
    store, keys = FileStore(folder / "files"), KeyRing(folder / "keys")
    bureau = Bureau(engine, Desk(
        engine, store, keys, lambda: press, shelf=Shelf(folder / "archive")), store, keys)
    found(bureau)
    return bureau


@contextmanager
def _sqlite(synchronous: str = "FULL") -> Iterator[tuple[Engine, Engine]]:
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        engines = [connect(f"sqlite:///{place}/{name}.sqlite") for name in ("ours", "bare")]
        for engine in engines:
            set_synchronous(engine, synchronous)
        yield engines[0], engines[1]
        for engine in engines:
            engine.dispose()


@contextmanager
def _postgresql() -> Iterator[tuple[Engine, Engine]]:
    with running(durable=True) as cluster:
        engines = []
        for name in ("ours", "bare"):
            cluster.say(f"CREATE DATABASE {name}")
            engines.append(connect(cluster.url(name)))
        yield engines[0], engines[1]
        for engine in engines:
            engine.dispose()


_Engines = AbstractContextManager[tuple[Engine, Engine]]
#: What the table says of each mode, how it is opened, its aim and SQLite's own word for it.
_KINDS: tuple[tuple[str, Callable[[], _Engines], float, str], ...] = (
    ("SQLite NORMAL", partial(_sqlite, "NORMAL"), 0.25, "NORMAL"),
    ("SQLite FULL", _sqlite, 0.50, "FULL"),
    ("PostgreSQL", _postgresql, 0.50, "FULL"),
)


def rows(full: bool) -> Iterator[Row]:
    """One step against the bare driver, printing left out: the two kinds of database."""
    press = CannedPress(default_fonts())
    for name, kind, aim, synchronous in _KINDS:
        with kind() as (ours, bare):
            result = measure(name, ours, bare, press, 6, 5, synchronous)
        yield Row("one step, all features on, printing left out", f"bare driver, {name}",
                  result.ratio, at_least(aim), f"{STEPS} steps, 30 requests",
                  f"{result.speed:,.0f} against {result.limit:,.0f} steps/s; "
                  f"CPU {result.cpu:.2f} against {result.least:.2f} ms a step")


def main() -> int:
    """Measure both kinds and print the table."""
    asked = argparse.ArgumentParser(description="steps a second against the bare driver")
    asked.add_argument("--requests", type=int, default=12, help="requests a round")
    asked.add_argument("--rounds", type=int, default=7)
    given = asked.parse_args()
    press = TimedPress(default_fonts())
    print(f"{given.rounds} rounds of {given.requests} requests, {STEPS} steps each\n\n{HEAD}")
    for name, kind in (("SQLite, synchronous=FULL", _sqlite), ("PostgreSQL, fsync on",
                                                               _postgresql)):
        with kind() as (ours, bare):
            result = measure(name, ours, bare, press, given.requests, given.rounds)
        print(result.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
