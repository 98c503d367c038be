"""What it costs to prove the trail, in ratios of one run.

    python -m bench.trail [--requests N] [--rounds R] [--sizes 10000 100000 1000000]

*Chain and tree* checks every link of every request, every leaf and the signed root; *replay* is the
whole verification with all projections, personal fields, files and numbers. Both are held against a
loop that only reads the bodies and hashes them. Then a log of invented entries grows: what a
thousand more cost to place and to sign at each size shows that the cost follows the new entries.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, insert, select

import migrations
from bench.life import CannedPress, Clerks, TimedPress
from bench.table import Row, at_least
from letters.fonts import default_fonts
from tests.bureau import Bureau, found
from workflow.archive import logbook
from workflow.archive.chain import broken_links
from workflow.archive.logbook import Evidence
from workflow.archive.replay import verify
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


def chain_and_tree(engine: Engine, evidence: Evidence) -> None:
    """Every link, every leaf, every signed root."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(_ENTRY.request, _ENTRY.seq, _ENTRY.body, _ENTRY.hash)
            .order_by(_ENTRY.request, _ENTRY.seq))
        for _, group in groupby(rows, key=lambda row: row.request):
            assert not list(broken_links([(r.seq, r.body, r.hash) for r in group]))
        assert not list(logbook.of_all(connection, evidence))


def replayed(bureau: Bureau, evidence: Evidence) -> None:
    """The whole verification."""
    assert not list(verify(bureau.engine, bureau.keys, bureau.store, evidence=evidence))


def rows(full: bool) -> Iterator[Row]:
    """Proving as the speed of a share of the floor, for the one table."""
    for name, ratios in proved(60, 5).items():
        yield Row(f"verification: {name}", "a loop that reads and hashes the bodies",
                  1 / statistics.median(ratios),
                  at_least(0.1 if name == "replay" else 0.8), "60 requests, 900 entries")


def prove(requests: int, rounds: int) -> None:
    """Print what proving costs against the floor."""
    print(f"{requests} requests, 15 entries each; a loop that reads and hashes = 1\n")
    print("| | ratio |\n| --- | ---: |")
    for name, ratios in proved(requests, rounds).items():
        print(f"| {name} | {statistics.median(ratios):.1f} |")


def proved(requests: int, rounds: int) -> dict[str, list[float]]:
    """What proving costs in each round, the floor being 1."""
    press = CannedPress(default_fonts())
    with tempfile.TemporaryDirectory(prefix="yishen-bench-") as place:
        folder = Path(place)
        bureau = bureau_in(folder, press)
        Clerks(bureau, press).live(requests)
        checkpoints.checkpoint_now(bureau.engine, Notary(folder / "notary"), bureau.now)
        evidence = Evidence(known_keys(folder / "notary"))
        ratios: dict[str, list[float]] = {"chain and tree": [], "replay": []}
        for _ in range(rounds):
            floor = seconds(lambda: only_hash(bureau.engine))
            ratios["chain and tree"].append(
                seconds(lambda: chain_and_tree(bureau.engine, evidence)) / floor)
            ratios["replay"].append(seconds(lambda: replayed(bureau, evidence)) / floor)
        bureau.engine.dispose()
    return ratios


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
    asked.add_argument("--requests", type=int, default=60)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    given = asked.parse_args(arguments)
    prove(given.requests, given.rounds)
    grow(given.sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
