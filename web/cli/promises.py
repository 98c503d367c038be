"""The doctor (体检): every promise of an installation, and whether it is kept today.

Reads only: nothing is migrated, made or mended. What was not proved lately counts as not kept.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import config, now

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from web.config import Config
    from workflow.record.logs import Log
    from workflow.record.security import SecurityAct, SecurityLine

#: How long ago each may have happened: signed while there was something to sign, backed up each
#: night, tried out each month.
_SIGNED, _BACKED_UP, _DRILLED = timedelta(minutes=30), timedelta(hours=26), timedelta(days=35)
#: The least part of the disk that must be free.
_FREE = 0.1


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

    with connected(place.database_url) as engine:
        if not is_installed(place, engine):
            yield Found(False, f"安装：{place.data}中还没有安装，请先运行 yishen init")
            return
        schema = list(_schema(engine))
        yield from schema
        yield from _durability(engine)
        if all(found.kept for found in schema):
            yield from _proved(engine, now())
    yield _disk(place.data)
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
    from workflow.record.database import reading
    from workflow.record.logs import Log
    from workflow.record.security import SecurityAct

    with reading(engine) as connection:
        yield from (_checkpoint(connection, log, at) for log in Log)
        yield _pending(connection)
        yield _counted(connection)
        yield _wall_clock(connection, at)
        yield _since(connection, at, SecurityAct.BACKED_UP, _BACKED_UP, "备份", _without_keys)
        yield _since(connection, at, SecurityAct.RESTORE_DRILLED, _DRILLED, "恢复演练", _findings)


def _checkpoint(connection: "Connection", log: "Log", at: datetime) -> Found:
    from workflow.record import checkpoints, logs, notes

    size, newest = logs.size(connection, log), checkpoints.newest(connection, log)
    if newest is None:
        return Found(False if size else None,
                     f"{log.label}检查点：还没有签发过，请运行 yishen notary")
    signed, age = notes.read(newest[0]).size, at - newest[1]
    kept = signed == size or age <= _SIGNED
    return Found(kept, f"{log.label}检查点：{_ago(age)}前签发到第{signed}条，现有{size}条")


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


def _wall_clock(connection: "Connection", at: datetime) -> Found:
    from workflow.record.wall_clock import set_back

    behind = set_back(connection, at)
    return Found(not behind, "系统时间：" + (
        f"比最近一条记录早{_ago(behind)}，请校准时钟；期限和先后次序不受影响"
        if behind else "不早于最近一条记录"))


def _since(
    connection: "Connection", at: datetime, what: "SecurityAct", most: timedelta, label: str,
    fault: "Callable[[SecurityLine], str]",
) -> Found:
    """When something was last done, as the security log has it."""
    from workflow.record.security import newest

    line = next(iter(newest(connection, only=what, limit=1)), None)
    if line is None:
        return Found(False, f"{label}：安全日志中没有记录")
    age, wrong = at - line.at, fault(line)
    late = f"，超过{_ago(most)}" if age > most else ""
    return Found(not late and not wrong, f"{label}：{_ago(age)}前{late}{wrong}")


def _without_keys(line: "SecurityLine") -> str:
    return "" if line.facts.get("keys") else "，没有备份密钥"


def _findings(line: "SecurityLine") -> str:
    found = line.facts.get("findings")
    return f"，发现{found}处问题" if found else ""


def _ago(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 72 * 60 else f"{minutes // 1440}天"


def _disk(data: Path) -> Found:
    usage = shutil.disk_usage(data)
    free = usage.free / usage.total
    return Found(free >= _FREE, f"磁盘：数据目录所在磁盘剩余{free:.0%}，"
                 f"{usage.free / 2**30:.1f} GiB（不应少于{_FREE:.0%}）")


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
