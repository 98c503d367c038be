"""The office (公开办): the one door to everything written outside requests.

Agencies, officers, grants, settings and sign-ins. Every act is one call inside the caller's write
transaction and leaves one chained entry in the security log; if the log cannot be written, neither
is the act. The three administrations exclude one another (三权分立): 系统管理员 keeps accounts and
settings, 安全管理员 grants seats, 审计管理员 reads the log.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from letters.seal import checked_seal
from workflow.entitled import CONSOLE, need, unless, words
from workflow.errors import LetterRefused, NotFound, Reason, StepNotAllowed
from workflow.law.notice import Notice
from workflow.law.notice_file import faults_of, read_notice
from workflow.record import factors, sessions
from workflow.record.agencies import is_within
from workflow.record.calendars import calendar_at, digest_of, enter, is_in_force
from workflow.record.models import Agency, AgencySetting, Officer, Request, SeatGrant
from workflow.record.number_text import pattern_faults
from workflow.record.people import (
    NAME,
    SHORT_NAME,
    Actor,
    Directory,
    Office,
    actor_of,
    office_of,
)
from workflow.record.security import NO_AGENCY, SecurityAct, append
from workflow.record.sessions import Ending
from workflow.record.settings import LONGEST, SETTINGS, faults
from workflow.record.standing import beijing_day
from workflow.terms import AgencyKind, Role

__all__ = [
    "BRANCHES", "CONSOLE", "Actor", "Directory", "Office", "actor_of", "add_agency", "add_officer",
    "agency_id_of",
    "change_setting",
    "check_notice",
    "check_setting",
    "disable",
    "drop_factor",
    "earliest",
    "enable",
    "grant",
    "let_password_expire",
    "load_notice",
    "login_faults",
    "may_load_notices",
    "note",
    "office_of",
    "revoke",
    "set_email",
    "set_password",
]

#: The branch of a login (账号类别): case work or one of the three administrations.
BRANCHES = {
    "case": "业务人员", "system": "系统管理员", "security": "安全管理员", "audit": "审计管理员",
}
_BRANCH_OF = {
    Role.SYSTEM_ADMIN: "system", Role.SECURITY_ADMIN: "security", Role.AUDIT_ADMIN: "audit",
}
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,63}")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_CODE = re.compile(r"[A-Z0-9]{2,16}")


def add_agency(
    connection: Connection, at: datetime, by: Actor, *, code: str, name: str, short_name: str,
    kind: AgencyKind, parent_code: str = "",
) -> int:
    """Add an agency (机关) and return its id; `short_name` is its 机关代字 in document numbers.

    A system administrator adds agencies below the own one, the command line any.
    """
    parent = agency_id_of(connection, parent_code) if parent_code else None
    below = by is CONSOLE or (parent is not None and is_within(connection, parent, by.agency_id))
    need(by, Role.SYSTEM_ADMIN, by.agency_id, [
        *unless(_CODE.fullmatch(code), "机关代码应当是2至16位大写字母或数字", "code"),
        *words(name, "机关全称", "name", most=LONGEST[NAME]),
        *words(short_name, "机关代字", "short_name", most=LONGEST[SHORT_NAME]),
        *unless(_agency(connection, code) is None, f"机关代码“{code}”已经使用", "code"),
        *unless(below, "只能设立本机关的下级机关，请选择上级机关", "parent"),
    ])
    row = {"code": code, "name": name.strip(), "short_name": short_name.strip(), "kind": kind,
           "parent_id": parent}
    id = connection.execute(insert(Agency).returning(Agency.id), row).scalar_one()
    append(connection, at, by.login, SecurityAct.AGENCY_ADDED, row, id)
    return id


def change_setting(
    connection: Connection, at: datetime, by: Actor, agency_id: int, key: str, value: str, *,
    effective_from: date, reason: str = "",
) -> None:
    """Set a dated setting of an agency; what held before its first day keeps holding until then.

    How limits are counted and who must be kept apart never changes for acts already done.
    """
    value = _tidy(value)
    check_setting(connection, at, by, agency_id, key, value, effective_from=effective_from,
                  reason=reason)
    same = ((AgencySetting.agency_id == agency_id) & (AgencySetting.key == key)
            & (AgencySetting.effective_from == effective_from))
    row = {"value": value, "reason": reason.strip()}
    changed = connection.execute(update(AgencySetting).where(same).values(**row)).rowcount
    if not changed:
        connection.execute(insert(AgencySetting), {
            "agency_id": agency_id, "key": key, "effective_from": effective_from, **row})
    append(connection, at, by.login, SecurityAct.SETTING_CHANGED,
           {"key": key, "effective_from": effective_from, **row}, agency_id)


def check_setting(
    connection: Connection, at: datetime, by: Actor, agency_id: int, key: str, value: str, *,
    effective_from: date, reason: str = "",
) -> None:
    """Raise StepNotAllowed with everything that speaks against a setting; write nothing."""
    value = _tidy(value)
    need(by, Role.SYSTEM_ADMIN, agency_id, [
        *faults(key, value, reason),
        *_seal_faults(key, value),
        *_number_faults(connection, agency_id, key, value, effective_from),
        *unless(effective_from >= earliest(key, beijing_day(at))
                or not _has_requests(connection, agency_id),
                "已有在案申请，期限口径、岗位分离规则和机关名称不得倒签：岗位分离规则、机关名称"
                "最早自今天、期限口径最早自明天起生效", "effective_from"),
    ])


def _tidy(value: str) -> str:
    return value.strip().replace("\r\n", "\n")


def check_notice(connection: Connection, at: datetime, by: Actor, text: str) -> Notice:
    """The notice of a file, if this officer may load it; nothing is written.

    It holds for all agencies, so the command line loads it, or the system administrator of an
    agency with none above it. Raises BadFacts for a file that is no notice, StepNotAllowed with
    everything wrong in it.
    """
    notice = read_notice(text)
    calendar = calendar_at(connection, (notice.holds_in,), at)
    need(by, Role.SYSTEM_ADMIN, by.agency_id, [
        *unless(may_load_notices(connection, by),
                "放假通知对全部机关生效，由最上级机关的系统管理员载入", "notice"),
        *faults_of(notice, calendar, beijing_day(at)),
        *unless(not is_in_force(connection, text), f"{notice.number}已经载入", "notice"),
    ])
    return notice


def may_load_notices(connection: Connection, by: Actor) -> bool:
    """Whether no agency stands above the officer's own."""
    above = connection.scalar(select(Agency.parent_id).where(Agency.id == by.agency_id))
    return by is CONSOLE or above is None


