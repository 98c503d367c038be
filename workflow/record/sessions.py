"""Sessions (登录会话): what the name in a browser's cookie stands for, kept here and not in it.

The name is drawn at random and only its hash is stored, so that nobody who reads the table can
enter with it. A session that was ended never opens again, whoever still holds its cookie.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workflow.record.models import Officer, SecondFactor, SignIn
from workflow.terms import Term

#: Within this time the second factor must follow the password.
HALFWAY = timedelta(minutes=5)
#: The last use of a session is written at most so often.
TOUCHED = timedelta(minutes=1)
#: How long an ended session is still listed.
LISTED = timedelta(days=30)


class Ending(Term):
    """Why a session ended (退出原因)."""

    SIGNED_OUT = "signed_out", "本人退出"
    EVERYWHERE = "everywhere", "本人全部退出"
    ELSEWHERE = "elsewhere", "本人在别处结束"
    IDLE = "idle", "久未操作"
    LONGEST = "longest", "已满最长时间"
    PASSWORD = "password", "口令变更"
    SEATS = "seats", "岗位变更"
    ACCOUNT = "account", "账号停用或者恢复"
    FACTOR = "factor", "动态口令变更"
    REPLACED = "replaced", "换为新的会话"


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: unused, and in any case (登录时限)."""

    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=8)

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> "Limits":
        """As an agency has set them."""
        idle, longest = settings.get("signin.idle"), settings.get("signin.longest")
        return cls(timedelta(minutes=int(idle)) if idle else cls.idle,
                   timedelta(hours=int(longest)) if longest else cls.longest)


_USUAL = Limits()


@dataclass(frozen=True)
class Session:
    """One session; `ending` says why it is over, None while it is open."""

    id: int
    login: str
    whole: bool
    started: datetime
    seen: datetime
    address: str
    agent: str
    ended: datetime | None = None
    ending: Ending | None = None

    def over(self, now: datetime, limits: Limits = _USUAL) -> Ending | None:
        """Why the session is over at a moment; None while it is open."""
        if self.ending:
            return self.ending
        if now - self.started > (limits.longest if self.whole else HALFWAY):
            return Ending.LONGEST
        return Ending.IDLE if now - self.seen > limits.idle else None


@dataclass(frozen=True)
class Entered:
    """A session with what is still asked of its officer."""

    session: Session
    password_due: bool
    has_factor: bool


_COLUMNS = (SignIn.id, SignIn.login, SignIn.whole, SignIn.started, SignIn.seen, SignIn.address,
            SignIn.agent, SignIn.ended, SignIn.ending)
_FOUND = (
    select(*_COLUMNS, Officer.password_due, SecondFactor.login)
    .join(Officer, Officer.login == SignIn.login)
    .outerjoin(SecondFactor, SecondFactor.login == SignIn.login)
    .where(SignIn.mark == bindparam("mark"), SignIn.ended.is_(None))
)


def begin(
    connection: Connection, at: datetime, login: str, *, address: str, agent: str,
    whole: bool = True,
) -> str:
    """Begin a session and return its name, which only the browser keeps from now on."""
    name = secrets.token_urlsafe(32)
    connection.execute(insert(SignIn), {
        "mark": _mark(name), "login": login, "whole": whole, "started": at, "seen": at,
        "address": address[:64], "agent": agent[:80], "ending": ""})
    return name


def entered(connection: Connection, name: str) -> Entered | None:
    """The session of this name that nobody has ended; whether its time is over, its limits say."""
    row = connection.execute(_FOUND, {"mark": _mark(name)}).first()
    if row is None:
        return None
    *columns, password_due, factor = row
    return Entered(_session(columns), password_due, factor is not None)


def touch(connection: Connection, session: Session, now: datetime) -> None:
    """Write that a session was used, unless another request has just written it."""
    connection.execute(
        update(SignIn).where(SignIn.id == session.id, SignIn.seen < now, SignIn.ended.is_(None))
        .values(seen=now))


def end(connection: Connection, at: datetime, session: Session, why: Ending) -> None:
    """End one session."""
    _end(connection, at, why, SignIn.id == session.id)


def end_all(connection: Connection, at: datetime, login: str, why: Ending) -> None:
    """End every session of a login."""
    _end(connection, at, why, SignIn.login == login)


def of_login(connection: Connection, login: str) -> Sequence[Session]:
    """The sessions of a login that are still listed, newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(SignIn.login == login, SignIn.whole)
        .order_by(SignIn.started.desc(), SignIn.id.desc()))
    return [_session(row) for row in rows]


def sweep(
    connection: Connection, now: datetime, login: str, limits: Limits = _USUAL
) -> None:
    """Close what is over of a login, and forget what ended long ago, anybody's."""
    open_ones = connection.execute(
        select(*_COLUMNS).where(SignIn.login == login, SignIn.ended.is_(None))).all()
    for session in map(_session, open_ones):
        if why := session.over(now, limits):
            end(connection, now, session, why)
    connection.execute(delete(SignIn).where(SignIn.started < now - LISTED))


def _end(connection: Connection, at: datetime, why: Ending, which: Any) -> None:
    connection.execute(
        update(SignIn).where(which, SignIn.ended.is_(None)).values(ended=at, ending=why.value))


def _session(row: Sequence[Any]) -> Session:
    *columns, ending = row
    return replace(Session(*columns), ending=Ending(ending) if ending else None)


def _mark(name: str) -> str:
    """What is stored of a name: 256 random bits need no salt."""
    return hashlib.sha256(name.encode()).hexdigest()
