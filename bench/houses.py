"""Filled houses, kept from one run to the next: a bench measures a copy of one.

One agency of a fixed size, one that holds a tenth of all, a thousand others below a supervising
office; or, where they are *alike*, as many agencies of a thousand requests as it takes. The same
requests lie in every house of a shape, however many more follow.

The houses lie in `.bench/`, in a folder named by what they are made of: where the schema, what is
kept of a request or the filling has changed they are filled anew, and the old ones go.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import filling
from bench.places import KINDS, bureau_in, folder, opened
from letters.fonts import default_fonts
from letters.render import Press
from tests.bureau import Bureau
from tests.house import ROOT
from tests.postgresql import programs, running
from web.config import Config
from workflow import office
from workflow.record.database import writing
from workflow.record.people import Actor
from workflow.terms import AgencyKind

KEPT = ROOT / ".bench"
#: What a quick run measures, and a full one as well.
QUICK = SMALL, LARGE = 10_000, 100_000
FULL = 1_000_000
#: So many requests the agency of a fixed size holds, at every size of the whole.
STEADY = 1_000
#: So many agencies lie below the supervising office.
AGENCIES = 1_000
#: The day on which the filling looks back: what was lived is the oldest of what is under way.
TODAY = date(2026, 7, 6)
#: How the requests lie: the agency looked at holds a tenth of them, or all hold the same.
SPREADS = ("one in ten", "alike")
_MADE_OF = (
    "migrations", "workflow/record/models.py", "workflow/record/projection.py",
    "workflow/record/standing.py", "workflow/record/search.py", "workflow/record/spelling.py",
    "workflow/record/alike", "bench/filling.py", "bench/pouring.py", "bench/houses.py")
#: What is only filled waits for no disk, and leaves no log behind.
_FILLING = ("-c shared_buffers=1GB -c wal_level=minimal -c max_wal_senders=0 -c wal_recycle=off"
            " -c min_wal_size=32MB -c autovacuum=off")


@dataclass(frozen=True)
class House:
    """A filled house, where it lies, and who stands in it."""

    size: int
    config: Config
    bureau: Bureau
    #: A request at each stage, by the name of the stage.
    lived: Mapping[str, str]
    steady: int
    busy: int
    root: int

    @property
    def clerk(self) -> Actor:
        """A clerk of the busy agency."""
        return self.bureau.who("clerk")


@contextmanager
def houses(
    kind: str, sizes: Sequence[int], spread: str = SPREADS[0], press: Press | None = None
) -> Iterator[list[House]]:
    """A copy of a house of each size, side by side on one kind of database."""
    with ExitStack() as stack:
        yield [stack.enter_context(house(kind, size, spread, press)) for size in sizes]


@contextmanager
def house(
    kind: str, size: int, spread: str = SPREADS[0], press: Press | None = None
) -> Iterator[House]:
    """A copy of a house, for this bench alone; it is filled first, unless it was kept."""
    kept = _kept(kind, size, spread)
    with ExitStack() as stack:
        place = stack.enter_context(folder())
        _copy(kept / "data", place / "data")
        url = f"sqlite:///{place / 'data' / 'yishen.sqlite'}"
        if kind == "PostgreSQL":
            url = stack.enter_context(running(durable=True, like=kept / "cluster")).url("house")
        config = Config(place / "data", url)
        bureau = opened(config, press or Press(default_fonts()))
        stack.callback(bureau.engine.dispose)
        yield House(size, config, bureau, **json.loads((kept / "house.json").read_text()))


def prepare(sizes: Sequence[int]) -> None:
    """Fill what is not there yet, one kind of database beside the other."""
    with ProcessPoolExecutor(len(KINDS), get_context("spawn")) as pool:
        list(pool.map(_fill_all, KINDS, [tuple(sizes)] * len(KINDS)))


def _fill_all(kind: str, sizes: Sequence[int]) -> None:
    for size in sizes:
        _kept(kind, size, SPREADS[0])


def _kept(kind: str, size: int, spread: str) -> Path:
    """The house that is kept, filled now if there is none."""
    all_of_it = KEPT / _made_of()
    found = all_of_it / f"{kind.lower()}-{spread.replace(' ', '-')}-{size}"
    if not found.exists():
        for old in (one for one in KEPT.glob("*") if one != all_of_it):
            shutil.rmtree(old, ignore_errors=True)  # another process may be at it too
        all_of_it.mkdir(parents=True, exist_ok=True)
        start = perf_counter()
        place = Path(tempfile.mkdtemp(prefix="filling-", dir=all_of_it))
        try:
            _fill(kind, size, spread, place)
            place.rename(found)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        print(f"# a house of {size:,} requests filled, {kind}: {perf_counter() - start:.0f} s,"
              f" {_megabytes(found):,.0f} MB", file=sys.stderr, flush=True)
    return found


def _made_of() -> str:
    """What all houses are made of, in short: the sources that say it, and the databases."""
    sources = sorted(path for one in _MADE_OF for path in (
        (ROOT / one).rglob("*.py") if (ROOT / one).is_dir() else [ROOT / one]))
    digest = sha256(str(programs()).encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _fill(kind: str, size: int, spread: str, place: Path) -> None:
    data = place / "data"
    if kind == "SQLite":
        told = _filled(Config(data, f"sqlite:///{data / 'yishen.sqlite'}"), size, spread)
    else:
        with running(settings=_FILLING) as cluster:
            cluster.say("CREATE DATABASE house")
            told = _filled(Config(data, cluster.url("house")), size, spread)
            cluster.stop()
            _copy(cluster.folder / "cluster", place / "cluster")
            cluster.start()
    (place / "house.json").write_text(json.dumps(told))


def _filled(config: Config, size: int, spread: str) -> dict[str, Any]:
    """Found a bureau and the agencies, and fill; what a `House` has to know of it."""
    bureau = bureau_in(config)
    lived = filling.live(bureau)
    root, steady = _above(bureau)
    busy = bureau.who("clerk").agency_id
    if spread == "alike":
        others = filling.add_agencies(bureau, size // filling.EACH)
        whose = filling.alike(busy, others)
    else:
        others = filling.add_agencies(bureau, AGENCIES, parent="ROOT")
        in_tenths = filling.in_tenths(busy, others)

        def whose(n: int) -> int:
            return steady if n <= STEADY else in_tenths(n)

    filling.fill(bureau.engine, lived, whose, size, TODAY)
    bureau.engine.dispose()
    return {"lived": {stage: one.no for stage, one in lived.items()},
            "steady": steady, "busy": busy, "root": root}


def _above(bureau: Bureau) -> list[int]:
    """The supervising office, and the agency of a fixed size beside it."""
    with writing(bureau.engine) as connection:
        return [office.add_agency(
            connection, bureau.now, office.CONSOLE, code=code, name=name, short_name=name,
            kind=kind) for code, name, kind in (
                ("ROOT", "云岭市人民政府办公室", AgencyKind.CITY_GOVERNMENT),
                ("EVEN", "望江局", AgencyKind.CITY_DEPARTMENT))]


def _copy(of: Path, to: Path) -> None:
    """A copy with the same owners; on a file system that can, it takes no time."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(of), str(to)], check=True)


def _megabytes(place: Path) -> float:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