def load_notice(
    connection: Connection, at: datetime, by: Actor, text: str
) -> Notice:
    """Load a holiday notice (放假通知) from the text of its file: known from this moment on.

    Raises what `check_notice` raises.
    """
    notice = check_notice(connection, at, by, text)
    enter(connection, text, at, by.login)
    append(connection, at, by.login, SecurityAct.NOTICE_LOADED, {
        "number": notice.number, "title": notice.title, "region": notice.holds_in,
        "digest": digest_of(text)})
    return notice


def add_officer(
    connection: Connection, at: datetime, by: Actor, agency_id: int, *, login: str, name: str,
    unit: str = "", branch: str = "case", password_hash: str = "", start: bool = False,
) -> int:
    """Open an account (账号) without any seat; `branch` is one of BRANCHES and never changes.

    A `start` password was handed over and must be replaced before anything else (初始口令).
    """
    need(by, Role.SYSTEM_ADMIN, agency_id, [
        *login_faults(connection, login),
        *words(name, "姓名", "name", most=64),
        *words(unit, "单位", "unit", most=64, asked=False),
        *unless(branch in BRANCHES, "请选择账号类别", "branch"),
    ])
    id = connection.execute(insert(Officer).returning(Officer.id), {
        "agency_id": agency_id, "login": login, "name": name.strip(), "unit": unit.strip(),
        "branch": branch, "password": password_hash, "password_due": start, "active": True,
    }).scalar_one()
    append(connection, at, by.login, SecurityAct.OFFICER_ADDED,
           {"login": login, "branch": branch, "unit": unit}, agency_id)
    return id


def login_faults(connection: Connection, login: str) -> list[Reason]:
    """What is wrong with the login of a new account: how it is written, or that it is taken."""
    taken = connection.scalar(select(Officer.id).where(Officer.login == login))
    return [
        *unless(_LOGIN.fullmatch(login), "账号应当以小写字母开头，由小写字母、数字和._-组成",
                "login"),
        *unless(taken is None, f"账号“{login}”已经使用", "login"),
    ]


