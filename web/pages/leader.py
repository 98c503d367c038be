"""The leader in charge (分管领导): what was reported, and how the whole stands."""

from flask import Blueprint, render_template

from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.inbox import InboxFilter, inbox
from workflow.reports.views import View
from workflow.terms import Role

pages = Blueprint("leader", __name__)
_SHOWN = 20


@pages.get("/leader")
@seats(Role.LEADER)
def overview() -> str:
    """Requests reported to the leader, and the lights of all open ones."""
    with reading(site().house.engine) as connection:
        flagged = inbox(connection, officer(), today(), calendar(),
                        InboxFilter(View.FLAGGED), limit=_SHOWN)
        everything = inbox(connection, officer(), today(), calendar(), limit=_SHOWN)
    return render_template("leader.html", flagged=flagged, everything=everything)
