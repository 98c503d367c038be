"""The doctor (体检): every promise of an installation, and whether it is kept today.

Reads only: nothing is migrated, made or mended. What was not proved lately counts as not kept.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from web.cli.house import config, now

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from web.config import Config
    from workflow.work.health import Condition


@dataclass(frozen=True)
class Found:
    """One promise: kept, not kept, or (None) nothing that could be kept or broken."""

    kept: bool | None
    text: str

    def __str__(self) -> str:
        """One line of the report."""
        word = {True: "正常", False: "未通过", None: "说明"}[self.kept]
        return f"{word}\t{self.text}"


@click.command(help="体检：逐项列出本机安装的各项保证是否成立；有未通过的退出码为 1。")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """List every promise with its state; exit 1 if one is not kept."""
    place = config()
    broken = 0
    for found in _all(place):
        click.echo(str(found))
        broken += found.kept is False
    if broken:
        click.echo(f"{broken}项未通过", err=True)
        ctx.exit(1)


def _all(place: "Config") -> Iterator[Found]:
    from web.cli.backups import connected, is_installed  # loads the database library
    from workflow.work import health

    with connected(place.database_url) as engine:
        if not is_installed(place, engine):
            yield Found(False, f"安装：{place.data}中还没有安装，请先运行 yishen init")
            return
        schema = list(_schema(engine))
        yield from schema
        yield from _durability(engine)
        if all(found.kept for found in schema):
            yield from _proved(engine, now())
    yield _of(health.disk(place.data))
    yield from _keys(place)
    yield from _printing()
    yield _scanner()


def _schema(engine: "Engine") -> Iterator[Found]:
    import migrations

    found, head = migrations.current(engine), migrations.revisions()[-1]
    yield Found(found == head, f"表结构：版本{found}" + (
        "，最新" if found == head else f"，本程序需要{head}：启动服务或者运行 yishen init 即升级"))
    if found == head:
        faults = migrations.check(engine)
        yield Found(not faults, "表、约束和只追加触发器：" + ("；".join(faults) or "齐全"))


#: What a committed act rests on: the settings and the values they must have.
_SETTINGS = {
    "sqlite": ("PRAGMA ", {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
                           "recursive_triggers": "1", "secure_delete": "1"}),
    "postgresql": ("SHOW ", {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}),
}


def _durability(engine: "Engine") -> Iterator[Found]:
    from workflow.record.database import reading

    word, wanted = _SETTINGS[engine.dialect.name]
    with reading(engine) as connection:
        held = {name: str(connection.exec_driver_sql(f"{word}{name}").scalar())
                for name in wanted}
    wrong = [f"{name}={held[name]}（应为{wanted[name]}）" for name in wanted
             if held[name] != wanted[name]]
    yield Found(not wrong, "数据库落盘设置：" + ("；".join(wrong) or "提交即落盘"))


def _proved(engine: "Engine", at: datetime) -> Iterator[Found]:
    from workflow.record.beats import Beat, heard
    from workflow.record.database import reading
    from workflow.record.logs import Log
    from workflow.work import health

    with reading(engine) as connection:
        known = heard(connection)
        yield from (_of(health.signed(connection, log, at)) for log in Log)
        yield _pending(connection)
        yield _counted(connection)
        yield _of(health.told_right(connection, at))
        yield _of(health.swept(known.get(Beat.SWEEPER), at))
        yield _of(health.backed_up(connection, known.get(Beat.BACKUP), at))
        yield _of(health.drilled(connection, known.get(Beat.DRILL), at))


def _of(condition: "Condition") -> Found:
    """What the health page shows as well."""
    advice = f"；{condition.advice}" if condition.advice else ""
    return Found(condition.holds, f"{condition.label}：{condition.text}{advice}")


def _pending(connection: "Connection") -> Found:
    from sqlalchemy import func, select

    from workflow.record.models import LogPending

    waiting = connection.scalar(select(func.count()).select_from(LogPending)) or 0
    return Found(None, f"等待编入日志：{waiting}条")


def _counted(connection: "Connection") -> Found:
    from workflow.archive.invariants import of_the_lists

    found = list(of_the_lists(connection))
    return Found(not found, "期限、文号、发件箱：" + (
        f"{len(found)}处不符，首处为 {found[0]}；请运行 yishen verify"
        if found else "件件有期限，文号不丢不重"))


def _keys(place: "Config") -> Iterator[Found]:
    """Every key is there, for the eyes of its account alone."""
    from web.cli.backups import readable
    from workflow.record.backup import KEYS, is_key, places

    there = places(place.data, readable(place.notary))
    keys = [path for name, path in there.items() if is_key(name)]
    if not (place.data / KEYS).is_dir() or not keys:
        yield Found(False, f"密钥：{place.data / KEYS}中没有密钥，个人信息无法读出")
        return
    bare = [f"{key.parent.name}/{key.name}" for key in (place.data / KEYS, *keys)
            if key.stat().st_mode & 0o077]
    yield Found(not bare, f"密钥权限：{len(keys)}个，" + (
        f"其他账号可以读取：{'、'.join(bare)}" if bare else "仅本账号可读"))


def _printing() -> Iterator[Found]:
    """The faces are there, and a press in a process of its own prints a page."""
    from letters.fonts import FACES, default_fonts, face_path
    from letters.papers import CheckpointSheet
    from letters.press_room import PressRoom
    from workflow.errors import WorkflowError

    missing = [face for face in FACES if not face_path(default_fonts(), face).is_file()]
    yield Found(not missing, "公文字体：" + (f"缺少{'、'.join(missing)}" if missing else "齐全"))
    if missing:
        return
    room = PressRoom()
    try:
        page = room.print_form(CheckpointSheet(
            agency="依申请公开办理系统", request_no="", printed_on=now().date(),
            printed_by="体检", log="试印", origin="yishen.invalid", size=0, root="0" * 64,
            key="无", note="无"))
        yield Found(True, f"印制进程：试印{page.pages}页")
        yield _confinement(room.processes())
    except WorkflowError as error:
        yield Found(False, f"印制进程：{error}")
    finally:
        room.close()


def _confinement(processes: list[int]) -> Found:
    """Whether the kernel itself keeps the press from the network and from files."""
    from workflow.confined import is_filtered

    if processes and all(is_filtered(process) for process in processes):
        return Found(True, "印制、查验进程：内核已禁止联网、执行程序和改动文件（seccomp）")
    return Found(None, "印制、查验进程：本机内核不支持 seccomp 过滤，仅由程序自身禁止联网")


def _scanner() -> Found:
    """An absent scanner is no broken promise: what is taken in without it says so."""
    there = shutil.which("clamdscan", path=os.environ.get("PATH"))
    return Found(None, "病毒扫描：" + ("clamdscan 可用" if there else
                                   "没有 clamdscan（Debian 软件包 clamdscan、clamav-daemon）"))
