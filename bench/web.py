"""Pages under the production server, as ratios to an empty Flask page in the same run.

    python -m bench.web [--sizes 10000 100000] [--rounds R] [--full]

A bureau lives a few requests through every stage, a filler adds rows of others up to each size
(`filling.py` says what of it is made up), and gunicorn serves it as in service: one process on
SQLite, two a core on PostgreSQL. One officer looks through kept connections, alone and sixteen at
a time; pages take turns within a round. The client takes its share of the same processors.

Twice over: once every tenth request is of the agency looked at, which grows with the whole; once
all agencies are of one size, and only their number grows.
"""

import argparse
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from multiprocessing import cpu_count
from pathlib import Path
from time import perf_counter
from urllib.parse import quote, urlencode

from bench import filling
from bench.filling import Lived
from bench.table import Row, at_most
from letters.fonts import default_fonts
from letters.render import Press
from tests.bureau import Bureau, found
from tests.faults.serving import HOST, serving
from tests.postgresql import running
from web.config import ARGON2, Config, open_house
from web.passwords import hashed
from workflow import office
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record.database import connect, writing
from workflow.record.standing import beijing_day

PASSWORD = "lantern river bench 2026"
CLIENTS = (1, 16)
#: Pages asked for in a round, for each number of clients.
_ASKED = {1: 30, 16: 160}


def bureau_in(config: Config) -> Bureau:
    """A bureau with a press of its own, in the folder the server will open."""
    open_house(config).engine.dispose()
    engine, press = connect(config.database_url), Press(default_fonts())
    house = open_house(config, engine)
    bureau = Bureau(engine, Desk(engine, house.store, house.keys, lambda: press,
                                 shelf=Shelf(config.data / "archive")), house.store, house.keys)
    found(bureau)
    with writing(engine) as connection:
        for login in ("clerk", "handler"):
            office.set_password(connection, bureau.now, office.CONSOLE, login,
                                hashed(PASSWORD, ARGON2))
    return bureau


