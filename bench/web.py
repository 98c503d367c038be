"""Pages under the production server, as ratios to an empty Flask page in the same run.

    python -m bench.web [--sizes 10000 100000] [--rounds R] [--full]

Houses of each size (`houses.py`) are served by gunicorn as in service: one process on SQLite, two
a core on PostgreSQL. One officer looks through kept connections, alone and sixteen at
a time; pages take turns within a round. The client takes its share of the same processors.

Twice over: once every tenth request is of the agency looked at, which grows with the whole; once
all agencies are of one size, and only their number grows.
"""

import argparse
import re
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from multiprocessing import cpu_count
from time import perf_counter
from urllib.parse import quote, urlencode

from bench.houses import FULL, LARGE, SMALL, SPREADS, house
from bench.places import KINDS, PASSWORD
from bench.table import Row, at_most
from tests.faults.serving import HOST, serving

CLIENTS = (1, 16)
#: Pages asked for in a round, for each number of clients.
_ASKED = {1: 15, 16: 64}


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


def pages_of(lived: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is looked at, by whom; the empty page by nobody."""
    return {
        "empty": ("", "/"),
        "inbox": ("clerk", "/inbox?view=open"),
        "case": ("handler", f"/requests/{lived['assigned']}"),
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


def grown(
    kind: str, sizes: Sequence[int], rounds: int, spread: str
) -> Iterator[tuple[int, Mapping[tuple[str, int], Measured]]]:
    """Measure a house of each size."""
    processes = 1 if kind == "SQLite" else 2 * cpu_count()
    for size in sizes:
        with house(kind, size, spread) as here, ExitStack() as stack:
            environ = {
                "YISHEN_DATA": str(here.config.data), "YISHEN_NOTARY_EVERY": "0",
                "YISHEN_DATABASE_URL": here.config.database_url, "YISHEN_WORK_EVERY": "0"}
            ports = {name: stack.enter_context(serving(app, processes, environ))
                     for name, app in (("web", "web.wsgi:app"), ("empty", "bench.empty:app"))}
            yield size, measure(ports, pages_of(here.lived), rounds)


def grow(kind: str, sizes: Sequence[int], rounds: int, spread: str) -> None:
    """Print the lines of each size."""
    least: dict[tuple[str, int], float] = {}
    for size, measured in grown(kind, sizes, rounds, spread):
        told(kind, spread, size, measured, least)
        least = least or ratios(measured)


#: The growth the pages may have from 10^4 requests on, and how far they may be from an empty one.
_GROWN, _FROM_EMPTY = 1.3, 5


def rows(full: bool) -> Iterator[Row]:
    """Each page against an empty one and against itself at 10^4, where one agency grows as well."""
    sizes = [SMALL, FULL if full else LARGE]
    size = f"10^{len(str(sizes[-1])) - 1}"
    for name in KINDS:
        rounds = 3 if full else 2
        least, most = (ratios(found) for _, found in grown(name, sizes, rounds, SPREADS[0]))
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
    asked.add_argument("--sizes", type=int, nargs="*", default=[SMALL, LARGE])
    asked.add_argument("--full", action="store_true", help="10^4 and 10^6")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", choices=KINDS, nargs="*", default=KINDS)
    asked.add_argument("--spread", choices=SPREADS, nargs="*", default=SPREADS)
    given = asked.parse_args(arguments)
    print(HEAD)
    sizes = [SMALL, FULL] if given.full else given.sizes
    for spread in given.spread:
        for name in given.only:
            grow(name, sizes, given.rounds, spread)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
