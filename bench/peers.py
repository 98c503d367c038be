"""Other engines at the same job: durable steps a second, one client, in one run.

    python -m bench.peers [--rounds R] [--only DATABASE]

The same job is that of `engines/job.py`: eight steps of a case, each of which reads a row, decides,
updates it under its version, adds a line chained by SHA-256 and commits. Our side of it is our
write path and rule book (`engines/ours.py`). Beside that stands what a step of the desk is: the
request of `life.py` with guards, law, clock, chain, sealed fields, projections and kept files,
printing left out; it writes ten times as much as a step of theirs, and is held to the same aims.
Everybody waits for the disk at every commit (WAL and synchronous=FULL, or synchronous_commit=on);
once more on SQLite nobody does (synchronous=NORMAL), which leaves what the programs cost alone.
Each engine runs in a process of its own, the others in the environment `.venv-bench`; all take
turns, the order rotates, and a ratio is the median over the rounds.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.life import CannedPress, Clerks
from bench.steps import bureau_in
from bench.synchronous import set_synchronous
from bench.table import Row, at_least
from letters.fonts import default_fonts
from tests.house import ROOT
from tests.postgresql import running
from workflow.record.database import connect

#: The Python the engines run by; `./run bench` makes it.
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
#: A turn of an engine takes about so many seconds; the desk brings so many requests to their end.
_TURN, _REQUESTS = 0.6, 2
#: A step of the desk, and our engine at the same job as the others.
DESK, OURS = "desk", "ours, equal job"


@dataclass(frozen=True)
class Engine:
    """An engine to compare with: what it is called, its program, and the aim against it."""

    name: str
    program: str
    aim: float | None = None
    python: Path | str = PYTHON


PEERS = (
    Engine("bare driver, equal job", "bare"),
    Engine("SpiffWorkflow, full reload", "spiff", 5),
    Engine("django-fsm-2", "fsm", 3),
    Engine("django-viewflow", "viewflow", 25),
    Engine("DBOS datasource", "datasource", 10),
)
ENGINES = (Engine(OURS, "ours", python=sys.executable), *PEERS)


@dataclass(frozen=True)
class Taken:
    """Seconds of a step: by the clock, and of the processor in the engine's process."""

    wall: float
    cpu: float


class Running:
    """One engine in a process of its own."""

    def __init__(self, engine: Engine, address: str, said: Path) -> None:
        with said.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [engine.python, "-m", f"bench.engines.{engine.program}", address], cwd=ROOT,
                text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        self._read()
        self._run(2)  # warm up
        self._cases = max(3, min(300, round(_TURN / (self._run(3).wall * 8))))

    def turn(self) -> Taken:
        """What a step takes, over about as long as everybody's turn."""
        return self._run(self._cases)

    def end(self) -> None:
        """Let it go."""
        self._process.communicate(timeout=60)

    def _run(self, cases: int) -> Taken:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{cases}\n")
        self._process.stdin.flush()
        told = json.loads(self._read())
        return Taken(told["wall"] / cases / 8, told["cpu"] / cases / 8)

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.end()
            raise EngineEnded
        return str(line)


class EngineEnded(Exception):
    """The program ended before its answer."""


@dataclass
class Compared:
    """The rounds of everybody on one kind of database, and why somebody is not there."""

    rounds: list[dict[str, Taken]] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)

    def ratio(self, ours: str, name: str) -> float:
        """Our steps a second over theirs."""
        return statistics.median(one[name].wall / one[ours].wall for one in self.rounds)

    def steps(self, name: str) -> float:
        """Steps a second."""
        return statistics.median(1 / one[name].wall for one in self.rounds)

    def cpu(self, name: str) -> float:
        """Milliseconds of the processor for a step."""
        return statistics.median(one[name].cpu * 1000 for one in self.rounds)