def grant(
    connection: Connection, at: datetime, by: Actor, login: str, role: Role, *, valid_from: date,
    valid_until: date | None = None,
) -> None:
    """Give an officer a seat (岗位) from a day on, to the last day if one is named."""
    officer = _officer(connection, by, login)
    branch = _BRANCH_OF.get(role, "case")
    need(by, Role.SECURITY_ADMIN, officer.agency_id, [
        *unless(officer.branch == branch,
                 f"“{role.label}”只能授予{BRANCHES[branch]}账号（三权分立）", "role"),
        *unless(valid_until is None or valid_from <= valid_until, "终止日早于起始日",
                 "valid_until"),
    ])
    same = ((SeatGrant.officer_id == officer.id) & (SeatGrant.role == role)
            & (SeatGrant.valid_from == valid_from))
    if not connection.execute(
            update(SeatGrant).where(same).values(valid_until=valid_until)).rowcount:
        connection.execute(insert(SeatGrant), {
            "officer_id": officer.id, "branch": branch, "role": role, "valid_from": valid_from,
            "valid_until": valid_until})
    sessions.end_all(connection, at, login, Ending.SEATS)
    append(connection, at, by.login, SecurityAct.SEAT_GRANTED, {
        "login": login, "role": role, "valid_from": valid_from, "valid_until": valid_until,
    }, officer.agency_id)


def revoke(
    connection: Connection, at: datetime, by: Actor, login: str, role: Role, *, from_day: date,
) -> None:
    """Take a seat back: from that day on it is no longer held."""
    officer = _officer(connection, by, login)
    held = ((SeatGrant.officer_id == officer.id) & (SeatGrant.role == role)
            & (SeatGrant.valid_until.is_(None) | (SeatGrant.valid_until >= from_day)))
    given = connection.scalar(select(SeatGrant.id).where(held))
    need(by, Role.SECURITY_ADMIN, officer.agency_id,
          unless(given is not None, f"{officer.name}没有“{role.label}”岗位", "role"))
    connection.execute(
        update(SeatGrant).where(held).values(valid_until=from_day - timedelta(days=1)))
    sessions.end_all(connection, at, login, Ending.SEATS)
    append(connection, at, by.login, SecurityAct.SEAT_REVOKED,
           {"login": login, "role": role, "from_day": from_day}, officer.agency_id)


def set_password(
    connection: Connection, at: datetime, by: Actor, login: str, password_hash: str, *,
    start: bool = False,
) -> None:
    """Replace a password (口令) by its hash: one's own, or as 系统管理员; open sessions end.

    A `start` password was handed over and must be replaced before anything else (初始口令).
    """
    officer = _officer(connection, by, login)
    if by.login != login:
        need(by, Role.SYSTEM_ADMIN, officer.agency_id, [])
    elif start:  # whoever got hold of an open session must not make a password of it
        raise StepNotAllowed([Reason("自己的口令请在“修改口令”页面更换", field="login")])
    connection.execute(
        update(Officer).where(Officer.id == officer.id)
        .values(password=password_hash, password_due=start))
    sessions.end_all(connection, at, login, Ending.PASSWORD)
    append(connection, at, by.login, SecurityAct.PASSWORD_SET, {"login": login}, officer.agency_id)


def set_email(connection: Connection, at: datetime, by: Actor, address: str) -> None:
    """Say where one's own reminders are mailed to; "" for nowhere. The log names no address.

    Raises StepNotAllowed for an address that is none.
    """
    address = address.strip()
    if address and not (len(address) <= 254 and _EMAIL.fullmatch(address)):
        raise StepNotAllowed([Reason("请填写完整的电子邮箱，如 liming@example.gov.cn；"
                                     "不需要邮件提醒的留空", field="email")])
    connection.execute(update(Officer).where(Officer.login == by.login).values(email=address))
    append(connection, at, by.login, SecurityAct.EMAIL_SET,
           {"login": by.login, "on": bool(address)}, by.agency_id)


