"""Health (系统健康): what must hold so that nothing is forgotten, each asked in a moment.

Nothing here reads more the longer the system runs. What would take long to prove (every trail,
every file) is the verification's; here it is asked whether it was proved lately.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, func, literal_column, select, text
from sqlalchemy.exc import DBAPIError

from workflow.record import checkpoints, notes, outbox, security
from workflow.record.beats import PATIENCE, Beat, Heard, heard
from workflow.record.database import reading, writing_at_once
from workflow.record.logs import Log
from workflow.record.miscounted import MISCOUNTED
from workflow.record.models import Request
from workflow.record.wall_clock import set_back

#: The least part of the disk that must be free.
FREE = 0.1
#: How long an entry may wait to be signed, and a job to be done.
SIGNED, WAITED = timedelta(minutes=30), timedelta(minutes=15)
#: How far the clocks of two machines may differ.
_SKEW = timedelta(minutes=5)
#: A worker that runs is heard of each minute.
_HEARD = timedelta(minutes=4)
_MISCOUNTED: Any = literal_column(f"({MISCOUNTED})")
_MANY = 100
#: Needs the right to write and changes nothing.
_NOTHING = "DELETE FROM beat WHERE name = ''"


@dataclass(frozen=True)
class Condition:
    """One thing that must hold: it does, it does not, or (None) there is nothing yet to hold.

    `serving`: whether the installation is not ready without it.
    """

    key: str
    label: str
    holds: bool | None
    text: str
    advice: str = ""
    serving: bool = True


@dataclass(frozen=True)
class Asked:
    """What is asked: an installation, the schema its program needs, and the moment."""

    engine: Engine
    data: Path
    head: str
    at: datetime


def conditions(asked: Asked) -> tuple[Condition, ...]:
    """Everything that must hold; of a database that does not answer only that it does not."""
    try:
        with reading(asked.engine) as connection:
            found = tuple(_in_database(connection, asked))
    except DBAPIError:
        found = (Condition("database", "数据库读写", False, "数据库没有应答",
                           "请检查数据库服务是否在运行、连接地址是否正确、磁盘是否可以读写"),)
    return (*found, disk(asked.data))


def is_ready(found: tuple[Condition, ...]) -> bool:
    """Whether everything holds without which the installation is not ready."""
    return not any(one.holds is False for one in found if one.serving)


def _in_database(connection: Connection, asked: Asked) -> Iterator[Condition]:
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    current = version == asked.head
    yield Condition("schema", "表结构", current, "与程序相符" if current else "与程序不符",
                    "" if current else "升级或者退回了程序：请运行 yishen init，或者换回原来的程序")
    if not current:
        return
    known, at = heard(connection), asked.at
    yield _writable(asked.engine)
    yield swept(known.get(Beat.SWEEPER), at)
    yield from (signed(connection, log, at) for log in Log)
    yield _outbox(connection, at)
    yield _failed(connection)
    yield _counted(connection)
    yield told_right(connection, at)
    yield backed_up(connection, known.get(Beat.BACKUP), at)
    yield drilled(connection, known.get(Beat.DRILL), at)


def _writable(engine: Engine) -> Condition:
    """Whether it may be written; that what is written arrives shows the sweep's beat."""
    try:
        with writing_at_once(engine) as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(_NOTHING)
        writable = True
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        writable = _is_busy(error)
    return Condition("database", "数据库读写", writable, "可以写入" if writable else "不能写入",
                     "" if writable else "请检查磁盘是否已满、文件是否只读、数据库账号的权限")


