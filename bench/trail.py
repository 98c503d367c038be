"""What it costs to prove the trail, in ratios of one run.

    python -m bench.trail [--requests N] [--rounds R] [--sizes 10000 100000 1000000]

*Chain and tree* checks every link of every request, every leaf and the signed root; *replay* is the
whole verification with all projections, personal fields, files and numbers. Both are shown as a
share of the speed of a loop that only reads the bodies and hashes them, by this process alone and
shared out among two; what these take to start stands apart. Replay opens letters as well, which
are two hundred times as long as the entries: it is also held against a loop that reads and hashes
all that it reads, still sealed. Some requests are lived through the desk, the rest are copies of
them under other numbers, names and words (`copies.py`).

Then a log of invented entries grows: what a thousand more cost to place and to sign at each size
shows that the cost follows the new entries.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, insert, select

import migrations
from bench.copies import multiply
from bench.life import STEPS, CannedPress, Clerks, TimedPress
from bench.table import Aim, Row, at_least
from letters.fonts import default_fonts
from tests.bureau import Bureau, found
from workflow.archive.crew import Crew
from workflow.archive.logbook import Evidence
from workflow.archive.replay import verify, verify_links
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record import checkpoints, models, trail
from workflow.record.database import connect, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.logs import Log, inclusion_of
from workflow.record.notary import Notary, known_keys
from workflow.record.personal import KeyRing
from workflow.record.sequencer import sequence

_ENTRY = models.TrailEntry
#: Entries added at each size.
_MORE = 1_000
#: Requests that are lived through the desk; the others are copies.
_LIVED = 40
#: Processes that share the work.
_PROCESSES = 2


def bureau_in(folder: Path, press: TimedPress) -> Bureau:
    """A bureau of its own."""
    engine = connect(f"sqlite:///{folder / 'yishen.sqlite'}")
    migrations.upgrade(engine)
    store, keys = FileStore(folder / "files"), KeyRing(folder / "keys")
    shelf = Shelf(folder / "archive")
    bureau = Bureau(engine, Desk(engine, store, keys, lambda: press, shelf=shelf), store, keys)
    found(bureau)
    return bureau


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def only_hash(engine: Engine) -> None:
    """The floor: read every body and hash it."""
    with reading(engine) as connection:
        for body in connection.scalars(select(_ENTRY.body)):
            hashlib.sha256(b"\x00" + body.encode()).hexdigest()


def read_all(bureau: Bureau) -> None:
    """Read all that replay reads, bodies, sealed fields and files, and hash it as it lies there."""
    only_hash(bureau.engine)
    with reading(bureau.engine) as connection:
        for sealed in connection.scalars(select(models.PersonalField.sealed)):
            hashlib.sha256(sealed).hexdigest()
        for place in connection.scalars(select(models.StoredFile.place)):
            path = bureau.store.folder / place[:2] / place[2:]
            hashlib.sha256(path.read_bytes()).hexdigest()


def linked(bureau: Bureau, evidence: Evidence, crew: Crew | None) -> None:
    """Every link, every leaf, every signed root."""
    assert not list(verify_links(bureau.engine, evidence, crew))


def replayed(bureau: Bureau, evidence: Evidence, crew: Crew | None) -> None:
    """The whole verification."""
    assert not list(verify(
        bureau.engine, bureau.keys, bureau.store, evidence=evidence, crew=crew))


@dataclass(frozen=True)
class Proved:
    """How fast one way of proving is in each round, a loop being 1; what it should come to."""

    what: str
    against: str
    speeds: list[float]
    aim: Aim | None = None

    @property
    def speed(self) -> float:
        """The median."""
        return statistics.median(self.speeds)


_BODIES = "a loop that reads and hashes the bodies"
_ALL = "a loop that reads and hashes bodies, fields and files"


def rows(full: bool) -> Iterator[Row]:
    """Proving as the speed of a share of a loop, for the one table."""
    for requests in (2_000, 20_000) if full else (2_000,):
        found, _ = proved(requests, 5)
        for one in found:
            yield Row(f"verification: {one.what}", one.against, one.speed, one.aim,
                      f"{requests:,} requests, {requests * STEPS:,} entries")


def prove(requests: int, rounds: int) -> None:
    """Print how fast proving is beside the loops."""
    found, started = proved(requests, rounds)
    print(f"{requests} requests, {STEPS} entries each; starting two processes: {started:.1f} s\n")
    print("| | against | speed |\n| --- | --- | ---: |")
    for one in found:
        print(f"| {one.what} | {one.against} | {one.speed:.3f} |")


def proved(requests: int, rounds: int) -> tuple[list[Proved], float]:
    """How fast proving is, and in how many seconds the processes start."""
    press = CannedPress(default_fonts())
    with tempfile.TemporaryDirectory(prefix="yishen-bench-") as place:
        folder = Path(place)
        bureau = bureau_in(folder, press)
        Clerks(bureau, press).live(min(requests, _LIVED))
        multiply(bureau, requests)
        checkpoints.checkpoint_now(bureau.engine, Notary(folder / "notary"), bureau.now)
        evidence = Evidence(known_keys(folder / "notary"))
        with Crew(bureau.engine, bureau.keys, bureau.store, _PROCESSES) as crew:
            started = seconds(crew.ready)
            found = _measured(bureau, evidence, crew, rounds)
        bureau.engine.dispose()
    return found, started


def _measured(bureau: Bureau, evidence: Evidence, crew: Crew, rounds: int) -> list[Proved]:
    alone, shared = "one process", f"{_PROCESSES} processes"
    found = [Proved(f"chain and tree, {alone}", _BODIES, []),
             Proved(f"chain and tree, {shared}", _BODIES, [], at_least(0.8)),
             Proved(f"replay, {alone}", _BODIES, []),
             Proved(f"replay, {shared}", _BODIES, [], at_least(0.1)),
             Proved(f"replay, {shared}", _ALL, [])]
    for _ in range(rounds):
        bodies = seconds(lambda: only_hash(bureau.engine))
        all_of_it = seconds(lambda: read_all(bureau))
        links = [seconds(partial(linked, bureau, evidence, who)) for who in (None, crew)]
        whole = [seconds(partial(replayed, bureau, evidence, who)) for who in (None, crew)]
        for one, loop, took in zip(
                found, [bodies] * 4 + [all_of_it], [*links, *whole, whole[-1]], strict=True):
            one.speeds.append(loop / took)
    return found


def fill(engine: Engine, first: int, end: int) -> None:
    """Write invented entries into trail and queue, from one number up to another."""
    for start in range(first, end, 20_000):
        rows = [{"request": f"X-{n // 10}", "seq": n % 10 + 1, "command_id": str(n), "at": "",
                 "officer": "", "step": "", "body": f'{{"n":{n}}}',
                 "hash": trail.hash_of(f'{{"n":{n}}}')}
                for n in range(start, min(start + 20_000, end))]
        with writing(engine) as connection:
            connection.execute(insert(_ENTRY), rows)
            connection.execute(insert(models.LogPending), [
                {"request": row["request"], "seq": row["seq"]} for row in rows])


def grow(sizes: list[int]) -> None:
    """Print what a thousand more entries cost at each size."""
    press = TimedPress(default_fonts())
    print(f"\n{_MORE} more entries at each size, in ms\n")
    print("| entries | place | sign | proof of one |\n| ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="yishen-bench-") as place:
        folder = Path(place)
        bureau, notary = bureau_in(folder, press), Notary(folder / "notary")
        engine, size = bureau.engine, 0
        bureau.at("2026-06-01 10:00")
        for wanted in sizes:
            fill(engine, size, wanted)
            checkpoints.checkpoint_now(engine, notary, bureau.now)
            fill(engine, wanted, wanted + _MORE)
            size = wanted + _MORE
            placed = seconds(lambda: sequence(engine))
            signed = seconds(lambda: sign(engine, notary, bureau))
            proved = seconds(partial(proof, engine, wanted // 2, wanted))
            print(f"| {wanted:,} | {placed * 1000:.0f} | {signed * 1000:.0f} | "
                  f"{proved * 1000:.0f} |", flush=True)
        engine.dispose()


def sign(engine: Engine, notary: Notary, bureau: Bureau) -> None:
    """Sign what was added."""
    with reading(engine) as connection:
        notary.sign(connection, Log.LEGAL, bureau.now)


def proof(engine: Engine, number: int, size: int) -> None:
    """Prove that one entry is in the log of a size."""
    with reading(engine) as connection:
        assert inclusion_of(connection, f"X-{number // 10}", number % 10 + 1, size)


def main(arguments: list[str]) -> int:
    """Print both tables."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--requests", type=int, default=2_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    given = asked.parse_args(arguments)
    prove(given.requests, given.rounds)
    grow(given.sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
