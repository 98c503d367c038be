"""The security administrator's grants (岗位授权): who holds which seat from when to when."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.again import fresh
from web.days import day_typed
from web.policy import seats
from web.site import at, officer, site, today
from workflow import office
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.reports.seating import seating
from workflow.reports.staff import found_among, members
from workflow.terms import Role

pages = Blueprint("grants", __name__, url_prefix="/admin/grants")
Page = str | tuple[str, int] | Response


@pages.get("")
@seats(Role.SECURITY_ADMIN)
def overview() -> str:
    """All officers with their seats."""
    return _page()


@pages.post("")
@seats(Role.SECURITY_ADMIN)
@fresh
def give() -> Page:
    """Give a seat from a day on, to the last day if one is named."""
    given = request.form
    role = next((one for one in Role if one.value == given.get("role")), None)
    try:
        begins = date.fromisoformat(given.get("valid_from", ""))
        ends = date.fromisoformat(given["valid_until"]) if given.get("valid_until") else None
    except ValueError:
        return _page((Reason("请填写起始日期", field="valid_from"),)), 422
    if role is None:
        return _page((Reason("请选择岗位", field="role"),)), 422
    try:
        with writing(site().house.engine) as connection:
            office.grant(connection, at(), officer(), given.get("login", ""), role,
                         valid_from=begins, valid_until=ends)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    except NotFound as error:
        return _page((Reason(str(error), field="login"),)), 422
    flash(f"已授予“{role.label}”，自{begins}起。该账号需要重新登录。", "done")
    return redirect(url_for("grants.overview"), 303)


@pages.post("/<login>/revoke")
@seats(Role.SECURITY_ADMIN)
@fresh
def take_back(login: str) -> Page:
    """Take a seat back from today on, or from a later day."""
    role = next((one for one in Role if one.value == request.form.get("role")), None)
    if role is None:
        return _page((Reason("请选择岗位", field="role"),)), 422
    typed = request.form.get("from_day", "").strip()
    begins = day_typed(typed) if typed else today()
    if begins is None:
        return _page((Reason("收回日期应当写成 2024-09-27 的样子；今天收回的可以不填"),)), 422
    if begins < today():
        return _page((Reason("收回岗位自今天或者以后起，已经办理的步骤不受影响"),)), 422
    try:
        with writing(site().house.engine) as connection:
            office.revoke(connection, at(), officer(), login, role, from_day=begins)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    when = "即时生效" if begins == today() else f"自{begins}起不再持有"
    flash(f"已收回“{role.label}”，{when}。", "done")
    return redirect(url_for("grants.overview"), 303)


def _page(reasons: tuple[Reason, ...] = ()) -> str:
    with reading(site().house.engine) as connection:
        people = members(connection, officer().agency_id)
    q = request.args.get("q", "")[:80].strip()
    return render_template(
        "admin/grants.html", people=people, shown=found_among(people, q), q=q,
        seating=seating(people, today()), roles=tuple(Role), reasons=reasons,
        branches=office.BRANCHES, typed=request.form if reasons else {})
