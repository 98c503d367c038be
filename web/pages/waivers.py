"""Rules of separation as the legal office reads them (岗位分离): what is waived, and for what."""

from flask import Blueprint, render_template

from web.policy import seats
from web.site import officer, site
from workflow.office import CONSOLE
from workflow.record.database import reading
from workflow.reports.staff import members
from workflow.reports.waivers import separation_rules
from workflow.terms import Role

pages = Blueprint("waivers", __name__)


@pages.get("/audit/separation")
@seats(Role.LEGAL_OFFICE, Role.AUDIT_ADMIN)
def overview() -> str:
    """Every rule that may be waived, with every waiver and its reason."""
    with reading(site().house.engine) as connection:
        rules = separation_rules(connection, officer().agency_id)
        names = {one.login: one.name for one in members(connection, officer().agency_id)}
    names[CONSOLE.login] = CONSOLE.name
    return render_template("waivers.html", rules=rules, names=names)
