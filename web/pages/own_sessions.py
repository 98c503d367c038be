"""The own sign-ins (我的登录): where the account is open, and how to end it there."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from web import auth
from web.pages.entrance import to_the_door
from web.policy import signed_in
from web.site import at, officer, site, ticks
from workflow import signing_in
from workflow.record import sessions
from workflow.record.database import reading, writing
from workflow.record.sessions import Limits

pages = Blueprint("own_sessions", __name__, url_prefix="/my/sign-ins")


@pages.get("")
@signed_in
def overview() -> str:
    """The open sessions of the officer, and those that ended within a month."""
    with reading(site().house.engine) as connection:
        own = sessions.of_login(connection, officer().login)
    limits = Limits.of(g.office.settings)
    over = [(one, one.over(ticks(), limits)) for one in own]
    return render_template(
        "own_sessions.html", here=g.session.id,
        idle=int(limits.idle.total_seconds() // 60),
        longest=int(limits.longest.total_seconds() // 3600),
        open_ones=[one for one, why in over if not why],
        ended=[(one, why) for one, why in over if why][:20])


@pages.post("/<int:id>/end")
@signed_in
def end(id: int) -> Response:
    """End one of them; this one as signing out does."""
    if id == g.session.id:
        auth.sign_out()
        return to_the_door()
    with writing(site().house.engine) as connection:
        signing_in.end_other(connection, at(), ticks(), officer(), id)
    flash("那一处的登录已结束。", "done")
    return redirect(url_for("own_sessions.overview"), 303)


@pages.post("/end-all")
@signed_in
def end_all() -> Response:
    """End all of them, this one too."""
    auth.sign_out_everywhere()
    return to_the_door()
