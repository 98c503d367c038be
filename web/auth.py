"""Sign-in (登录): who stands before every page, and what the entrance asks of them.

The cookie holds a random name and nothing else; what it stands for lies in the table of sessions.
A second cookie, signed, holds the token of the forms and the notice for the next page.
"""

from contextlib import suppress

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from web import again, cookies, second_factor
from web.agents import short_agent
from web.entrance_marks import mark_of
from web.entry_duties import duty_of, first_of_all
from web.passwords import hashed, matches
from web.policy import audience_of, does_keep_typing
from web.site import at, officer, site, ticks, today
from workflow import office, signing_in
from workflow.errors import NotFound, Reason
from workflow.office import Actor
from workflow.record import attempts, sessions
from workflow.record.database import reading, writing, writing_at_once
from workflow.record.models import Officer
from workflow.record.security import SecurityAct
from workflow.record.sessions import TOUCHED, Ending, Entered, Limits, Session

csrf = CSRFProtect()
_SHUT = Reason("连续多次输入错误，暂停登录十分钟，请稍后再试；"
               "急需办理的，请系统管理员在服务器上解除。", field="password")
_WRONG = Reason("账号或口令不正确，或者账号已停用。", field="password")


def init_app(app: Flask) -> None:
    """Set up the guard, the cookie and the tokens of forms."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks, so that typed text survives
        WTF_CSRF_TIME_LIMIT=None,  # lives as long as the session
    )
    csrf.init_app(app)
    app.before_request(guard)
    app.after_request(_hand_over)


def cookie() -> str:
    """What the cookie is called that holds the name of the session."""
    return cookies.named("yishen")


def guard() -> BaseResponse | tuple[str, int] | None:
    """Ask before every page: who is there, may they, is the form our own."""
    if request.endpoint == "static":
        return None
    g.officer = g.session = g.halfway = g.duty = None
    _recognise()
    if request.endpoint is None:  # nothing there: the error page says so
        return None
    view = current_app.view_functions[request.endpoint]
    audience = audience_of(view)
    if audience is None:
        abort(403)
    if not audience.admits(g.officer):
        return _turn_away()
    if g.duty and not audience.anonymous and (first := first_of_all(g.duty, view)):
        return first
    if request.method == "POST":
        _own_form(keeps=does_keep_typing(view))
        return again.asked_first(view, confirm)
    return None


def _recognise() -> None:
    """Find out who is there by the name in the cookie."""
    name = request.cookies.get(cookie(), "")
    if not name:
        return
    with reading(site().house.engine) as connection:
        entered = sessions.entered(connection, name)
        if entered and entered.session.whole:
            _admit(connection, entered)
        elif entered and not entered.session.over(ticks()):
            g.halfway = entered.session
    if g.session and ticks() - g.session.seen > TOUCHED:
        # Another writer is not waited for: the next page writes it.
        with suppress(OperationalError), writing_at_once(site().house.engine) as connection:
            sessions.touch(connection, g.session, ticks())


def _admit(connection: Connection, entered: Entered) -> None:
    with suppress(NotFound):  # disabled meanwhile
        actor = office.actor_of(connection, entered.session.login, today())
        held = office.office_of(connection, actor.agency_id, today())
        if entered.session.over(ticks(), Limits.of(held.settings)):
            return
        g.office = held
        g.officer, g.session, g.has_factor = actor, entered.session, entered.has_factor
        g.duty = duty_of(actor, g.office, entered)


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


def _hand_over(response: Response) -> Response:
    """Give the browser the name of a new session, or take away that of an ended one."""
    name: str | None = g.get("name")
    if name is not None:
        response.set_cookie(cookie(), name, max_age=None if name else 0, httponly=True,
                            samesite="Lax", secure=site().config.https)
    return response


def sign_in(login: str, password: str) -> tuple[Reason, ...]:
    """Take login and password; the reasons if not, which never tell whether the account exists.

    Where there is a second factor, the session is only halfway and its code comes next.
    """
    attempt = _attempt(login, _address())
    if attempt is None:
        return (_SHUT,)
    with reading(site().house.engine) as connection:
        stored = connection.execute(
            select(Officer.password, Officer.active, Officer.name, Officer.agency_id)
            .where(Officer.login == login)).first()
    known = Actor(login, stored.name, stored.agency_id) if stored else None
    right = _right(password, stored.password if stored else "")
    if not (right and known and stored and stored.active):
        _failed(SecurityAct.SIGN_IN_FAILED, login, known)
        return (_WRONG,)
    with writing(site().house.engine) as connection:
        attempts.take_back(connection, attempt)
        if g.session:  # the browser forgets its name now
            sessions.end(connection, ticks(), g.session, Ending.REPLACED)
        if second_factor.is_bound(connection, login):
            _enter(sessions.begin(connection, ticks(), login, address=_address(), agent=_agent(),
                                  whole=False))
            g.code_next = True
        else:
            _begin(connection, known)
    return ()


def code_next() -> bool:
    """Whether the session that has just begun still lacks the code of the second factor."""
    return bool(g.get("code_next", False))


def second_step(code: str) -> tuple[Reason, ...]:
    """Take the code of a session that is halfway; the reasons if it is none."""
    halfway: Session = g.halfway
    with reading(site().house.engine) as connection:
        actor = office.actor_of(connection, halfway.login, today())
    attempt = _attempt(actor.login)
    if attempt is None:
        return (_SHUT,)
    with writing(site().house.engine) as connection:
        how = second_factor.take(connection, actor, code)
        if how:
            sessions.end(connection, ticks(), halfway, Ending.REPLACED)
            _begin(connection, actor, how)
            return ()
    _failed(SecurityAct.SECOND_FACTOR_FAILED, actor.login, actor)
    return (second_factor.WRONG,)


def sign_out() -> None:
    """End this session."""
    with writing(site().house.engine) as connection:
        signing_in.sign_out(connection, at(), ticks(), officer(), g.session)
    _leave()


def sign_out_everywhere() -> None:
    """End every session of the officer."""
    with writing(site().house.engine) as connection:
        signing_in.sign_out_everywhere(connection, at(), ticks(), officer())
    _leave()


def confirm(password: str) -> tuple[Reason, ...]:
    """Ask the password again before an act that needs it (口令复核).

    Where there is a second factor, its code is read from the form, where `_again.html` has put it.
    """
    actor = officer()
    attempt = _attempt(actor.login)
    if attempt is None:
        return (_SHUT,)
    with reading(site().house.engine) as connection:
        stored = connection.scalar(select(Officer.password).where(Officer.login == actor.login))
    if not _right(password, stored or ""):
        _failed(SecurityAct.REAUTHENTICATION_FAILED, actor.login, actor)
        return (Reason("口令不正确，没有办理。请重新输入您的登录口令。", field="_password"),)
    with writing(site().house.engine) as connection:
        if not g.has_factor or second_factor.take(connection, actor, request.form.get("_code", "")):
            attempts.forget(connection, _mark(actor.login))
            return ()
    _failed(SecurityAct.SECOND_FACTOR_FAILED, actor.login, actor)
    return (second_factor.WRONG,)


def begin_again(connection: Connection) -> None:
    """Give the officer a session of a new name, when all before were ended by the own act."""
    _enter(sessions.begin(connection, ticks(), officer().login, address=_address(), agent=_agent()))


def _mark(login: str) -> str:
    return mark_of(site().config.secret, login)


def _attempt(login: str, address: str = "") -> int | None:
    with writing(site().house.engine) as connection:
        return attempts.attempt(connection, at(), _mark(login), address)


def _right(password: str, stored: str) -> bool:
    if not stored:
        hashed(password, site().config.argon2)  # an unknown account takes as long as a known one
        return False
    return matches(password, stored)


def _failed(what: SecurityAct, login: str, actor: Actor | None) -> None:
    with writing(site().house.engine) as connection:
        signing_in.failed(connection, at(), what, _mark(login), actor, _address())


def _begin(connection: Connection, actor: Actor, factor: str = "") -> None:
    attempts.forget(connection, _mark(actor.login))
    limits = Limits.of(office.office_of(connection, actor.agency_id, today()).settings)
    _enter(signing_in.begin(connection, at(), ticks(), actor, address=_address(), agent=_agent(),
                            factor=factor, limits=limits))


def _enter(name: str) -> None:
    session.clear()
    g.name = name


def _leave() -> None:
    session.clear()
    g.name = ""


def _address() -> str:
    return request.remote_addr or ""


def _agent() -> str:
    return short_agent(request.user_agent.string)

