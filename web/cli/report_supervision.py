"""Supervision on the command line (督查统计): the agencies below one, in figures or a bulletin."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now, today
from web.cli.speech import DAY, complain

if TYPE_CHECKING:
    from web.config import House
    from workflow.bulletin import Heading
    from workflow.reports.supervision import Supervision


@click.command("supervision", help="督查统计：一个机关和全部下级机关；只有数字，没有个人信息。")
@click.option("--agency", "code", required=True, metavar="机关代码", help="从哪个机关往下看")
@click.option("--from", "first", type=DAY, required=True, help="首日")
@click.option("--until", "last", type=DAY, required=True, help="末日")
@click.option("--format", "form", type=click.Choice(("json", "xlsx", "csv", "pdf")),
              default="json", show_default=True, help="输出格式；pdf 为通报")
@click.option("--addressee", metavar="机关", default="", help="通报的主送机关")
@click.option("--number", metavar="字号", default="", help="通报的发文字号；不填的不印")
@click.option("--dated", type=DAY, help="通报的成文日期；不填的为今天")
@click.option("--demands", metavar="FILE", type=click.Path(exists=True, dir_okay=False,
                                                           path_type=Path),
              help="通报的工作要求，UTF-8 文本，每段一行")
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="写入文件；不填的写到标准输出")
def supervision(
    code: str, first: date, last: date, form: str, addressee: str, number: str,
    dated: date | None, demands: Path | None, out: Path | None,
) -> None:
    """The agencies below one in a period, as figures or as a bulletin to be signed."""
    from workflow.bulletin import Heading  # loads the letters

    opened = house()
    seen, name, contact = _counted(opened, code, first, last)
    heading = Heading(
        agency=name, contact=contact, dated=dated or today(), addressee=addressee, number=number,
        demands=demands.read_text(encoding="utf-8") if demands else "")
    data = _pdf(opened, seen, heading) if form == "pdf" else _table(seen, form)
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


def _counted(
    opened: "House", code: str, first: date, last: date
) -> "tuple[Supervision, str, str]":
    """The figures, the name of the agency one looks from, and how to reach it."""
    from workflow.office import agency_id_of, office_of
    from workflow.record.calendars import calendar_at
    from workflow.record.database import reading
    from workflow.reports import supervision as report
    from workflow.reports.period import Period
    from workflow.reports.supervision_period import faults

    if wrong := faults(first, last, today()):
        raise complain("；".join(one.text for one in wrong))
    with reading(opened.engine) as connection:
        office = office_of(connection, agency_id_of(connection, code), today())
        seen = report.supervision(connection, office.id, Period(first, last), today(),
                                  calendar_at(connection, office.regions, now()))
    return seen, office.name, office.setting("contact")


def _table(seen: "Supervision", form: str) -> bytes:
    from web.supervision_sheets import as_csv, as_json, as_xlsx
    from workflow.reports.supervision_notes import ATTRIBUTION, FAIRNESS, NOTES

    if form == "json":
        return (json.dumps(as_json(seen), ensure_ascii=False, indent=2) + "\n").encode()
    return as_csv(seen) if form == "csv" else as_xlsx(seen, (ATTRIBUTION, FAIRNESS, *NOTES))


def _pdf(opened: "House", seen: "Supervision", heading: "Heading") -> bytes:
    from workflow.bulletin import bulletin, faults, numbers_in

    document = bulletin(seen, heading)
    if wrong := [*faults(heading), *numbers_in(document)]:
        raise complain("；".join(f"--{one.field}：{one.text}" for one in wrong))
    return opened.desk.print_room.press().print(document).data
