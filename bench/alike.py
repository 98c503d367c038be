"""Finding requests like one, in one agency that grows: how the time grows with the requests.

    python -m bench.alike [--sizes 10000 100000] [--only DATABASE]

Every request asks for one of a thousand affairs in other words, in one of ten years; a tenth of
all fall on a few affairs everybody asks for. `beside` is what the page of a request costs, `groups`
the page of the disclosure office over a year. The growth exponent is that of the time over the
number of requests: 0 does not grow, 1 grows as they do.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Engine, select

from bench.places import bureau_in, databases
from bench.pouring import pouring
from bench.table import Row, at_most
from bench.turns import Clock, clock_of
from tests.bureau import Bureau
from web.config import Config
from workflow.record.alike.bands import bands
from workflow.record.alike.likeness import ALIKE_FROM
from workflow.record.database import reading
from workflow.record.models import Base, RequestItem
from workflow.reports.alike import beside
from workflow.reports.clusters import clusters
from workflow.terms import ApplicantKind, Channel, State

TODAY = date(2026, 6, 30)
_AT_ONCE = 5_000
_TABLES = [Base.metadata.tables[name] for name in ("request", "request_item", "request_band")]
_REQUEST, _ITEM, _BAND = _TABLES
_FIRST, _SECOND = "石白柳青红云龙虎东西南北上下大小", "桥沙塘岭湾坡泉井田沟山河林堡寨坪"
_AFFAIRS = (
    "征地补偿安置方案", "建设用地批复", "征地补偿款发放明细", "环评报告书", "环评批复",
    "施工合同", "招标文件", "审计报告", "低保对象名单", "宅基地审批名单", "规划许可证",
    "处罚决定书", "会议纪要", "种粮补贴花名册", "危房改造公示名单", "采伐许可证",
    "竣工验收报告", "土地使用权出让合同")
_ASKED = ("申请公开{0}", "请公开{0}", "{0}", "请提供{0}的复印件", "依法申请公开{0}，谢谢")


def texts(number: int) -> Iterator[str]:
    """What is asked for, the same at every run."""
    dice = Random(7)
    places = [f"{a}{b}村" for a in _FIRST for b in _SECOND]
    for _ in range(number):
        place = dice.choice(places if dice.random() > 0.1 else places[:3])
        about = f"{place}{dice.randint(2016, 2025)}年{dice.choice(_AFFAIRS)}"
        yield dice.choice(_ASKED).format(about)


def fill(engine: Engine, agency: int, there: int, number: int) -> None:
    """Write the rows of requests until there are so many."""
    some = list(enumerate(islice(texts(number), there, None), there))
    with pouring(engine, _TABLES) as pour:
        for first in range(0, len(some), _AT_ONCE):
            part = some[first : first + _AT_ONCE]
            pour(_REQUEST, [_request(agency, n) for n, _ in part])
            pour(_ITEM, [{"request_no": _no(n), "item": 1, "wanted": wanted} for n, wanted in part])
            pour(_BAND, [
                {"request_no": _no(n), "place": place, "agency_id": agency, "item": 1, "band": band}
                for n, wanted in part for place, band in enumerate(bands(wanted), 1)])


def _no(n: int) -> str:
    return f"BJZR-2026-{n:07}"


def _request(agency: int, n: int) -> dict[str, Any]:
    return {
        "id": n + 1, "agency_id": agency, "no": _no(n), "state": State.ARCHIVED, "seq": 1,
        "head": "", "received_on": TODAY - timedelta(days=n % 3_000), "channel": Channel.EMS,
        "applicant_kind": ApplicantKind.NATURAL, "applicant_name": f"申请人{n % 50_000}",
        "subject": "", "clock_state": "ended"}


def median(times: int, act: Callable[[int], Any], clock: Clock) -> float:
    """Milliseconds of an act, the middle one of so many."""
    taken = []
    for n in range(times):
        start = clock()
        act(n)
        taken.append((clock() - start) * 1000)
    return statistics.median(taken)


def measured(bureau: Bureau, number: int) -> tuple[float, float]:
    """What the two pages cost with so many requests in the agency."""
    actor, clock = bureau.who("head"), clock_of(bureau.engine.dialect.name)
    with reading(bureau.engine) as connection:
        asked = connection.execute(select(RequestItem.request_no, RequestItem.wanted).order_by(
            RequestItem.request_no.desc()).limit(200)).all()
        one = median(60, lambda n: beside(
            connection, actor, asked[n * 3].request_no, [asked[n * 3].wanted], ALIKE_FROM), clock)
        return one, median(3, lambda _: clusters(
            connection, actor, TODAY - timedelta(days=365), TODAY, ALIKE_FROM), clock)


def grown(bureau: Bureau, sizes: Sequence[int]) -> Iterator[tuple[int, float, float]]:
    """Each size with its times, in one agency that grows."""
    agency, there = bureau.who("head").agency_id, 0
    for number in sizes:
        fill(bureau.engine, agency, there, number)
        there = number
        yield number, *measured(bureau, number)


def rows(full: bool) -> Iterator[Row]:
    """How both pages grow with the agency, on both databases."""
    sizes = [10_000, 100_000]
    with databases("") as kinds:
        for name, url, folder in kinds:
            least, most = grown(bureau_in(Config(folder, url)), sizes)
            for what, column, aim in (("requests like one", 1, at_most(2)),
                                      ("groups of a year", 2, None)):
                yield Row(f"{what}, one agency that grows", f"at 10^4, {name}",
                          most[column] / least[column], aim, "10^5",
                          f"{least[column]:,.1f} and {most[column]:,.1f} ms")


def main(arguments: list[str]) -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    asked.add_argument("--only", choices=("sqlite", "postgresql"), default="")
    given = asked.parse_args(arguments)
    print("| database | requests | beside one, ms | groups of a year, ms |\n|---|---:|---:|---:|")
    with databases(given.only) as kinds:
        for name, url, folder in kinds:
            found = []
            for row in grown(bureau_in(Config(folder, url)), given.sizes):
                print(f"| {name} | {row[0]:,} | {row[1]:.1f} | {row[2]:,.0f} |", flush=True)
                found.append(row)
            print(f"| {name} | growth exponent | {_exponent(found, 1)} | {_exponent(found, 2)} |")
    return 0


def _exponent(found: Sequence[tuple[int, float, float]], column: int) -> str:
    first, last = found[0], found[-1]
    if len(found) < 2:
        return "—"
    grew, by = last[column] / first[column], last[0] / first[0]
    return f"{math.log(grew) / math.log(by):.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
