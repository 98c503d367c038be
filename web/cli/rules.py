"""The rule book on the command line (规则簿): every dated value with its source."""

import json
from collections.abc import Iterator
from itertools import groupby

import click

from web.cli.law import calendar_at_hand
from workflow.law.notice import Notice
from workflow.law.rule_book import RULE_BOOK_VERSION, PrintedValue, printed_values


@click.command(help="列出全部有时间效力的规则和历年放假通知，各附依据。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def rules(as_json: bool) -> None:
    """Every version of every rule, and the holiday notices the calendar rests on."""
    if as_json:
        click.echo(json.dumps(_book(), ensure_ascii=False, indent=2))
    else:
        for line in _table():
            click.echo(line)


def _book() -> dict[str, object]:
    days = calendar_at_hand()
    return {
        "version": RULE_BOOK_VERSION,
        "rules": [value.to_json() for value in printed_values()],
        "calendar": days.version,
        "published_until": days.published_until.isoformat(),
        "notices": [
            {"year": one.year, "number": one.number, "verified": one.verified,
             "published_on": one.published_on.isoformat(), "title": one.title}
            for one in days.notices
        ],
    }


def _table() -> Iterator[str]:
    yield f"规则簿 {RULE_BOOK_VERSION}"
    for rule, versions in groupby(printed_values(), key=lambda value: value.rule):
        yield ""
        yield f"{rule.label}（{rule.name}），由{rule.decided_by.label}决定适用"
        for value in versions:
            yield from _version(value)
    yield ""
    days = calendar_at_hand()
    yield f"放假安排通知（工作日历 {days.version}），{days.published_until}以后的日期为暂定"
    for notice in days.notices:
        yield _notice(notice)


def _version(value: PrintedValue) -> Iterator[str]:
    until = value.until or "今"
    first, *more = value.lines
    yield f"  {value.version.day} 至 {until}  {first}"
    for part in more:
        yield f"      {part}"
    yield f"      依据：{value.version.source}"


def _notice(notice: Notice) -> str:
    return f"  {notice.year}  {notice.cited}  {notice.published_on}  {notice.title}"
