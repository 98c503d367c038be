"""The system administrator's accounts (账号): open, disable, start passwords; no seats."""

from flask import Blueprint, render_template, request

from web.again import fresh
from web.passwords import hashed, start_password
from web.policy import seats
from web.site import at, officer, site, today
from workflow import office
from workflow.errors import Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.units import units_on
from workflow.reports.staff import found_among, members
from workflow.terms import Role

pages = Blueprint("accounts", __name__, url_prefix="/admin/accounts")
Page = str | tuple[str, int]


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """All accounts of the agency."""
    return _page()


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
@fresh
def add() -> Page:
    """Open an account; its start password is shown once."""
    given, password = request.form, start_password()
    try:
        with writing(site().house.engine) as connection:
            office.add_officer(
                connection, at(), officer(), officer().agency_id,
                login=given.get("login", "").strip(), name=given.get("name", ""),
                unit=given.get("unit", ""), branch=given.get("branch", ""),
                password_hash=hashed(password, site().config.argon2), start=True)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    return _page(handed=(given["login"].strip(), password))


@pages.post("/<login>/password")
@seats(Role.SYSTEM_ADMIN)
@fresh
def renew(login: str) -> Page:
    """Give an account a new start password, shown once; its sessions end."""
    password = start_password()
    try:
        with writing(site().house.engine) as connection:
            office.set_password(connection, at(), officer(), login,
                                hashed(password, site().config.argon2), start=True)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    return _page(handed=(login, password))


@pages.post("/<login>/factor")
@seats(Role.SYSTEM_ADMIN)
@fresh
def unbind(login: str) -> Page:
    """Take the second factor off an account whose phone is lost."""
    try:
        with writing(site().house.engine) as connection:
            office.drop_factor(connection, at(), officer(), login,
                               reason=request.form.get("reason", ""))
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    return _page(told=f"账号{login}的动态口令已解除，正在使用的登录全部退出；"
                      "请本人登录后重新绑定。")


@pages.post("/<login>/<any(disable, enable):act>")
@seats(Role.SYSTEM_ADMIN)
@fresh
def activate(login: str, act: str) -> Page:
    """Disable an account, or let it sign in again."""
    change = office.disable if act == "disable" else office.enable
    try:
        with writing(site().house.engine) as connection:
            change(connection, at(), officer(), login)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    return _page()


def _page(
    reasons: tuple[Reason, ...] = (), handed: tuple[str, str] | None = None, told: str = ""
) -> str:
    with reading(site().house.engine) as connection:
        people = members(connection, officer().agency_id)
        units = [one.name for one in units_on(connection, officer().agency_id, today())]
    q = request.args.get("q", "")[:80].strip()
    return render_template("admin/accounts.html", people=found_among(people, q), q=q, units=units,
                           branches=office.BRANCHES,
                           reasons=reasons, handed=handed, told=told,
                           typed=request.form if reasons else {})
