"""The security log (安全日志): every act outside requests, in one hash chain for the installation.

Accounts, grants, settings and sign-ins (GB/T 22239-2019 安全审计). An entry never holds a password
or a personal field, and nothing updates or deletes one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, or_, select
from sqlalchemy.exc import DBAPIError, OperationalError

from workflow.errors import TrailBroken
from workflow.record.database import in_turn
from workflow.record.models import SecurityEntry
from workflow.record.pen import fetched
from workflow.record.trail import (
    ALGORITHM,
    MOMENT_LENGTH,
    ORIGIN,
    VERSION,
    canonical,
    hash_of,
    moment,
    moment_text,
)
from workflow.terms import Term

_LOCK = 0x79736563  # "ysec": one entry after the other on PostgreSQL
#: What stands before the moment of an entry: only agency and algorithm come before it.
_AT = '"at":"'
#: The agency of an entry that belongs to no agency (an unknown login, the command line).
NO_AGENCY = 0


class SecurityAct(Term):
    """What was done outside requests (安全事件)."""

    AGENCY_ADDED = "agency_added", "设立机关"
    UNIT_SET = "unit_set", "变更科室"
    GUIDE_WRITTEN = "guide_written", "发布公开指南"
    ANNUAL_FIGURES_TOLD = "annual_figures_told", "填报年报数据"
    ANNUAL_REPORT_PUBLISHED = "annual_report_published", "年报定稿"
    SETTING_CHANGED = "setting_changed", "变更机关设置"
    NOTICE_LOADED = "notice_loaded", "载入放假通知"
    OFFICER_ADDED = "officer_added", "开设账号"
    OFFICER_DISABLED = "officer_disabled", "停用账号"
    OFFICER_ENABLED = "officer_enabled", "恢复账号"
    PASSWORD_SET = "password_set", "变更口令"
    PASSWORD_EXPIRED = "password_expired", "口令到期"
    EMAIL_SET = "email_set", "变更提醒邮箱"
    SEAT_GRANTED = "seat_granted", "授予岗位"
    SEAT_REVOKED = "seat_revoked", "收回岗位"
    SUBSTITUTE_NAMED = "substitute_named", "指定代行"
    SUBSTITUTE_ENDED = "substitute_ended", "终止代行"
    SIGNED_IN = "signed_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGNED_OUT = "signed_out", "退出登录"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere", "全部退出"
    SESSION_ENDED = "session_ended", "结束其他登录"
    REAUTHENTICATION_FAILED = "reauthentication_failed", "口令复核失败"
    SECOND_FACTOR_FAILED = "second_factor_failed", "动态口令错误"
    SIGN_IN_SHUT = "sign_in_shut", "暂停登录"
    SIGN_IN_OPENED = "sign_in_opened", "解除暂停登录"
    SECOND_FACTOR_BOUND = "second_factor_bound", "绑定动态口令"
    SECOND_FACTOR_DROPPED = "second_factor_dropped", "解除动态口令"
    RECOVERY_CODES_MADE = "recovery_codes_made", "更换备用码"
    RECOVERY_CODE_USED = "recovery_code_used", "使用备用码"
    LOG_VERIFIED = "log_verified", "核验安全日志"
    TRAIL_VERIFIED = "trail_verified", "核验办理台账"
    SAMPLE_DRAWN = "sample_drawn", "抽取复查样本"
    REGISTER_IMPORTED = "register_imported", "导入登记台账"
    FILE_EXPORTED = "file_exported", "导出案卷"
    REGISTER_EXPORTED = "register_exported", "导出登记台账"
    RESULT_FETCHED = "result_fetched", "下载办理结果"
    BACKED_UP = "backed_up", "备份"
    RESTORE_DRILLED = "restore_drilled", "恢复演练"
    JOB_RETRIED = "job_retried", "重试后台任务"
    JOB_DISCARDED = "job_discarded", "放弃后台任务"
    PERSONAL_SHOWN = "personal_shown", "查看完整个人信息"
    PERSONAL_ERASED = "personal_erased", "销毁个人信息"
    KEYS_ROTATED = "keys_rotated", "更换密钥"


@dataclass(frozen=True)
class SecurityLine:
    """One entry of the security log, read back."""

    seq: int
    prev: str
    at: datetime
    agency: int
    officer: str
    what: SecurityAct
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class BrokenLine:
    """A place where the security log does not prove what it should."""

    seq: int
    text: str


def append(
    connection: Connection, at: datetime, officer: str, what: SecurityAct,
    facts: Mapping[str, Any], agency: int = NO_AGENCY,
) -> int:
    """Write one entry in the caller's write transaction and return its number."""
    in_turn(connection, _LOCK)
    last = connection.execute(
        select(SecurityEntry.seq, SecurityEntry.hash).order_by(SecurityEntry.seq.desc()).limit(1)
    ).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, ORIGIN)
    body = canonical({
        "v": VERSION, "alg": ALGORITHM, "seq": seq, "prev": prev, "at": at, "agency": agency,
        "officer": officer, "what": what, "facts": facts,
    })
    connection.execute(insert(SecurityEntry), {"seq": seq, "body": body, "hash": hash_of(body)})
    return seq


