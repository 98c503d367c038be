"""The proof of a clock on the command line (期限计算单): one request, one PDF."""

from pathlib import Path

import click

from web.cli.house import console, house, now


@click.command(help="打印一件申请的期限计算单（PDF），只读，不写入任何内容。")
@click.argument("no", metavar="NO")
@click.option("--out", "to", metavar="FILE", required=True,
              type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件")
def proof(no: str, to: Path) -> None:
    """Print how the reply period of a request was counted, as of today."""
    from workflow.clock_sheet.sheet import clock_sheet  # loads the database library

    opened = house()
    at, looking = now(), console(opened.engine, no)
    sheet = clock_sheet(opened.desk.view(no, looking, at), looking.name)
    printed = opened.desk.print_room.press().print_form(sheet)
    to.write_bytes(printed.data)
    click.echo(f"已写出{to}（{printed.pages}页）：{sheet.conclusion}")
