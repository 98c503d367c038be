"""The agencies of the installation (机关): the own one and those below it; setting up one more."""

from flask import Blueprint, render_template, request

from web.passwords import hashed, start_password
from web.policy import seats
from web.site import at, officer, site, today
from workflow import organisation
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.organisation import FirstAccount
from workflow.record.agencies import tree
from workflow.record.database import reading, writing
from workflow.terms import AgencyKind, Role

pages = Blueprint("agencies", __name__, url_prefix="/admin/agencies")
Page = str | tuple[str, int]


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """The own agency and all below it, as a tree."""
    return _page()


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
def add() -> Page:
    """Set up an agency below the own one; two start passwords are shown once."""
    given = {key: request.form.get(key, "").strip() for key in (
        "code", "name", "short_name", "parent", "system_login", "system_name", "security_login",
        "security_name")}
    kind = next((one for one in AgencyKind if one.value == request.form.get("kind")), None)
    if kind is None:
        return _page((Reason("请选择机关类型", field="kind"),)), 422
    passwords = start_password(), start_password()
    accounts = [
        FirstAccount(given[f"{branch}_login"], given[f"{branch}_name"],
                     hashed(password, site().config.argon2))
        for branch, password in zip(("system", "security"), passwords, strict=True)]
    try:
        with writing(site().house.engine) as connection:
            organisation.found_agency(
                connection, at(), officer(), code=given["code"], name=given["name"],
                short_name=given["short_name"], kind=kind, parent_code=given["parent"],
                system=accounts[0], security=accounts[1])
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    except NotFound as error:
        return _page((Reason(str(error), field="parent"),)), 422
    return _page(handed=[
        (given["name"], role.label, account.login, password) for role, account, password in zip(
            (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN), accounts, passwords, strict=True)])


def _page(
    reasons: tuple[Reason, ...] = (), handed: list[tuple[str, str, str, str]] | None = None
) -> str:
    with reading(site().house.engine) as connection:
        lines = tree(connection, today(), officer().agency_id)
    return render_template(
        "admin/agencies.html", lines=lines, kinds=[(one.value, one.label) for one in AgencyKind],
        parents=[(one.code, one.name) for one in lines], reasons=reasons,
        handed=handed, typed=request.form if reasons else {})
