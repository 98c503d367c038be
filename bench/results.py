"""All benches, or some, into the one table of `bench/RESULTS.md`: what `./run bench` runs.

    python -m bench.results [NAME ...] [--full] [--check]

Each bench runs in a process of its own, one after the other. `--full` measures 10^6 requests as
well; `--check` ends with 1 where an aim is missed, and so does any run where a bench failed. What
did not run keeps its rows with their day, as long as the machine is the same.
"""

import argparse
import multiprocessing
import os
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

from bench import houses, machine, table
from bench.table import Line, Row

#: Every module of these has `rows(full)`, which measures and gives rows.
BENCHES = ("steps", "peers", "contention", "growth", "reports", "trail", "clock", "letters",
           "alike", "load", "web", "faults")
#: Those that measure in the filled houses of `houses.py`.
_HOUSED = {"growth", "reports", "web"}
RESULTS = Path(__file__).with_name("RESULTS.md")
_FACES = ("README.md", "README.zh-CN.md")
_MACHINE = "## Machine\n\n"
_TITLE = """# Results

Written by `./run bench`; `bench/README.md` says what each bench does. Every ratio is the median
over rounds in which both sides took turns in one run; a ratio under 1.3 from another is noise on a
machine that does other work too."""


def measured(name: str, full: bool) -> list[Row]:
    """Run one bench; a row for everything it measured."""
    found: Iterator[Row] = import_module(f"bench.{name}").rows(full)
    return list(found)


def alone(name: str, full: bool) -> list[Row]:
    """The same in a process of its own, which nothing of the others slows down.

    What its servers say is shown only where it fails.
    """
    spawn = multiprocessing.get_context("spawn")
    with NamedTemporaryFile("r", prefix="yishen-bench-", encoding="utf-8") as said:
        try:
            with ProcessPoolExecutor(1, spawn, _say_to, (said.name,)) as process:
                return process.submit(measured, name, full).result()
        except Exception:  # whatever it was, it is raised again
            print("".join(said.readlines()[-40:]), file=sys.stderr)
            raise


def _say_to(path: str) -> None:
    os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), 2)


def run(names: list[str], full: bool) -> tuple[dict[str, list[Row]], list[str]]:
    """What each bench measured, and the names of those that failed."""
    found: dict[str, list[Row]] = {}
    failed = []
    for name in names:
        start = perf_counter()
        try:
            found[name] = alone(name, full)
        except Exception:  # the others are measured all the same, and the end says which failed
            traceback.print_exc()
            failed.append(name)
        told(name, found.get(name, []), perf_counter() - start)
    return found, failed


def told(name: str, rows: list[Row], took: float) -> None:
    """Print what a bench measured as soon as it has."""
    print(f"# {name}: {len(rows)} rows in {took:.0f} s", flush=True)
    for row in rows:
        print(row.line(name, "now"), flush=True)


def keep(found: dict[str, list[Row]], full: bool, load: str) -> None:
    """Write the table; rows that were measured on another machine go."""
    here = machine.described(Path.cwd())
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    known: list[Line] = table.read(before) if _same(here, before) else []
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    now = {name: [row.line(name, day) for row in rows] for name, rows in found.items() if rows}
    head = f"{_TITLE}\n\n{_MACHINE}{here}- Load of the machine at the last run: {load}\n"
    text = table.written(head, table.merged(known, now, full=full))
    RESULTS.write_text(text, encoding="utf-8")
    quote()


def quote() -> None:
    """Bring the READMEs up to the table, between their marks."""
    text = RESULTS.read_text(encoding="utf-8")
    for face in (RESULTS.parents[1] / name for name in _FACES):
        face.write_text(table.with_quote(face.read_text("utf-8"), text), encoding="utf-8")


def _same(here: str, before: str) -> bool:
    """Whether the table was measured on this machine: the same processor and memory."""
    return before.partition(_MACHINE)[2].splitlines()[:2] == here.splitlines()[:2]


def main(arguments: list[str]) -> int:
    """Measure, write the table, and say what was missed."""
    asked = argparse.ArgumentParser(prog="./run bench", description=(__doc__ or "").split("\n")[0])
    asked.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHES))
    asked.add_argument("--full", action="store_true", help="10^6 requests as well")
    asked.add_argument("--check", action="store_true", help="end with 1 where an aim is missed")
    asked.add_argument("--quote", action="store_true",
                       help="measure nothing, only quote the table in the READMEs again")
    given = asked.parse_args(arguments)
    if given.quote:
        quote()
        return 0
    if unknown := [name for name in given.names if name not in BENCHES]:
        asked.error(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    load = f"{os.getloadavg()[0]:.1f} before"
    names = given.names or list(BENCHES)
    if not _HOUSED.isdisjoint(names):
        houses.prepare((*houses.QUICK, houses.FULL) if given.full else houses.QUICK)
    found, failed = run(names, given.full)
    keep(found, given.full, f"{load}, {os.getloadavg()[0]:.1f} after")
    missed = [(name, row) for name, rows in found.items() for row in rows if row.is_missed]
    print(f"\n{RESULTS.name}: {sum(map(len, found.values()))} rows, {len(missed)} aims missed")
    for name, row in missed:
        print(f"  missed: {row.line(name, '')}")
    for name in failed:
        print(f"  failed: {name}")
    return 1 if failed or (given.check and missed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
