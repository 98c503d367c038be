"""Signing in (登录): what an officer does at the entrance, each act with its line in the log.

Attempts are counted before they are looked at; a session begins when the password was right, and
is whole when the second factor was, where there is one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.errors import NotFound
from workflow.record import attempts, factors, sessions
from workflow.record.keyring import KeyRing
from workflow.record.models import Officer
from workflow.record.people import Actor
from workflow.record.security import NO_AGENCY, SecurityAct, append
from workflow.record.sessions import Ending, Limits, Session


def begin(
    connection: Connection, at: datetime, ticks: datetime, officer: Actor, *, address: str,
    agent: str, factor: str = "", limits: Limits | None = None,
) -> str:
    """Begin a whole session (登录) and return its name; `factor` says what was asked besides."""
    sessions.sweep(connection, ticks, officer.login, limits or Limits())
    name = sessions.begin(connection, ticks, officer.login, address=address, agent=agent)
    facts = {"where": address, "agent": agent, **({"factor": factor} if factor else {})}
    append(connection, at, officer.login, SecurityAct.SIGNED_IN, facts, officer.agency_id)
    return name


def sign_out(
    connection: Connection, at: datetime, ticks: datetime, officer: Actor, session: Session
) -> None:
    """End this session (退出)."""
    sessions.end(connection, ticks, session, Ending.SIGNED_OUT)
    append(connection, at, officer.login, SecurityAct.SIGNED_OUT, {}, officer.agency_id)


def sign_out_everywhere(
    connection: Connection, at: datetime, ticks: datetime, officer: Actor
) -> None:
    """End every session of the officer (全部退出)."""
    sessions.end_all(connection, ticks, officer.login, Ending.EVERYWHERE)
    append(connection, at, officer.login, SecurityAct.SIGNED_OUT_EVERYWHERE, {}, officer.agency_id)


def end_other(
    connection: Connection, at: datetime, ticks: datetime, officer: Actor, id: int
) -> None:
    """End one of the officer's own sessions from another one.

    Raises NotFound if it is no open session of this officer.
    """
    own = {one.id: one for one in sessions.of_login(connection, officer.login)}
    session = own.get(id)
    if session is None or session.over(ticks):
        raise NotFound("这次登录不存在，或者已经结束")
    sessions.end(connection, ticks, session, Ending.ELSEWHERE)
    append(connection, at, officer.login, SecurityAct.SESSION_ENDED,
           {"where": session.address, "agent": session.agent}, officer.agency_id)


def failed(
    connection: Connection, at: datetime, what: SecurityAct, mark: str, officer: Actor | None,
    address: str,
) -> None:
    """Log a failure, and that the account is shut by it.

    What was typed for an unknown account may be somebody's password: it is not kept.
    """
    login, agency = (officer.login, officer.agency_id) if officer else ("", NO_AGENCY)
    append(connection, at, login, what, {"where": address}, agency)
    if attempts.is_last(connection, mark):
        append(connection, at, login, SecurityAct.SIGN_IN_SHUT, {"where": address}, agency)


def bind_factor(
    connection: Connection, ring: KeyRing, at: datetime, ticks: datetime, officer: Actor,
    secret: bytes, counter: int, codes: Iterable[str],
) -> None:
    """Bind a second factor (绑定动态口令) proved by the code of `counter`; all sessions end."""
    factors.bind(connection, ring, at, officer.login, secret, counter)
    factors.keep_codes(connection, officer.login, codes)
    sessions.end_all(connection, ticks, officer.login, Ending.FACTOR)
    append(connection, at, officer.login, SecurityAct.SECOND_FACTOR_BOUND, {}, officer.agency_id)


def drop_own_factor(
    connection: Connection, at: datetime, ticks: datetime, officer: Actor
) -> None:
    """Take off one's own second factor (解除动态口令); all sessions end.

    Raises NotFound if there is none.
    """
    if not factors.drop(connection, officer.login):
        raise NotFound("没有绑定动态口令")
    sessions.end_all(connection, ticks, officer.login, Ending.FACTOR)
    append(connection, at, officer.login, SecurityAct.SECOND_FACTOR_DROPPED,
           {"login": officer.login}, officer.agency_id)


def renew_codes(
    connection: Connection, at: datetime, officer: Actor, codes: Iterable[str]
) -> None:
    """Keep new recovery codes (更换备用码); those before are worth nothing."""
    factors.keep_codes(connection, officer.login, codes)
    append(connection, at, officer.login, SecurityAct.RECOVERY_CODES_MADE, {}, officer.agency_id)


def use_code(connection: Connection, at: datetime, officer: Actor, code: str) -> bool:
    """Use a recovery code (备用码) in place of the phone; False if it is none that is left."""
    if not factors.take_code(connection, at, officer.login, code):
        return False
    append(connection, at, officer.login, SecurityAct.RECOVERY_CODE_USED,
           {"left": factors.codes_left(connection, officer.login)}, officer.agency_id)
    return True


def open_again(connection: Connection, at: datetime, by: Actor, login: str, mark: str) -> int:
    """Forget the failures of an account (解除暂停登录); returns how many there were.

    Raises NotFound for an unknown login.
    """
    agency = connection.scalar(select(Officer.agency_id).where(Officer.login == login))
    if agency is None:
        raise NotFound(f"没有“{login}”这个账号")
    forgotten = attempts.forget(connection, mark)
    append(connection, at, by.login, SecurityAct.SIGN_IN_OPENED, {"login": login}, agency)
    return forgotten
