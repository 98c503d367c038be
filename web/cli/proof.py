"""The proof of a clock on the command line (期限计算单): one request, one PDF."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now
from web.cli.speech import complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.record.people import Actor


@click.command(help="打印一件申请的期限计算单（PDF），只读，不写入任何内容。")
@click.argument("no", metavar="NO")
@click.option("--out", "to", metavar="FILE", required=True,
              type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件")
def proof(no: str, to: Path) -> None:
    """Print how the reply period of a request was counted, as of today."""
    from workflow.clock_sheet.sheet import clock_sheet  # loads the database library

    opened = house()
    at, console = now(), _console(opened.engine, no)
    sheet = clock_sheet(opened.desk.view(no, console, at), console.name)
    printed = opened.desk.print_room.press().print_form(sheet)
    to.write_bytes(printed.data)
    click.echo(f"已写出{to}（{printed.pages}页）：{sheet.conclusion}")


def _console(engine: "Engine", no: str) -> "Actor":
    """Whoever runs this machine, looking at one request as the legal office of its agency would."""
    from sqlalchemy import select

    from workflow.office import CONSOLE
    from workflow.record.database import reading
    from workflow.record.models import Request
    from workflow.terms import Role

    with reading(engine) as connection:
        agency = connection.scalar(select(Request.agency_id).where(Request.no == no))
    if agency is None:
        raise complain(f"没有找到申请{no}")
    return replace(CONSOLE, agency_id=agency, seats=frozenset({Role.LEGAL_OFFICE}))