class Browser:
    """One signed-in connection that is kept open."""

    def __init__(self, port: int, login: str = "") -> None:
        self._line, self._cookies = HTTPConnection(HOST, port, timeout=120), dict[str, str]()
        if login:
            token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in"))
            assert token is not None
            self._ask("POST", "/sign-in", urlencode({
                "csrf_token": token[1], "login": login, "password": PASSWORD}))

    def get(self, path: str) -> str:
        """A page; fails unless it is there."""
        status, body = self._ask("GET", path)
        assert status == 200, (path, status)
        return body

    def copy(self, port: int) -> "Browser":
        """Another connection of the same session."""
        other = Browser(port)
        other._cookies = self._cookies
        return other

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        said = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body:
            said["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, body or None, said)
        answer = self._line.getresponse()
        self._keep(answer)
        return answer.status, answer.read().decode()

    def _keep(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value


def timed(browser: Browser, path: str, count: int) -> list[float]:
    """Seconds of each of so many pages."""
    taken = []
    for _ in range(count):
        start = perf_counter()
        browser.get(path)
        taken.append(perf_counter() - start)
    return taken


class Measured:
    """The rounds of one page with so many clients."""

    def __init__(self) -> None:
        self.rounds: list[list[float]] = []

    def at(self, share: float) -> list[float]:
        """The quantile of each round, in ms."""
        return [sorted(one)[min(len(one) - 1, int(len(one) * share))] * 1000
                for one in self.rounds]


def measure(
    ports: Mapping[str, int], pages: Mapping[str, tuple[str, str]], rounds: int
) -> dict[tuple[str, int], Measured]:
    """Let the pages take turns, alone and together."""
    signed = {login: Browser(ports["web"], login) for login in ("clerk", "handler")}
    found = {(name, clients): Measured() for name in pages for clients in CLIENTS}
    for _ in range(rounds + 1):  # the first warms up
        for clients in CLIENTS:
            for name, (login, path) in pages.items():
                port = ports["web" if login else "empty"]
                browsers = [signed[login].copy(port) if login else Browser(port)
                            for _ in range(clients)]
                with ThreadPoolExecutor(clients) as pool:
                    each = _ASKED[clients] // clients
                    taken = pool.map(lambda one, path=path, each=each: timed(one, path, each),
                                     browsers)
                found[name, clients].rounds.append([t for one in taken for t in one])
    for one in found.values():
        del one.rounds[0]
    return found


def pages_of(lived: Mapping[str, Lived]) -> dict[str, tuple[str, str]]:
    """What is looked at, by whom; the empty page by nobody."""
    return {
        "empty": ("", "/"),
        "inbox": ("clerk", "/inbox?view=open"),
        "case": ("handler", f"/requests/{lived['assigned'].no}"),
        "search": ("clerk", f"/register?q={quote('环境影响')}"),
    }


HEAD = ("| database | agencies | requests | page | clients | p50 ms | p95 ms | p50 : empty |"
        " p50 : smallest size |\n| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")


def told(
    database: str, spread: str, size: int, found: Mapping[tuple[str, int], Measured],
    least: Mapping[tuple[str, int], float],
) -> None:
    """Print the lines of one size."""
    for (name, clients), one in found.items():
        floor = found["empty", clients].at(.5)
        ratio = statistics.median(a / b for a, b in zip(one.at(.5), floor, strict=True))
        grown = ratio / least[name, clients] if least else 1
        print(f"| {database} | {spread} | {size:,} | {name} | {clients}"
              f" | {statistics.median(one.at(.5)):.1f}"
              f" | {statistics.median(one.at(.95)):.1f} | {ratio:.1f} | {grown:.2f} |", flush=True)


def ratios(found: Mapping[tuple[str, int], Measured]) -> dict[tuple[str, int], float]:
    """The medians as ratios to the empty page."""
    return {key: statistics.median(
        a / b for a, b in zip(one.at(.5), found["empty", key[1]].at(.5), strict=True))
        for key, one in found.items()}


#: How the requests lie: the agency looked at holds a tenth of them, or all hold the same.
SPREADS = ("one in ten", "alike")


def grown(
    url: str, data: Path, sizes: list[int], rounds: int, spread: str
) -> Iterator[tuple[int, Mapping[tuple[str, int], Measured]]]:
    """Fill one database size by size and measure each."""
    config = Config(data, url)
    bureau = bureau_in(config)
    today, size = beijing_day(datetime.now(UTC)), 0
    lived, others = filling.live(bureau), filling.add_agencies(bureau)
    whose = filling.in_tenths if spread == "one in ten" else filling.alike
    busy = bureau.who("clerk").agency_id
    environ = {"YISHEN_DATA": str(data), "YISHEN_DATABASE_URL": url, "YISHEN_NOTARY_EVERY": "0"}
    processes = 1 if url.startswith("sqlite") else 2 * cpu_count()
    for wanted in sizes:
        if spread == "alike":
            others += filling.add_agencies(bureau, wanted // filling.EACH, len(others))
        filling.fill(bureau.engine, lived, whose(busy, others), size, wanted, today)
        size = wanted
        with ExitStack() as stack:
            ports = {name: stack.enter_context(serving(app, processes, environ))
                     for name, app in (("web", "web.wsgi:app"), ("empty", "bench.empty:app"))}
            yield size, measure(ports, pages_of(lived), rounds)
    bureau.engine.dispose()


def grow(
    database: str, url: str, data: Path, sizes: list[int], rounds: int, spread: str
) -> None:
    """Print the lines of each size."""
    least: dict[tuple[str, int], float] = {}
    for size, measured in grown(url, data, sizes, rounds, spread):
        told(database, spread, size, measured, least)
        least = least or ratios(measured)


@contextmanager
def databases(only: str) -> Iterator[Iterator[tuple[str, str, Path]]]:
    """Each kind of database, empty, with a folder."""
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        def each() -> Iterator[tuple[str, str, Path]]:
            data = Path(place) / "sqlite"
            if only in ("", "sqlite"):
                yield "SQLite", f"sqlite:///{data / 'yishen.sqlite'}", data
            if only in ("", "postgresql"):
                with running(durable=True) as cluster:
                    cluster.say("CREATE DATABASE bench")
                    yield "PostgreSQL", cluster.url("bench"), Path(place) / "postgresql"
        yield each()


#: The growth the pages may have from 10^4 requests on, and how far they may be from an empty one.
_GROWN, _FROM_EMPTY = 1.3, 5


def rows(full: bool) -> Iterator[Row]:
    """Each page against an empty one and against itself at 10^4, where one agency grows as well."""
    sizes = [10_000, 1_000_000 if full else 100_000]
    size = f"10^{len(str(sizes[-1])) - 1}"
    with databases("") as each:
        for name, url, data in each:
            rounds = 3 if full else 2
            least, most = (ratios(found)
                           for _, found in grown(url, data, sizes, rounds, SPREADS[0]))
            for (page, clients), ratio in most.items():
                if page == "empty":
                    continue
                what = f"page {page}, {clients} {'client' if clients == 1 else 'clients'}, p50"
                yield Row(what, f"an empty page, {name}", ratio, at_most(_FROM_EMPTY), size)
                yield Row(what, f"the same at 10^4, {name}", ratio / least[page, clients],
                          at_most(_GROWN), size)


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    asked.add_argument("--full", action="store_true", help="10^4 and 10^6")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", choices=("sqlite", "postgresql"), default="")
    asked.add_argument("--spread", choices=SPREADS, nargs="*", default=SPREADS)
    given = asked.parse_args(arguments)
    print(HEAD)
    sizes = [10_000, 1_000_000] if given.full else given.sizes
    for spread in given.spread:
        with databases(given.only) as each:
            for name, url, data in each:
                grow(name, url, data, sizes, given.rounds, spread)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
