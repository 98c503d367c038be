"""The law on the command line (法律计算): clock, remedy and calendar, without any database."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from web.cli.speech import Commands, Day, Whole, complain
from workflow.errors import BadFacts, CalendarNotPublished, LawError, Reason
from workflow.law.facts import clock_from_json, clocks_from_json
from workflow.law.json_facts import facts_of, not_json
from workflow.law.moves import bad_field, named
from workflow.law.notice import national_notices, notice_from_toml
from workflow.law.workdays import Calendar, national_calendar

#: Legal days are days in Beijing; said here anew, so that no database is loaded for it.
_BEIJING = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Today in Beijing."""
    return datetime.now(_BEIJING).date()


def notices_at_hand() -> Path:
    """Where `calendar import` lays the national notices that came after this release."""
    return Path(os.environ.get("YISHEN_DATA") or "var") / "notices"


def calendar_at_hand() -> Calendar:
    """The national calendar with the notices loaded into this installation; opens no database."""
    files = sorted(notices_at_hand().glob("*.toml"))
    if not files:
        return national_calendar()
    shipped = national_notices()
    later = map(notice_from_toml, (file.read_text(encoding="utf-8") for file in files))
    named = {one.number: one for one in (*shipped, *later)}
    return Calendar(named.values())


@click.command(help="计算答复期限：从标准输入读取 JSON，输出期限和逐日清单。")
def clock() -> None:
    """The clock of the facts on standard input, or of each in a list."""
    given = _facts_on_stdin()
    if isinstance(given, list):
        _print_json(clocks_from_json(given, today(), calendar_at_hand()))
    else:
        _print_json(clock_from_json(given, today(), calendar_at_hand()))


#: By which working days are counted: the first day is not, a notice says which are off.
_COUNTING, _HOLIDAYS = "《民法典》第二百零一条", "《全国年节及纪念日放假办法》第七条"
_DAY = Day(_COUNTING)
#: What no remedy can be told without, and why.
_REMEDY_NEEDS = {
    "outcome": "请给出办理结果，如 --outcome deny.process（条例第三十六条）",
    "decided_on": "请给出成文日期，救济期限按该日的法律确定，如 --decided-on 2024-09-27"
                  "（《行政复议法》第二十条）",
    "agency_kind": "请给出机关类型，复议机关由此确定，如 --agency-kind city_department"
                   "（《行政复议法》第二十四条）",
}


@click.command(help="写出应当告知的救济途径：复议、诉讼的期限和机关。")
@click.option("--outcome", help="办理结果或者文书，如 deny.process、extension")
@click.option("--article", "articles", multiple=True, help="依据的条款，可以重复，如 16.2")
@click.option("--decided-on", help="成文日期，如 2024-09-27")
@click.option("--agency-kind", help="机关类型，如 city_department")
@click.option("--served-online", is_flag=True, help="网络送达")
@click.option("--received-on", help="申请人收到之日")
def remedy(articles: tuple[str, ...], **given: Any) -> None:
    """The remedies of an outcome or a notice."""
    from workflow.law.remedy_facts import remedies_from_keys  # not needed by `yishen clock`

    for name, rule in _REMEDY_NEEDS.items():
        if not given[name]:
            raise complain(f"{name}：{rule}")
    _print_json(remedies_from_keys(articles=articles, calendar=calendar_at_hand(), **given))


@click.group(cls=Commands, help="工作日历：按历年放假通知推算工作日。")
def calendar() -> None:
    """Commands about working days."""


@calendar.command(help="列出 FROM 至 TO（含首尾）的工作日。")
@click.argument("first", metavar="FROM", type=_DAY)
@click.argument("last", metavar="TO", type=_DAY)
def workdays(first: date, last: date) -> None:
    """The working days from one day to another, both included."""
    if last < first:
        raise complain(str(Reason(f"TO：{last}早于FROM（{first}），请核对", _COUNTING)))
    days = calendar_at_hand()
    _within(days, {"FROM": first, "TO": last})
    for day in days.working_days(first, last):
        click.echo(day)
    _say_provisional(last > days.published_until, days)


@calendar.command(context_settings={"ignore_unknown_options": True},
    help="算出 D 之后第 N 个工作日（D 当日不计）。")  # so that -5 is a number
@click.argument("day", metavar="D", type=_DAY)
@click.argument("count", metavar="N", type=Whole(_COUNTING))
def due(day: date, count: int) -> None:
    """The n-th working day after a day, which is not counted."""
    days = calendar_at_hand()
    _within(days, {"D": day})
    try:
        end = days.add(day, count)
    except BadFacts as error:
        raise named(error.reason, "N") from error
    except CalendarNotPublished as error:
        raise bad_field("N", str(error), _HOLIDAYS) from error
    click.echo(end.on)
    _say_provisional(end.provisional, days)


def _within(days: Calendar, asked: Mapping[str, date]) -> None:
    """Name the argument that lies outside the calendar."""
    for field, day in asked.items():
        try:
            days.status(day)
        except LawError as error:
            raise bad_field(field, str(error), _HOLIDAYS) from error


@click.command(help="打印办理程序图（Mermaid）。")
def machine() -> None:
    """The procedure as a Mermaid diagram."""
    from workflow.machine import diagram  # the whole procedure; the law alone needs none of it

    click.echo(diagram(), nl=False)


def _facts_on_stdin() -> object:
    try:
        return facts_of(sys.stdin.buffer.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise not_json("标准输入不是UTF-8编码") from None


def _print_json(shown: object) -> None:
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _say_provisional(provisional: bool, days: Calendar) -> None:
    if provisional:
        click.echo(f"暂定：{days.published_until}以后的放假通知尚未公布，日期以通知为准", err=True)