@contextmanager
def addresses(kind: str) -> Iterator[Iterator[tuple[str, str]]]:
    """Empty databases of one kind: as the engines are told of them, and as SQLAlchemy is."""
    with ExitStack() as stack:
        if kind != "PostgreSQL":
            place = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()))
            name = "sqlite" if kind == "SQLite FULL" else "sqlite-normal"
            yield ((f"{name}:{place}/{n}.sqlite", f"sqlite:///{place}/{n}.sqlite")
                   for n in range(99))
        else:
            cluster = stack.enter_context(running(durable=True))

            def made(name: str) -> tuple[str, str]:
                cluster.say(f"CREATE DATABASE {name}")
                return f"postgresql:{cluster.folder}/{name}", cluster.url(name)

            yield (made(f"engine{n}") for n in range(99))


def compare(kind: str, rounds: int) -> Compared:
    """Let all engines and ours take turns on databases of one kind."""
    found = Compared()
    with ExitStack() as stack:
        places = stack.enter_context(addresses(kind))
        there = dict(_started(places, found, stack))
        clerks = _desk(next(places)[1], kind, stack)
        clerks.live(1)
        turns: dict[str, Callable[[], Taken]] = {DESK: partial(_turn_of_the_desk, clerks)}
        turns |= {name: engine.turn for name, engine in there.items()}
        names = list(turns)
        for turn in range(rounds):
            start = turn % len(names)
            order = names[start:] + names[:start]
            found.rounds.append({name: turns[name]() for name in order})
    return found


def _started(
    places: Iterator[tuple[str, str]], found: Compared, stack: ExitStack
) -> Iterator[tuple[str, Running]]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="yishen-bench-"))
    for engine in ENGINES:
        if not Path(engine.python).exists():
            found.absent[engine.name] = "not installed: run ./run bench"
            continue
        said = Path(folder) / f"{engine.program}.txt"
        try:
            running_one = Running(engine, next(places)[0], said)
        except EngineEnded:
            found.absent[engine.name] = (said.read_text("utf-8").splitlines() or ["it ended"])[-1]
            continue
        stack.callback(running_one.end)
        yield engine.name, running_one


def _desk(url: str, kind: str, stack: ExitStack) -> Clerks:
    place = stack.enter_context(tempfile.TemporaryDirectory(prefix="yishen-bench-",
                                                            dir=Path.cwd()))
    press, engine = CannedPress(default_fonts()), connect(url)
    if kind == "SQLite NORMAL":
        set_synchronous(engine, "NORMAL")
    stack.callback(engine.dispose)
    return Clerks(bureau_in(engine, Path(place), press), press)


def _turn_of_the_desk(clerks: Clerks) -> Taken:
    taken, _ = clerks.live(_REQUESTS)
    return Taken(taken.wall / taken.steps, taken.cpu / taken.steps)


KINDS = ("SQLite NORMAL", "SQLite FULL", "PostgreSQL")


def rows(full: bool) -> Iterator[Row]:
    """Our steps a second over those of each engine, on both databases."""
    for kind in KINDS:
        yield from rows_of(kind, compare(kind, 5))


def rows_of(kind: str, found: Compared) -> Iterator[Row]:
    """Every engine on one kind of database: at the same job, and beside a step of the desk."""
    for ours, what in ((OURS, "steps a second at the same job"),
                       (DESK, "steps a second, ours with all features on")):
        for engine in PEERS:
            yield row(ours, what, kind, engine, found)


def row(ours: str, what: str, kind: str, engine: Engine, found: Compared) -> Row:
    """One engine on one kind of database, against one of our sides."""
    aim = None if engine.aim is None else at_least(engine.aim)
    against = f"{engine.name}, {kind}"
    for name in (ours, engine.name):
        if name in found.absent:
            return Row(what, against, None, aim, note=found.absent[name])
    note = (f"{found.steps(ours):,.0f} against {found.steps(engine.name):,.0f} steps/s; "
            f"CPU {found.cpu(ours):.2f} against {found.cpu(engine.name):.2f} ms a step")
    size = "equal job" if ours == OURS else "theirs the equal job"
    return Row(what, against, found.ratio(ours, engine.name), aim, size, note)


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", choices=("", *KINDS), default="")
    given = asked.parse_args(arguments)
    for kind in KINDS:
        if given.only in ("", kind):
            for row in rows_of(kind, compare(kind, given.rounds)):
                print(row.line("peers", ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