def _is_busy(error: Exception) -> bool:
    """Whether somebody else was writing this very moment: then it can be written."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, LockNotAvailable) or "database is locked" in str(cause)


def swept(last: Heard | None, at: datetime) -> Condition:
    """Whether limits were looked through lately."""
    advice = "请启动后台任务：yishen work --every 60（服务中 YISHEN_WORK_EVERY 不为 0 的自动启动）"
    if last is None:
        return Condition("sweeper", "巡查", False, "还没有巡查过", advice)
    late = _is_late(last, at)
    return Condition("sweeper", "巡查", not late,
                     f"{ago(at - last.at)}前巡查过", advice if late else "")


def is_worked(connection: Connection, at: datetime) -> bool:
    """Whether somebody does what waits in the background: a worker was heard of just now."""
    known = heard(connection)
    return any(-_SKEW < at - known[name].at < _HEARD for name in (Beat.WORKER, Beat.SWEEPER)
               if name in known)


def _is_late(last: Heard, at: datetime) -> bool:
    """A time that is yet to come was told by a clock that ran ahead: it proves nothing."""
    return at > last.due or last.at > at + _SKEW


def signed(connection: Connection, log: Log, at: datetime) -> Condition:
    """Whether no entry of a log waits too long to be signed."""
    newest = checkpoints.newest(connection, log)
    size = notes.read(newest[0]).size if newest else 0
    since = checkpoints.unsigned_since(connection, log)
    key, label = f"checkpoint_{log.value}", f"{log.label}检查点"
    told = f"{ago(at - newest[1])}前签发到第{size}条" if newest else "还没有签发过"
    if since is None:
        return Condition(key, label, True if newest else None,
                         f"{told}，没有等待签发的" if newest else "还没有可以签发的")
    late = at - since > SIGNED
    return Condition(
        key, label, not late, f"{told}；最早的一条已等待{ago(at - since)}",
        "请启动签发程序：yishen notary --every 300；拒绝签发的，运行 yishen verify" if late else "")


def _outbox(connection: Connection, at: datetime) -> Condition:
    since = outbox.oldest_due(connection, at)
    if since is None:
        return Condition("outbox", "后台任务", True, "没有等待办理的")
    late = at - since > WAITED
    return Condition("outbox", "后台任务", not late, f"最早的一项已等待{ago(at - since)}",
                     "请在“后台任务”页面查看未完成的原因；程序没有运行的，请启动" if late else "")


def _failed(connection: Connection) -> Condition:
    bad = outbox.is_any_failed(connection)
    return Condition("failed", "停止重试的任务", not bad, "有任务多次未能完成" if bad else "没有",
                     "请在“后台任务”页面查明原因，再重试或者放弃" if bad else "", serving=False)


def _counted(connection: Connection) -> Condition:
    wrong = connection.scalar(select(func.count()).select_from(
        select(Request.id).where(_MISCOUNTED).limit(_MANY).subquery())) or 0
    return Condition("clocks", "期限核对", not wrong, f"{wrong}件的期限与所处环节不符" if wrong
                     else "件件有期限，与所处环节相符",
                     "请运行 yishen verify 查明，再运行 yishen rebuild" if wrong else "")


def told_right(connection: Connection, at: datetime) -> Condition:
    """Whether the clock of this machine does not lie behind what is on record."""
    behind = set_back(connection, at)
    return Condition(
        "clock", "系统时间", not behind,
        f"比最近一条记录早{ago(behind)}" if behind else "不早于最近一条记录",
        "请校准服务器的时钟；期限和台账的先后次序不受影响" if behind else "", serving=False)


def backed_up(connection: Connection, last: Heard | None, at: datetime) -> Condition:
    """Whether the last backup is no older than a night, and has its keys."""
    return _done_lately(connection, Beat.BACKUP, last, at, "备份",
                        "请检查每夜的备份：yishen backup 目录 --keys 另一目录")


def drilled(connection: Connection, last: Heard | None, at: datetime) -> Condition:
    """Whether restoring was tried out within the last five weeks, with nothing found."""
    found = _done_lately(connection, Beat.DRILL, last, at, "恢复演练",
                         "请演练一次：yishen restore 备份目录 --check --keys 密钥目录")
    return Condition(found.key, found.label, found.holds, found.text, found.advice, serving=False)


def _done_lately(
    connection: Connection, name: Beat, last: Heard | None, at: datetime, label: str, advice: str,
) -> Condition:
    if last is None:
        first = security.at_of(connection, 1)
        young = first is None or at - first <= PATIENCE[name]
        return Condition(name.value, label, None if young else False, "还没有做过",
                         "" if young else advice)
    late = _is_late(last, at)
    wrong = "；".join(filter(None, (f"超过{ago(last.due - last.at)}" if late else "", last.fault)))
    told = f"上次在{ago(at - last.at)}前"
    return Condition(name.value, label, not wrong, f"{told}；{wrong}" if wrong else told,
                     advice if wrong else "")


def disk(data: Path, usage: Callable[[Path], shutil._ntuple_diskusage] = shutil.disk_usage
         ) -> Condition:
    """Whether enough of the disk is free that holds the data."""
    found = usage(data)
    free = found.free / found.total
    full = free < FREE
    return Condition(
        "disk", "磁盘", not full, f"剩余{free:.0%}（{found.free / 2**30:.1f} GiB）",
        f"请清理磁盘或者扩容：不应少于{FREE:.0%}" if full else "")


def ago(age: timedelta) -> str:
    """A span in words."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 72 * 60 else f"{minutes // 1440}天"
