"""The demo on the command line (示例): fill an empty database, and say who may sign in."""

import sys
from datetime import date
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import click

from web.cli.house import house, today
from web.cli.speech import DAY, complain

if TYPE_CHECKING:
    from sqlalchemy import Connection



@click.command(help="在空数据库中填入示例机关、同级机关和虚构的申请，并列出各岗位的账号。")
@click.option("--if-empty", is_flag=True, help="数据库中已有机关的，什么也不做")
@click.option("--today", "day", type=DAY, help="当作这一天填入；不填的为今天")
def demo(if_empty: bool, day: date | None) -> None:
    """Fill an empty database with the demo; print its logins each time."""
    from web.demo import agency as bureau  # loads desk, press and database
    from web.demo import neighbours
    from web.demo.filling import Filling, begun_on
    from web.demo.scenarios import REQUESTS
    from web.passwords import hashed
    from workflow.record.database import reading

    opened = house()
    with reading(opened.engine) as connection:
        begun, present = begun_on(connection), bureau.present(connection)
    if begun is None and present:
        if if_empty:
            click.echo("数据库中已有机关，不填入示例。")
            return
        raise complain(f"数据库中已有机关（{'、'.join(present)}），示例只填入空数据库；"
                       "请另设 YISHEN_DATA 目录")
    filling = Filling(opened, begun or day or today())
    with reading(opened.engine) as connection:
        alone = neighbours.unfinished(connection)
    if alone or filling.unfinished():
        filling.run(_progress)
        neighbours.fill(opened, bureau.FOUNDED, filling.today, hashed(bureau.PASSWORD))
        click.echo(f"已填入{bureau.NAME}的{REQUESTS}件虚构申请，以及同级机关的历史台账。")
    else:
        click.echo(f"{bureau.NAME}的示例已经填好。")
    _print_demo_logins()


def _progress(done: int, total: int) -> None:
    """One line that counts up, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r填入示例：{done}/{total} 步", nl=done == total, err=True)


def _print_demo_logins() -> None:
    from web.demo import agency as bureau  # loaded already
    from web.demo import neighbours
    from workflow.terms import Role

    click.echo(f"示例账号（口令均为 {bureau.PASSWORD}，仅供演示，不得用于正式环境）：")
    for seat in bureau.SEATS:
        _row(seat.role.label, seat.login, seat.name, seat.unit)
    _row(Role.SUPERVISOR.label, *neighbours.SUPERVISOR, neighbours.PARENT_NAME)


@click.command(help="列出各机关的账号和岗位。")
def logins() -> None:
    """Every login of the installation with its seats."""
    from sqlalchemy import select  # loads the database library

    from web.demo.filling import begun_on
    from workflow.record.database import reading
    from workflow.record.models import Agency

    opened = house()
    with reading(opened.engine) as connection:
        agencies = connection.execute(select(Agency.id, Agency.code, Agency.name)).all()
        if not agencies:
            raise complain("还没有机关；请先运行 yishen demo 或者 yishen agency add")
        for id, code, name in agencies:
            click.echo(f"{name}（{code}）")
            _print_members(connection, id)
        begun = begun_on(connection)
    if begun is not None:
        _print_demo_password()


def _print_members(connection: "Connection", id: int) -> None:
    from workflow.reports.staff import members

    for member in members(connection, id):
        held = [grant.role.label for grant in member.grants if grant.holds(today())]
        seats = "、".join(held) or "无岗位"
        _row(seats, member.login, member.name, member.unit, "" if member.active else "已停用")


def _print_demo_password() -> None:
    from web.demo import agency as bureau

    click.echo(f"示例账号的初始口令：{bureau.PASSWORD}")


def _row(*words: str) -> None:
    """Columns of one width, a Chinese character being as wide as two Latin ones."""
    click.echo("  " + "".join(word + " " * max(1, 16 - _width(word)) for word in words).rstrip())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