def prove_writable(engine: Engine, at: datetime) -> None:
    """Write an entry and take it back: what cannot be logged must not be served.

    Raises TrailBroken where the database refuses; a disk that is full is told to whoever writes.
    """
    try:
        with fetched(engine) as connection, connection.begin() as tried:
            append(connection, at, "", SecurityAct.LOG_VERIFIED, {})
            tried.rollback()
    except DBAPIError as error:
        if isinstance(error, OperationalError) and "readonly" not in str(error.orig):
            return
        raise TrailBroken(f"安全日志不能写入，没有启动：{error.orig}") from error


def newest(
    connection: Connection, agency: int | None = None, *, before: int | None = None,
    limit: int = 50, only: SecurityAct | None = None, officer: str = "",
    since: datetime | None = None, until: datetime | None = None,
) -> list[SecurityLine]:
    """Entries, newest first; of one agency and one kind of act where given.

    Also those in which one officer acts or is the one concerned, and those from a moment on and
    before another one.
    """
    query = select(SecurityEntry.body, SecurityEntry.hash).order_by(SecurityEntry.seq.desc())
    if officer:
        query = query.where(or_(
            SecurityEntry.body.contains(f'"officer":"{officer}","prev":"', autoescape=True),
            SecurityEntry.body.contains(f'"login":"{officer}"', autoescape=True)))
    # A moment is written in one length and order, so that text compares as time does.
    found = func.instr if connection.dialect.name == "sqlite" else func.strpos
    at = func.substr(SecurityEntry.body, found(SecurityEntry.body, _AT) + len(_AT), MOMENT_LENGTH)
    if since is not None:
        query = query.where(at >= moment_text(since))
    if until is not None:
        query = query.where(at < moment_text(until))
    if agency is not None:  # the canonical body begins with its first key in the alphabet
        query = query.where(SecurityEntry.body.startswith(f'{{"agency":{agency},'))
    if only is not None:
        query = query.where(SecurityEntry.body.endswith(f'"what":"{only.value}"}}'))
    if before is not None:
        query = query.where(SecurityEntry.seq < before)
    return [_read(body, digest) for body, digest in connection.execute(query.limit(limit))]


def at_of(connection: Connection, seq: int) -> datetime | None:
    """When an entry was written; None if there is none of that number."""
    row = connection.execute(
        select(SecurityEntry.body, SecurityEntry.hash).where(SecurityEntry.seq == seq)).first()
    return _read(row.body, row.hash).at if row else None


def verify_security_log(connection: Connection) -> tuple[BrokenLine, ...]:
    """Replay the whole chain; empty if every entry is where and what it was."""
    rows = connection.execute(
        select(SecurityEntry.seq, SecurityEntry.body, SecurityEntry.hash)
        .order_by(SecurityEntry.seq)
    )
    return tuple(_broken(rows))


def _broken(rows: Any) -> Iterator[BrokenLine]:
    expected, prev = 1, ORIGIN
    for seq, body, digest in rows:
        if seq != expected:
            yield BrokenLine(seq, f"第{expected}条缺失")
        if hash_of(body) != digest:
            yield BrokenLine(seq, f"第{seq}条的内容与其哈希值不符")
        try:
            line = _read(body, digest)
        except TrailBroken as error:
            yield BrokenLine(seq, str(error))
        else:
            if line.seq != seq:
                yield BrokenLine(seq, f"第{seq}条自称第{line.seq}条")
            if line.prev != prev:
                yield BrokenLine(seq, f"第{seq}条没有接在上一条之后")
        expected, prev = seq + 1, digest


def _read(body: str, digest: str) -> SecurityLine:
    try:
        values = json.loads(body)
        return SecurityLine(
            seq=values["seq"], prev=values["prev"], at=moment(values["at"]),
            agency=values["agency"], officer=values["officer"],
            what=SecurityAct(values["what"]), facts=values["facts"], hash=digest,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise TrailBroken(f"安全日志条目无法读取：{error}") from error
