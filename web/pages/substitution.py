"""Substitution (代行): the officer names who acts in the own seat, and everybody sees who is away.

The head and the legal office see all of the agency; 安全管理员 may name and end for others.
"""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.auth import token_expired
from web.days import day_typed
from web.policy import Audience, keeps_typing
from web.site import at, officer, site, today
from workflow.errors import Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.people import Directory
from workflow.record.substitutions import StandIn, of_agency
from workflow.reports.staff import members
from workflow.substituting import end_substitution, name_substitute, steps_of_seat
from workflow.terms import ADMINISTRATORS, Role

pages = Blueprint("substitution", __name__, url_prefix="/substitution")
#: Every seat that acts on requests, and the keeper of the grants.
whoever_acts = Audience(
    seats=frozenset(Role) - ADMINISTRATORS - {Role.SUPERVISOR} | {Role.SECURITY_ADMIN})
_SEES_ALL = frozenset({Role.HEAD, Role.LEGAL_OFFICE, Role.SECURITY_ADMIN})
_EXPIRED = Reason("页面停留过久，为防止他人冒用没有直接办理。填写的内容都在，请核对后再次提交。")
Page = str | tuple[str, int] | Response


@pages.get("")
@whoever_acts
def overview() -> str:
    """Who stands in for whom, and the form that names a substitute."""
    return _page()


@pages.post("")
@whoever_acts
@keeps_typing
def name() -> Page:
    """Name a substitute for a seat, from a day to a day."""
    given = request.form
    reasons: list[Reason] = []
    if token_expired():
        return _page((_EXPIRED,)), 400
    absent, _, seat = given.get("seat", "").partition("/")
    role = next((one for one in Role if one.value == seat), None)
    first, last = _day("valid_from", "起始日期", reasons), _day("valid_until", "终止日期", reasons)
    if role is None:
        reasons.append(Reason("请选择代行的岗位", field="seat"))
    if not given.get("substitute"):
        reasons.append(Reason("请选择代行人", field="substitute"))
    if reasons or role is None or first is None or last is None:
        return _page(tuple(reasons)), 422
    try:
        with writing(site().house.engine) as connection:
            name_substitute(
                connection, at(), officer(), absent, role, given["substitute"], valid_from=first,
                valid_until=last, reason=given.get("reason", ""), steps=_scope(role))
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    flash(f"已指定“{role.label}”的代行人，{first}至{last}。代行的每一步都记载双方姓名。", "done")
    return redirect(url_for("substitution.overview"), 303)


@pages.post("/<int:id>/end")
@whoever_acts
def end(id: int) -> Page:
    """End a substitution from today on."""
    try:
        with writing(site().house.engine) as connection:
            end_substitution(connection, at(), officer(), id)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    flash("代行已经终止，即时生效；此前代行办理的步骤继续有效。", "done")
    return redirect(url_for("substitution.overview"), 303)


def _scope(role: Role) -> list[str]:
    """The steps ticked for this seat; none ticked or "all" chosen: every step."""
    if request.form.get("scope") != "some":
        return []
    ticked = [one.partition("/")[2] for one in request.form.getlist("steps")
              if one.startswith(f"{role.value}/")]
    if not ticked:
        raise StepNotAllowed([Reason("请勾选代行的步骤，或者选择“岗位的全部步骤”", field="steps")])
    return ticked


def _day(name: str, label: str, reasons: list[Reason]) -> date | None:
    day = day_typed(request.form.get(name, ""))
    if day is None:
        reasons.append(Reason(f"请填写{label}", field=name))
    return day


def _page(reasons: tuple[Reason, ...] = ()) -> str:
    actor = officer()
    all_of_them = bool(actor.seats & _SEES_ALL)
    with reading(site().house.engine) as connection:
        found = of_agency(connection, actor.agency_id)
        people = [one for one in members(connection, actor.agency_id)
                  if one.branch == "case" and one.active]
        directory = Directory(connection, actor.agency_id, today())
        holders = [(one.login, one.name, sorted(directory.seats(one.login), key=list(Role).index))
                   for one in people
                   if one.login == actor.login or Role.SECURITY_ADMIN in actor.seats]
    offered = {role: steps_of_seat(role) for role in Role
               if any(role in seats for _, _, seats in holders)}
    shown = [one for one in found if all_of_them or actor.login in (one.absent, one.substitute)]
    return render_template(
        "substitution.html", reasons=reasons, typed=request.form if reasons else {},
        ticked=request.form.getlist("steps"), people=people, holders=holders, offered=offered,
        now=[one for one in shown if not one.over(today())],
        past=[one for one in shown if one.over(today())], may_end=_may_end,
        label=_label, all_of_them=all_of_them)


def _may_end(one: StandIn) -> bool:
    actor = officer()
    return actor.login in (one.absent, one.substitute) or Role.SECURITY_ADMIN in actor.seats


def _label(one: StandIn) -> str:
    """The scope in words."""
    known = steps_of_seat(one.role)
    return "、".join(known.get(step, step) for step in one.steps) or "全部步骤"
