"""Many at once: how much 64 clients get done and how evenly, and a race for the same requests.

    python -m bench.contention [--seconds S] [--rounds R]

*Many writers*: 64 threads of one process write notes on requests of their own through the desk, on
SQLite with synchronous=FULL, as long as a round lasts; each goes on as soon as its act is durable.
The bare client then writes the same rows alone, one transaction an act. Throughput is held against
it, the 99th percentile of the waiting against the median, the client least served against the one
served most; medians over the rounds.

*Race*: four processes try to assign the same sixty requests at the same moment. Exactly one act on
each, three told politely who was first, nothing else, and every invariant holds afterwards.
"""

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.bare import Bare, Listener
from bench.life import CannedPress
from bench.places import databases
from bench.steps import bureau_in
from bench.table import Row, at_least, at_most, exactly
from letters.fonts import default_fonts
from tests.bureau import Bureau
from tests.workflow import stages
from workflow.archive.invariants import invariants
from workflow.desk import Desk, Done
from workflow.errors import MovedOn
from workflow.record.database import connect, reading
from workflow.record.evidence import FileStore
from workflow.record.people import actor_of
from workflow.record.personal import KeyRing

CLIENTS = 64
#: So many requests each client writes on in turn, so that none grows long.
_OWN = 3
PROCESSES, REQUESTS = 4, 60


@dataclass(frozen=True)
class Served:
    """A round: acts a second of all clients and of the bare one, and how evenly they went."""

    ours: float
    bare: float
    tail: float
    evenness: float
    least: int
    most: int
    median: float


class Client:
    """One client with requests of its own."""

    def __init__(self, bureau: Bureau, opened: Sequence[Done]) -> None:
        self._bureau, self._who = bureau, bureau.who("handler")
        self._opened, self._turn = list(opened), cycle(range(len(opened)))
        self.waits: list[float] = []

    def write(self, gate: threading.Barrier, seconds: float) -> None:
        """Write notes until the round is over."""
        self.waits = []
        gate.wait()
        until = perf_counter() + seconds
        while (start := perf_counter()) < until:
            place = next(self._turn)
            seen = self._opened[place]
            self._opened[place] = self._bureau.desk.perform(
                seen.no, "note", self._who, self._bureau.now, {"text": "与档案室核对过原件"},
                seen_seq=seen.seq, command_id=self._bureau.command())
            self.waits.append(perf_counter() - start)


def many_writers(
    bureau: Bureau, listener: Listener, driver: Bare, rounds: int, seconds: float
) -> list[Served]:
    """Let all clients write together and the bare one alone, in turn."""
    clients = [Client(bureau, [_opened(bureau) for _ in range(_OWN)]) for _ in range(CLIENTS)]
    driver.write(listener.taken())  # what the notes are written on
    found = []
    for _ in range(rounds):
        took = _together(clients, seconds)
        written = listener.taken()
        wall, _ = driver.write(written)
        found.append(_served(clients, took, len(written) / wall))
    return found


def _together(clients: Sequence[Client], seconds: float) -> float:
    """Let all begin at the same moment; how long it took until the last one ended."""
    gate = threading.Barrier(CLIENTS + 1)
    threads = [threading.Thread(target=one.write, args=(gate, seconds)) for one in clients]
    for thread in threads:
        thread.start()
    gate.wait()
    start = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - start


def _opened(bureau: Bureau) -> Done:
    """A request in the handler's hands."""
    no = stages.assigned(bureau)
    return Done(no, 3, bureau.see(no).case.state, "", ())


def _served(clients: Sequence[Client], took: float, bare: float) -> Served:
    waits = sorted(wait for one in clients for wait in one.waits)
    counts = [len(one.waits) for one in clients]
    median = statistics.median(waits)
    return Served(len(waits) / took, bare, waits[int(len(waits) * .99)] / median,
                  min(counts) / max(counts), min(counts), max(counts), median)


@dataclass(frozen=True)
class Raced:
    """What the race came to: answers by kind, acts by request, and what does not hold after."""

    answers: Counter[str]
    acts: Counter[str]
    broken: tuple[str, ...]

    @property
    def errors(self) -> int:
        """Answers that are neither an act nor the polite conflict, and broken invariants."""
        polite = self.answers["done"] + self.answers["moved on"]
        return self.answers.total() - polite + len(self.broken)

    @property
    def once(self) -> int:
        """The requests acted on exactly once, by somebody who was told so."""
        return min(list(self.acts.values()).count(1), self.answers["done"])


