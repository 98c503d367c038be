"""The entrance (入口): sign in and out, the own password, size of the text, the start page."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import auth, languages
from web.cookies import named
from web.entry_duties import Duty, open_before
from web.frame import KEYS_COOKIE, SCALE_COOKIE
from web.passwords import LONGEST, SHORTEST, faults, hashed
from web.policy import anyone, signed_in
from web.site import at, officer, site
from workflow import office
from workflow.errors import Reason
from workflow.record.database import writing
from workflow.terms import Role

pages = Blueprint("entrance", __name__)
_YEAR = 365 * 24 * 3600
#: Where the day of a seat begins; an officer with several begins with the first.
_STARTS = (
    (Role.INTAKE_CLERK, "inbox.overview"),
    (Role.HANDLER, "inbox.overview"),
    (Role.REVIEWER, "inbox.overview"),
    (Role.SECRECY_REVIEWER, "inbox.overview"),
    (Role.HEAD, "head.overview"),
    (Role.LEGAL_OFFICE, "oversight.overview"),
    (Role.ARCHIVIST, "archive.overview"),
    (Role.LEADER, "leader.overview"),
    (Role.SUPERVISOR, "supervision.overview"),
    (Role.SYSTEM_ADMIN, "accounts.overview"),
    (Role.SECURITY_ADMIN, "grants.overview"),
    (Role.AUDIT_ADMIN, "security_log.overview"),
)


@pages.get("/")
@signed_in
def start() -> Response:
    """The first page of the officer's seats."""
    for role, endpoint in _STARTS:
        if role in officer().seats:
            return redirect(url_for(endpoint))
    return redirect(url_for("entrance.no_seat"))


@pages.get("/no-seat")
@signed_in
def no_seat() -> str:
    """What an officer without a seat reads."""
    return render_template("no_seat.html")


@pages.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> str | tuple[str, int] | Response:
    """Login name and password."""
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        login, password = request.form.get("login", "").strip(), request.form.get("password", "")
        reasons = auth.sign_in(login, password)
        if not reasons:
            onward = request.args.get("next", "")
            return redirect(url_for("entrance.second_step", next=onward or None)
                            if auth.code_next() else _inside(onward))
    page = render_template("sign_in.html", reasons=reasons, login=request.form.get("login", ""))
    return (page, 422) if reasons else page


@pages.route("/sign-in/code", methods=["GET", "POST"])
@anyone
def second_step() -> str | tuple[str, int] | Response:
    """The code of the second factor, where there is one; whoever has none just passes."""
    onward = redirect(_inside(request.args.get("next", "")))
    if g.halfway is None:
        return onward
    reasons = auth.second_step(request.form.get("_code", "")) if request.method == "POST" else ()
    if request.method == "POST" and not reasons:
        return onward
    page = render_template("second_step.html", reasons=reasons)
    return (page, 422) if reasons else page


@pages.post("/sign-out")
@signed_in
@open_before(Duty.PASSWORD, Duty.FACTOR)
def sign_out() -> Response:
    """Sign out here; the browser forgets what it kept of us."""
    auth.sign_out()
    return to_the_door()


def to_the_door() -> Response:
    """Back to the entrance after signing out."""
    response = redirect(url_for("entrance.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.route("/password", methods=["GET", "POST"])
@signed_in
@open_before(Duty.PASSWORD, Duty.FACTOR)
def password() -> str | tuple[str, int]:
    """Change the own password; all other sessions end."""
    if request.method == "GET":
        return _password_page()
    old, new = request.form.get("_password", ""), request.form.get("new", "")
    near = officer().name, g.office.name, g.office.short_name, g.office.code
    reasons = tuple(faults(new, officer().login, request.form.get("again", ""), old, near)) or \
        auth.confirm(old)
    if reasons:
        return _password_page(reasons=reasons), 422
    with writing(site().house.engine) as connection:
        office.set_password(
            connection, at(), officer(), officer().login, hashed(new, site().config.argon2))
        auth.begin_again(connection)
    if g.duty is Duty.PASSWORD:
        g.duty = None
    return _password_page(done=True)


def _password_page(**told: Any) -> str:
    return render_template("password.html", shortest=SHORTEST, longest=LONGEST,
                           **{"reasons": (), "done": False, **told})


@pages.post("/appearance")
@anyone
def appearance() -> Response:
    """Standard or large text, Chinese or English: remembered by the browser."""
    back = redirect(_inside(request.form.get("next", "")))
    if "lang" in request.form:
        chosen = languages.ENGLISH if request.form["lang"] == "en" else ""
        return _remember(back, languages.COOKIE, chosen)
    scale = "large" if request.form.get("scale") == "large" else ""
    return _remember(back, SCALE_COOKIE, scale)


@pages.get("/words.js")
@anyone
def words() -> Response:
    """What the scripts of the pages say, in English."""
    return Response(languages.script_words(), mimetype="text/javascript")


@pages.get("/shortcuts")
@signed_in
def shortcuts() -> str:
    """All keys."""
    return render_template("shortcuts.html")


@pages.post("/shortcuts")
@signed_in
def keys() -> Response:
    """Switch single keys off or on, remembered by the browser."""
    chosen = "off" if request.form.get("keys") == "off" else "on"
    return _remember(redirect(url_for("entrance.shortcuts"), 303), KEYS_COOKIE, chosen)


def _remember(response: Response, name: str, value: str) -> Response:
    response.set_cookie(named(name), value, max_age=_YEAR, httponly=True, samesite="Lax",
                        secure=site().config.https)
    return response


def _inside(target: str) -> str:
    """An address of our own to go on to; anything else leads to the start page."""
    parts = urlsplit(target)
    own = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if own and not parts.scheme and not parts.netloc else url_for("entrance.start")
