"""Load on a real server: offices that read, take steps and print letters over real HTTP.

    python -m bench.load [--seconds 20] [--clients 8] [--only sqlite|postgresql]
    python -m bench.load --address http://127.0.0.1:8000 --password PASSWORD

It starts gunicorn as in service, on SQLite (one process) and on PostgreSQL (one a core). Each
client is an office with an account in every seat: all sign in with their passwords, then open
pages and send the forms that stand on them. Of a hundred answers seventy are pages, twenty steps,
ten letters (printed, previewed or fetched as PDF). Afterwards every act that was acknowledged must
be in its trail, and the invariants must hold, the whole verification among them; exit 1 on
anything else, on any error, and on anything the server complained of. The clients take their share
of the same processors.

With `--address` the server is one that runs already with the accounts of the demo; it is only
measured, and what its database holds is left to `yishen verify`.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import cpu_count
from pathlib import Path
from threading import Thread
from time import monotonic

from sqlalchemy import select

from bench import table
from tests.bureau import Bureau
from tests.deploy.founding import PASSWORD, founded, login_in
from tests.deploy.offices import Office, Sample
from tests.faults.serving import HOST, serving
from tests.postgresql import running
from web.config import Config
from workflow.archive.invariants import invariants
from workflow.record.database import reading
from workflow.record.models import TrailEntry

KINDS = ("reading", "step", "letter", "sign-in")


@dataclass(frozen=True)
class Row:
    """One kind of answer on one kind of database; times in ms."""

    database: str
    clients: int
    kind: str
    answers: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int

    def line(self) -> str:
        """One line of the table."""
        return (f"| {self.database} | {self.clients} | {self.kind} | {self.answers} | "
                f"{self.per_second:,.1f} | {self.p50:,.0f} | {self.p95:,.0f} | {self.p99:,.0f} | "
                f"{self.errors} |")


HEAD = ("| database | clients | kind | answers | a second | p50 ms | p95 ms | p99 ms | errors |\n"
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")


@dataclass(frozen=True)
class Outcome:
    """What a run came to: the rows, errors by kind and text, and what does not hold afterwards."""

    rows: tuple[Row, ...]
    errors: Counter[str]
    findings: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong and everything holds."""
        return not self.errors and not self.findings


def measure(
    seconds: float = 20, clients: int = 8, only: str = "", *, told: Callable[[str], None] = print
) -> list[Outcome]:
    """Load each kind of database in turn; the findings are empty where all is well."""
    found = []
    for name, url, data in _databases(only):
        found.append(_loaded(name, Config(data, url), seconds, clients))
        for row in found[-1].rows:
            told(row.line())
    return found


def _loaded(name: str, config: Config, seconds: float, clients: int) -> Outcome:
    bureau = founded(config, clients)
    environ = {"YISHEN_DATA": str(config.data), "YISHEN_DATABASE_URL": config.database_url,
               "YISHEN_NOTARY_EVERY": "30", "YISHEN_WORK_EVERY": "30"}
    processes = 1 if name == "SQLite" else cpu_count()
    journal = config.data / "server.log"
    with serving("web.wsgi:app", processes, environ, journal=journal) as port:
        offices = [Office(f"http://{HOST}:{port}", login_in(n), PASSWORD, n)
                   for n in range(clients)]
        took = run(offices, seconds)
    rows, errors = summed(name, offices, took)
    errors += complaints(journal)
    findings = (*lost(bureau, offices), *invariants(bureau.engine, bureau.keys, bureau.store))
    bureau.engine.dispose()
    return Outcome(rows, errors, findings)


@dataclass(frozen=True)
class Took:
    """The seconds until everybody had signed in, and those of the work after it."""

    entering: float
    working: float


def run(offices: Sequence[Office], seconds: float) -> Took:
    """Let offices sign in, and then work side by side for so long."""
    entering = _together(offices, Office.enter)
    until = monotonic() + seconds

    def work(office: Office) -> None:
        while monotonic() < until:
            office.act()
        office.close()

    return Took(entering, _together(offices, work))


