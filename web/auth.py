"""Sign-in (登录): accounts for Flask-Security, and the guard before every page.

The cookie holds only the officer's session name (`fs_uniquifier`); it is changed at sign-out,
disabling, change of password or grants, so that a stolen cookie dies with it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from flask_security import RoleMixin, Security, UserDatastore, UserMixin, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from web.passwords import hashed, matches
from web.policy import audience_of, does_keep_typing
from web.site import at, site, today
from workflow import office
from workflow.errors import NotFound, Reason
from workflow.office import Actor
from workflow.record.database import reading, writing
from workflow.record.models import Officer
from workflow.record.security import SecurityAct, newest

#: Unused for this long, a session ends; after the second time it ends in any case.
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
#: So many failures within this time shut an account for the rest of it.
FAILURES, WINDOW = 5, timedelta(minutes=10)
csrf = CSRFProtect()


@dataclass
class Account(UserMixin):
    """An officer as Flask-Security sees one."""

    login: str = ""
    password: str = ""
    active: bool = False
    fs_uniquifier: str = ""
    agency_id: int = 0
    roles: list[RoleMixin] = field(default_factory=list)


class Accounts(UserDatastore):
    """Finds accounts in the officers' table; writing goes through the office only."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:
        """The account with this session name (`fs_uniquifier`) or `login`."""
        with reading(site().house.engine) as connection:
            return _account(connection, **wanted)


def _account(connection: Connection, login: str = "", fs_uniquifier: str = "") -> Account | None:
    query = select(Officer.login, Officer.password, Officer.active, Officer.fs_uniquifier,
                   Officer.agency_id)
    if fs_uniquifier:
        row = connection.execute(query.where(Officer.fs_uniquifier == fs_uniquifier)).first()
    else:
        row = connection.execute(query.where(Officer.login == login)).first()
    return Account(*row) if row else None


def init_app(app: Flask) -> None:
    """Set up sessions, accounts, request tokens and the guard."""
    app.config.update(
        PERMANENT_SESSION_LIFETIME=IDLE,
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=True,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks, so that typed text survives
        WTF_CSRF_TIME_LIMIT=None,  # lives as long as the session
    )
    csrf.init_app(app)
    Security(app, Accounts(), register_blueprint=False)
    app.before_request(guard)


def guard() -> BaseResponse | None:
    """Ask before every page: who is there, may they, is the form our own."""
    if request.endpoint == "static":
        return None
    g.officer = _present()
    if request.endpoint is None:  # nothing there: the error page says so
        return None
    view = current_app.view_functions[request.endpoint]
    audience = audience_of(view)
    if audience is None:
        abort(403)
    if not audience.admits(g.officer):
        return _turn_away()
    if request.method == "POST":
        _own_form(keeps=does_keep_typing(view))
    return None


def _present() -> Actor | None:
    if not current_user.is_authenticated:
        return None
    if time.time() - session.get("fs_paa", 0) > LONGEST.total_seconds():
        logout_user()
        return None
    with reading(site().house.engine) as connection:
        try:
            return office.actor_of(connection, current_user.login, today())
        except NotFound:  # disabled meanwhile
            logout_user()
            return None


def _turn_away() -> BaseResponse:
    if g.officer is not None:
        abort(403)
    if request.method != "GET":
        abort(401)
    return redirect(url_for("entrance.sign_in", next=request.full_path.rstrip("?")))


def _own_form(*, keeps: bool) -> None:
    try:
        csrf.protect()
    except CSRFError:
        if not keeps:
            raise
        g.token_expired = True


def token_expired() -> bool:
    """Whether the posted form came with an expired token: show it again, change nothing."""
    return bool(g.get("token_expired", False))


def sign_in(login: str, password: str) -> tuple[Reason, ...]:
    """Sign an officer in; the reasons if not, which never tell whether the account exists."""
    engine = site().house.engine
    with reading(engine) as connection:
        account = _account(connection, login=login)
        if account and _shut(connection, login, at()):
            return (_SHUT,)
    if not _right(account, password):
        _log_failure(account, SecurityAct.SIGN_IN_FAILED)
        return (Reason("账号或口令不正确，或者账号已停用。", field="password"),)
    assert account is not None
    session.clear()
    session.permanent = True
    login_user(account, remember=False, authn_via=["password"])
    with writing(engine) as connection:
        office.note(connection, at(), login, SecurityAct.SIGNED_IN, account.agency_id,
                    where=request.remote_addr or "")
    return ()


def sign_out() -> None:
    """Sign the officer out everywhere."""
    account = current_user
    with writing(site().house.engine) as connection:
        office.end_sessions(connection, account.login)
        office.note(connection, at(), account.login, SecurityAct.SIGNED_OUT, account.agency_id)
    logout_user()
    session.clear()


def confirm(password: str) -> tuple[Reason, ...]:
    """Ask the officer's password again before an act that needs it (口令复核)."""
    account: Account = current_user
    with reading(site().house.engine) as connection:
        if _shut(connection, account.login, at()):
            return (_SHUT,)
    if _right(account, password):
        return ()
    _log_failure(account, SecurityAct.REAUTHENTICATION_FAILED)
    return (Reason("口令不正确，本步骤未办理。请重新输入您的登录口令。", field="_password"),)


def renew_session(login: str) -> None:
    """Keep the officer's own session after a change of the own password ended all others."""
    with reading(site().house.engine) as connection:
        account = _account(connection, login=login)
    if account is not None:
        login_user(account, remember=False, authn_via=["password"])


_SHUT = Reason("连续多次口令错误，账号暂停登录十分钟，请稍后再试。", field="password")


def _right(account: Account | None, password: str) -> bool:
    if account is None or not account.password:
        hashed(password, site().config.argon2)  # an unknown account takes as long as a known one
        return False
    return matches(password, account.password) and account.active


def _shut(connection: Connection, login: str, now: datetime) -> bool:
    return sum(1 for _ in _failures(connection, login, now - WINDOW)) >= FAILURES


def _failures(connection: Connection, login: str, since: datetime) -> Iterator[datetime]:
    for kind in (SecurityAct.SIGN_IN_FAILED, SecurityAct.REAUTHENTICATION_FAILED):
        for line in newest(connection, only=kind, limit=100):
            if line.officer == login and line.at > since:
                yield line.at


def _log_failure(account: Account | None, what: SecurityAct) -> None:
    # What was typed for an unknown account may be somebody's password: it is not kept.
    login, agency = (account.login, account.agency_id) if account else ("", 0)
    with writing(site().house.engine) as connection:
        office.note(connection, at(), login, what, agency, where=request.remote_addr or "")
