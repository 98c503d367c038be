"""The units of the agency (科室): a dated list with their heads, offered where one is written."""


from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.days import day_typed
from web.policy import seats
from web.site import at, officer, site, today
from workflow import organisation
from workflow.errors import Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.units import all_units
from workflow.reports.staff import members
from workflow.terms import Role

pages = Blueprint("units", __name__, url_prefix="/admin/units")
Page = str | tuple[str, int] | Response


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """All units, those of former days folded away."""
    return _page()


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
def add() -> Page:
    """Add a unit from a day on."""
    given = request.form
    begins = day_typed(given.get("valid_from", ""))
    if begins is None:
        return _page((Reason("请填写设立日期", field="valid_from"),)), 422
    try:
        with writing(site().house.engine) as connection:
            organisation.add_unit(
                connection, at(), officer(), name=given.get("name", ""),
                valid_from=begins, place=_number(given.get("place", "")),
                head=given.get("head", "").strip())
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    return _done(f"已设立“{given['name'].strip()}”，自{begins}起可以选用。")


@pages.post("/<int:unit>")
@seats(Role.SYSTEM_ADMIN)
def change(unit: int) -> Page:
    """Change the order, the head or the last day of a unit."""
    given = request.form
    typed = given.get("valid_until", "").strip()
    ends = day_typed(typed)
    if typed and ends is None:
        unreadable = Reason("撤销日期应当写成 2024-09-27 的样子", field="valid_until")
        return _page((unreadable,), unit), 422
    try:
        with writing(site().house.engine) as connection:
            organisation.change_unit(
                connection, at(), officer(), unit, place=_number(given.get("place", "")),
                head=given.get("head", "").strip(), valid_until=ends)
    except StepNotAllowed as error:
        return _page(error.reasons, unit), 422
    return _done("已保存。")


def _done(text: str) -> Response:
    flash(text, "done")
    return redirect(url_for("units.overview"), 303)


def _number(text: str) -> int:
    """The order typed, 0 for a blank; anything else is out of range and refused as such."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -bool(text)


def _page(reasons: tuple[Reason, ...] = (), unit: int = 0) -> str:
    with reading(site().house.engine) as connection:
        units = all_units(connection, officer().agency_id)
        people = members(connection, officer().agency_id)
    listed = {one.name for one in units}
    return render_template(
        "admin/units.html", units=[one for one in units if one.holds(today())],
        coming=[one for one in units if one.valid_from > today()],
        past=[one for one in units if one.valid_until and one.valid_until < today()],
        names={one.login: one.name for one in people},
        heads=[(one.login, f"{one.name}（{one.login}{'，' * bool(one.unit)}{one.unit}）")
               for one in people if one.branch == "case" and one.active],
        unlisted=sorted({one.unit for one in people if one.unit} - listed),
        reasons=reasons, changed=unit, typed=request.form if reasons else {})