def drop_factor(
    connection: Connection, at: datetime, by: Actor, login: str, *, reason: str
) -> None:
    """Take the second factor off an account (解除动态口令), as after a lost phone; sessions end."""
    officer = _officer(connection, by, login)
    bound = factors.drop(connection, login)
    need(by, Role.SYSTEM_ADMIN, officer.agency_id, [
        *unless(bound, f"{officer.name}没有绑定动态口令", "login"),
        *unless(by.login != login, "自己的动态口令请在“动态口令”页面解除", "login"),
        *unless(reason.strip(), "请写明理由，如：手机遗失，已当面核实本人身份", "reason"),
    ])
    sessions.end_all(connection, at, login, Ending.FACTOR)
    append(connection, at, by.login, SecurityAct.SECOND_FACTOR_DROPPED,
           {"login": login, "reason": reason.strip()}, officer.agency_id)


def let_password_expire(connection: Connection, at: datetime, login: str) -> None:
    """Ask for a new password (口令到期) before anything else; what is open stays open."""
    officer = _officer(connection, CONSOLE, login)
    connection.execute(
        update(Officer).where(Officer.id == officer.id).values(password_due=True))
    append(connection, at, CONSOLE.login, SecurityAct.PASSWORD_EXPIRED, {"login": login},
           officer.agency_id)


def disable(
    connection: Connection, at: datetime, by: Actor, login: str, reason: str = ""
) -> None:
    """Disable an account (停用): it can no longer sign in, and what is open ends."""
    _activate(connection, at, by, login, False, reason)


def enable(connection: Connection, at: datetime, by: Actor, login: str) -> None:
    """Let a disabled account sign in again (恢复)."""
    _activate(connection, at, by, login, True)


def note(
    connection: Connection, at: datetime, login: str, what: SecurityAct, agency_id: int = NO_AGENCY,
    **facts: Any,
) -> None:
    """Log an act that changes nothing else: a sign-in, a failure, a verification."""
    append(connection, at, login, what, facts, agency_id)


def agency_id_of(connection: Connection, code: str) -> int:
    """The id of the agency with this code.

    Raises NotFound if there is none.
    """
    id = _agency(connection, code)
    if id is None:
        raise NotFound(f"没有代码为“{code}”的机关")
    return id


def _activate(
    connection: Connection, at: datetime, by: Actor, login: str, active: bool, reason: str = ""
) -> None:
    officer = _officer(connection, by, login)
    need(by, Role.SYSTEM_ADMIN, officer.agency_id,
          unless(by.login != login, "不能停用自己的账号", "login"))
    connection.execute(update(Officer).where(Officer.id == officer.id).values(active=active))
    sessions.end_all(connection, at, login, Ending.ACCOUNT)
    what = SecurityAct.OFFICER_ENABLED if active else SecurityAct.OFFICER_DISABLED
    append(connection, at, by.login, what,
           {"login": login, **({"reason": reason} if reason else {})}, officer.agency_id)


def earliest(key: str, today: date) -> date:
    """The first day a new value may hold from: what was counted today stays counted so."""
    if key.startswith("clock."):
        return today + timedelta(days=1)
    return today if key.startswith(("rule.", "agency_")) else date.min


def _seal_faults(key: str, value: str) -> list[Reason]:
    """What the press would refuse in the drawing of a seal, said before it is kept."""
    try:
        if key == "seal_svg" and value:
            checked_seal(value)
    except LetterRefused as error:
        return [Reason(text, field="value") for text in error.findings]
    return []


def _number_faults(
    connection: Connection, agency_id: int, key: str, value: str, day: date
) -> list[Reason]:
    """What is wrong with a pattern of document numbers; a blank one goes back to the usual."""
    if not (value and key.startswith("number.") and key in SETTINGS):
        return []
    held = office_of(connection, agency_id, day)
    return list(pattern_faults(key, value, held.short_name, held.settings))


def _has_requests(connection: Connection, agency_id: int) -> bool:
    return connection.scalar(
        select(Request.id).where(Request.agency_id == agency_id).limit(1)) is not None


def _agency(connection: Connection, code: str) -> int | None:
    return connection.scalar(select(Agency.id).where(Agency.code == code))


def _officer(connection: Connection, by: Actor, login: str) -> Any:
    row = connection.execute(
        select(Officer.id, Officer.agency_id, Officer.name, Officer.branch)
        .where(Officer.login == login)
    ).first()
    if row is None or (by is not CONSOLE and row.agency_id != by.agency_id):
        raise NotFound(f"没有“{login}”这个账号")
    return row
