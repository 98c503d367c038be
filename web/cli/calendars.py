"""Loading a holiday notice (载入放假通知): what moves, asked first; then the step on each."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now, today
from web.cli.speech import complain
from web.notice_files import lay_copy

if TYPE_CHECKING:
    from web.config import House
    from workflow.law.notice import Notice
    from workflow.recalculation import Moved
    from workflow.record.people import Actor
    from workflow.record.standing import Reading

_OFFICERS = click.option(
    "--officer", "logins", multiple=True, metavar="账号",
    help="由谁办理重算：申请所在机关的系统管理员或者收件登记岗；几个机关的可以重复")
_YES = click.option("--yes", is_flag=True, help="不再询问，用于脚本")


@click.command("import", help="载入新的放假通知，列出日期变动的在办申请，确认后逐件重算期限。")
@click.argument("file", metavar="FILE")
@_YES
@_OFFICERS
def load(file: str, yes: bool, logins: tuple[str, ...]) -> None:
    """Load a notice and bring every open request to the dates it gives."""
    text = _text_of(file)
    opened = house()
    notice = _checked(opened, text)
    found = _moved(opened, notice)
    _tell(found)
    actors = _actors(opened, found, logins)
    if not yes:
        click.confirm(f"载入{notice.number}" + (f"并重算以上{len(found)}件" if found else ""),
                      abort=True)
    _load(opened, notice, text)
    _recompute(opened, actors, notice.number)


@click.command("recompute", help="期限口径变更或者重算中断之后，逐件重算日期变动的在办申请。")
@click.option("--reason", required=True, metavar="原因", help="写入台账，如：2026年12月起变更口径")
@_YES
@_OFFICERS
def recompute(reason: str, yes: bool, logins: tuple[str, ...]) -> None:
    """Bring every open request to what calendar and settings give now."""
    opened = house()
    found = _moved(opened)
    _tell(found)
    actors = _actors(opened, found, logins)
    if found and not yes:
        click.confirm(f"重算以上{len(found)}件", abort=True)
    _recompute(opened, actors, reason)


@click.command("notices", help="列出本机安装知道的放假通知。")
def notices() -> None:
    """Every notice known here: number, region, since when."""
    from workflow.record.calendars import known  # loads the database library
    from workflow.record.database import reading
    from workflow.record.standing import beijing_day

    with reading(house().engine) as connection:
        for one in known(connection):
            since = f"{beijing_day(one.known_from)}由{one.officer}载入" if one.officer else "随系统"
            click.echo("\t".join((one.notice.cited, one.region or "全国", since)))


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise complain(f"{file}：放假通知文件应当是UTF-8编码的TOML文件") from None


def _checked(opened: "House", text: str) -> "Notice":
    """The notice, if it can be loaded; one that is known already goes on to its requests."""
    from workflow.errors import StepNotAllowed  # loads the database library
    from workflow.law.notice_file import faults_of, read_notice
    from workflow.record.calendars import calendar_at, is_in_force
    from workflow.record.database import reading

    notice = read_notice(text)
    with reading(opened.engine) as connection:
        if is_in_force(connection, text):
            click.echo(f"{notice.number}已经载入", err=True)
            return notice
        days = calendar_at(connection, (notice.holds_in,), now())
        if faults := list(faults_of(notice, days, today())):
            raise StepNotAllowed(faults)
    return notice


def _moved(opened: "House", more: "Notice | None" = None) -> "Sequence[Moved]":
    from workflow.recalculation import moved  # loads the database library
    from workflow.record.database import reading

    with reading(opened.engine) as connection:
        return list(moved(connection, now(), more))


def _tell(found: "Sequence[Moved]") -> None:
    if not found:
        click.echo("没有在办申请的日期变动")
        return
    click.echo("编号\t机关\t原日期\t新日期")
    for one in found:
        click.echo("\t".join((one.no, one.agency, _words(one.before), _words(one.now))))
    certain = sum(one.only_certain for one in found)
    doubtful = sum(one.only_doubtful for one in found)
    back = f"，由确定转为暂定{doubtful}件" if doubtful else ""
    click.echo(f"共{len(found)}件：日期变动{len(found) - certain - doubtful}件，"
               f"由暂定转为确定{certain}件{back}")


def _words(reading: "Reading") -> str:
    doubt = "（暂定）" if reading.provisional else ""
    waiting = f"等待{reading.waiting_for}" if reading.waiting_for else "无届满日"
    until = f"至{reading.waiting_until}" if reading.waiting_until else ""
    return f"{reading.due_on or waiting + until}{doubt}"


def _actors(
    opened: "House", found: "Sequence[Moved]", logins: Iterable[str]
) -> "dict[int, Actor]":
    from workflow.office import actor_of  # loads the database library
    from workflow.recalculation import officers_for
    from workflow.record.database import reading

    with reading(opened.engine) as connection:
        named = [actor_of(connection, login, today()) for login in logins]
    return officers_for(found, named)


def _load(opened: "House", notice: "Notice", text: str) -> None:
    """Enter the notice, and lay a copy where the commands find it that open no database."""
    from web.cli.law import notices_at_hand  # the place is the law's own
    from workflow import office
    from workflow.record.calendars import is_in_force
    from workflow.record.database import reading, writing

    with reading(opened.engine) as connection:
        known = is_in_force(connection, text)
    if not known:
        with writing(opened.engine) as connection:
            office.load_notice(connection, now(), office.CONSOLE, text)
        click.echo(f"已载入{notice.number}《{notice.title.strip('《》')}》")
    if not notice.local:
        lay_copy(text, notices_at_hand(), notice.year, notice.number)


def _recompute(opened: "House", actors: "dict[int, Actor]", reason: str) -> None:
    """The step on each; who acted on a request meanwhile makes it to be looked at once more."""
    from workflow.errors import MovedOn  # loads the database library
    from workflow.recalculation import officers_for
    from workflow.recalculation import recompute as perform

    done = 0
    for _ in range(3):
        found = _moved(opened)
        officers_for(found, actors.values())
        try:
            for one, act in perform(opened.desk, found, actors, now(), reason):
                done += act is not None
                click.echo(f"{one.no}：{_words(one.before)} → {_words(one.now)}")
        except MovedOn:
            continue
        break
    if done:
        click.echo(f"已重算{done}件，各写入一条台账")
