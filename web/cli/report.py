"""Reports on the command line (统计): the annual report, and the same figures of any period."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house
from web.cli.speech import DAY, WHOLE, Commands, complain

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflow.reports.annual.report import Report

_FORMATS = ("json", "xlsx", "docx", "html")
_AGENCY = click.option("--agency", "code", required=True, metavar="机关代码", help="哪个机关")
_ROLLUP = click.option("--rollup", is_flag=True, help="汇总本机关和全部下级机关")
_FORMAT = click.option("--format", "form", type=click.Choice(_FORMATS), default="json",
                       show_default=True, help="输出格式；html 为图文版")
_OUT = click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
                    help="写入文件；不填的写到标准输出")


@click.group(cls=Commands, help="统计报表：年度报告，任意期间的统计表。")
def report() -> None:
    """Commands about reports."""


@report.command(help="年度报告（国办公开办函〔2021〕30号）；不平衡的列出问题件，退出码为 1。")
@_AGENCY
@click.option("--year", type=WHOLE, required=True, metavar="年份", help="报告年度")
@_ROLLUP
@_FORMAT
@_OUT
@click.pass_context
def annual(
    ctx: click.Context, code: str, year: int, rollup: bool, form: str, out: Path | None
) -> None:
    """The report of a calendar year; exit 1 if it does not balance."""
    from workflow.reports.annual.report import annual_report  # loads the database library

    _answer(ctx, code, lambda connection, agency: [
        annual_report(connection, agency, one, rollup=rollup) for one in _years(year, form)],
        form, out)


@report.command(help="任意期间的统计表，如半年、月报；首日和末日都计入。")
@_AGENCY
@click.option("--from", "first", type=DAY, required=True, help="首日")
@click.option("--until", "--to", "last", type=DAY, required=True, help="末日")
@_ROLLUP
@_FORMAT
@_OUT
@click.pass_context
def period(
    ctx: click.Context, code: str, first: date, last: date, rollup: bool, form: str,
    out: Path | None,
) -> None:
    """The same figures between any two days; exit 1 if they do not balance."""
    from workflow.reports.annual.report import period_report  # loads the database library

    _answer(ctx, code, lambda connection, agency: [
        period_report(connection, agency, first, last, rollup=rollup)], form, out)


def _years(year: int, form: str) -> range:
    """The years to be counted: the illustrated report compares several."""
    from workflow.reports.annual.form import FIRST_YEAR
    from workflow.reports.annual.illustrated import YEARS

    return range(max(FIRST_YEAR, year - YEARS + 1) if form == "html" else year, year + 1)


def _answer(
    ctx: click.Context, code: str, read: Callable[["Connection", int], list["Report"]],
    form: str, out: Path | None,
) -> None:
    from workflow.office import agency_id_of
    from workflow.record.database import reading

    with reading(house().engine) as connection:
        reports = read(connection, agency_id_of(connection, code))
    _write(_printed(reports, form), out)
    for one in reports[-1].suspects:
        click.echo(f"{one.no}（{one.agency}）：{'；'.join(one.reasons)}", err=True)
    if not reports[-1].balanced:
        for wrong in reports[-1].imbalances:
            click.echo(wrong.text, err=True)
        ctx.exit(1)


def _printed(reports: list["Report"], form: str) -> bytes:
    from workflow.reports.annual.document import docx
    from workflow.reports.annual.illustrated import illustrated
    from workflow.reports.annual.workbook import xlsx

    if form == "json":
        return (json.dumps(reports[-1].to_json(), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return illustrated(reports).encode()
    return xlsx(reports[-1]) if form == "xlsx" else docx(reports[-1])


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(data, nl=False)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise complain(f"无法写入{out}：{error.strerror}") from error