def _together(offices: Sequence[Office], do: Callable[[Office], None]) -> float:
    start = monotonic()
    threads = [Thread(target=do, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return monotonic() - start


def complaints(journal: Path) -> Counter[str]:
    """What the server itself complained of while it answered."""
    found: Counter[str] = Counter()
    for line in journal.read_text(errors="replace").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            found[f"server: {line[:200]}"] += 1
        else:
            if told.get("level") not in ("debug", "info"):
                found[f"server: {line[:300]}"] += 1
    return found


def summed(
    database: str, offices: Sequence[Office], took: Took
) -> tuple[tuple[Row, ...], Counter[str]]:
    """The rows of all offices together, and every error with how often it happened."""
    by_kind: dict[str, list[Sample]] = defaultdict(list)
    for office in offices:
        for sample in office.samples:
            by_kind[sample.kind].append(sample)
            if sample.kind != "sign-in":
                by_kind["all"].append(sample)
    rows = tuple(
        _row(database, len(offices), kind, by_kind[kind],
             took.entering if kind == "sign-in" else took.working)
        for kind in (*KINDS, "all") if by_kind[kind])
    return rows, Counter(f"{one.kind} {one.what}: {one.fault}" for office in offices
                         for one in office.samples if one.fault)


def _row(
    database: str, clients: int, kind: str, samples: Sequence[Sample], seconds: float
) -> Row:
    times = sorted(one.seconds * 1000 for one in samples if not one.fault) or [0.0]

    def at(share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))]

    return Row(database, clients, kind, len(samples), len(samples) / seconds, at(0.5), at(0.95),
               at(0.99), sum(1 for one in samples if one.fault))


def lost(bureau: Bureau, offices: Sequence[Office]) -> Iterator[str]:
    """Every act that was acknowledged and is not in its trail, once."""
    with reading(bureau.engine) as connection:
        kept = Counter({(no, command) for no, command in connection.execute(
            select(TrailEntry.request, TrailEntry.command_id))})
    for office in offices:
        for no, command in office.acknowledged:
            if kept[no, command] != 1:
                yield f"{no}: {command} was acknowledged and is not in the trail"


def rows(full: bool) -> Iterator[table.Row]:
    """What went wrong under load, of which there may be nothing; times of all answers beside it."""
    for one in measure(60 if full else 8, told=lambda line: None):
        every = one.rows[-1]
        wrong = [*(f"{text} ({number}x)" for text, number in one.errors.items()), *one.findings]
        yield table.Row(
            "errors, lost acts and broken invariants under load over HTTP", "none",
            one.errors.total() + len(one.findings), table.at_most(0),
            f"{every.clients} offices, {every.answers:,} answers, {every.database}",
            f"{every.per_second:,.0f} answers/s, p50 {every.p50:,.0f}, p95 {every.p95:,.0f}, "
            f"p99 {every.p99:,.0f} ms; {'; '.join(wrong)[:200] or 'clean'}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        yield Path(place)


def _databases(only: str) -> Iterator[tuple[str, str, Path]]:
    """Each kind of database, empty, with a folder; both keep an act on the disk."""
    if only in ("", "sqlite"):
        with _folder() as data:
            yield "SQLite", f"sqlite:///{data / 'yishen.sqlite'}", data
    if only in ("", "postgresql"):
        with _folder() as data, running(durable=True) as cluster:
            cluster.say("CREATE DATABASE load")
            yield "PostgreSQL", cluster.url("load"), data


def _elsewhere(address: str, password: str, seconds: float, clients: int) -> Outcome:
    """Load a server that runs already; all clients share the accounts of the demo."""
    offices = [Office(address, str, password, n) for n in range(clients)]
    rows, errors = summed(address, offices, run(offices, seconds))
    for row in rows:
        print(row.line())
    return Outcome(rows, errors, ())


def main(arguments: list[str]) -> int:
    """Print the table, then what went wrong; 1 if anything did."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--only", choices=("sqlite", "postgresql"), default="")
    asked.add_argument("--address", default="", help="a server that runs already")
    asked.add_argument("--password", default="", help="of the demo's accounts there")
    given = asked.parse_args(arguments)
    print(HEAD)
    outcomes = [_elsewhere(given.address, given.password, given.seconds, given.clients)] if (
        given.address) else measure(given.seconds, given.clients, given.only)
    for one in outcomes:
        for text, count in one.errors.most_common():
            print(f"error x{count}: {text}", file=sys.stderr)
        for text in one.findings:
            print(f"finding: {text}", file=sys.stderr)
    return 0 if all(one.clean for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