def race(bureau: Bureau, url: str, folder: Path) -> Raced:
    """Four processes and sixty requests, all of a request's attempts at the same moment."""
    numbers = [stages.registered(bureau) for _ in range(REQUESTS)]
    bureau.engine.dispose()  # nothing open crosses into another process
    spawn = multiprocessing.get_context("spawn")
    gate, told = spawn.Barrier(PROCESSES), spawn.Queue()
    racers = [spawn.Process(target=_racer, args=(
        url, str(folder), numbers, bureau.now, n, gate, told)) for n in range(PROCESSES)]
    for racer in racers:
        racer.start()
    answers = Counter(told.get(timeout=120) for _ in range(PROCESSES * REQUESTS))
    for racer in racers:
        racer.join()
    with reading(bureau.engine) as connection:
        acts = Counter(connection.exec_driver_sql(
            "SELECT request FROM trail_entry WHERE step = 'assign'").scalars())
    return Raced(answers, acts, tuple(invariants(bureau.engine, bureau.keys, bureau.store)))


def _racer(
    url: str, folder: str, numbers: list[str], at: datetime, place: int, gate: Any, told: Any
) -> None:
    engine = connect(url)
    desk = Desk(engine, FileStore(Path(folder) / "files"), KeyRing(Path(folder) / "keys"), _nobody)
    with reading(engine) as connection:
        clerk = actor_of(connection, "clerk", at.date())
    for no in numbers:
        gate.wait(60)
        try:
            desk.perform(no, "assign", clerk, at, {"handler": "handler", "unit": "法规科"},
                         seen_seq=2, command_id=f"{no} {place}")
            told.put("done")
        except MovedOn:
            told.put("moved on")
        except Exception as error:  # counted as what must not happen
            told.put(f"{type(error).__name__}: {error}")
    engine.dispose()


def _nobody() -> Any:
    raise AssertionError("assigning prints nothing")


@contextmanager
def two_bureaus() -> Iterator[tuple[Bureau, Listener, Bare]]:
    """A bureau on SQLite, who listens to it, and the bare client of another one on this disk."""
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        press, folder = CannedPress(default_fonts()), Path(place)
        ours, bare = (bureau_in(connect(f"sqlite:///{place}/{name}.sqlite"), folder / name, press)
                      for name in ("ours", "bare"))
        driver = Bare(bare.engine, folder / "bare" / "laid")
        yield ours, Listener(ours.engine, folder / "ours"), driver
        driver.close()
        for bureau in (ours, bare):
            bureau.engine.dispose()


def rows(full: bool) -> Iterator[Row]:
    """64 clients on SQLite FULL, and the race on both databases."""
    return measured(3, 6)


def measured(rounds: int, seconds: float) -> Iterator[Row]:
    """The same with so many rounds of the writers, so long each."""
    with two_bureaus() as (ours, listener, driver):
        yield from of_writers(many_writers(ours, listener, driver, rounds, seconds))
    with databases("") as kinds:
        for name, url, folder in kinds:
            folder.mkdir()
            bureau = bureau_in(connect(url), folder, CannedPress(default_fonts()))
            raced = race(bureau, url, folder)
            bureau.engine.dispose()
            yield from of_race(name, raced)


def of_writers(found: Sequence[Served]) -> Iterator[Row]:
    """The three rows of many writers."""
    size = f"{CLIENTS} clients, SQLite FULL"
    middle = sorted(found, key=lambda one: one.evenness)[len(found) // 2]
    yield Row("acts a second of all clients together", "one bare client",
              statistics.median(one.ours / one.bare for one in found), at_least(0.7), size,
              f"{statistics.median(one.ours for one in found):,.0f} against "
              f"{statistics.median(one.bare for one in found):,.0f} acts/s")
    yield Row("99th percentile of waiting for an act", "its median",
              statistics.median(one.tail for one in found), at_most(5), size,
              f"median {statistics.median(one.median for one in found) * 1000:,.0f} ms")
    yield Row("acts of the client least served", "the client served most", middle.evenness,
              at_least(0.9), size, f"{middle.least} and {middle.most} acts in a round")


def of_race(name: str, raced: Raced) -> Iterator[Row]:
    """The two rows of the race on one database."""
    size = f"{PROCESSES * REQUESTS} attempts, {PROCESSES} processes, {name}"
    other = [answer for answer in raced.answers if answer not in ("done", "moved on")]
    yield Row("requests acted on exactly once", f"{REQUESTS} requests", raced.once,
              exactly(REQUESTS), size, f"{raced.answers['moved on']} told politely who was first")
    yield Row("other errors, and invariants broken afterwards", "none", raced.errors, at_most(0),
              size, "; ".join([*other, *raced.broken])[:200])


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--seconds", type=float, default=8)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args(arguments)
    for row in measured(given.rounds, given.seconds):
        print(row.line("contention", ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
