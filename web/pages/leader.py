"""The leader in charge (分管领导): what was reported, how the whole stands, what was in time."""

from datetime import timedelta

from flask import Blueprint, render_template, request

from web.numbers import number
from web.pages.inbox import chosen
from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.decisions import Decisions
from workflow.reports.inbox import InboxFilter, by_unit, inbox, oldest
from workflow.reports.punctuality import Kept, punctuality, replies
from workflow.reports.views import View
from workflow.terms import Role

pages = Blueprint("leader", __name__)
_SHOWN = 20
_A_PAGE = 50
#: A clock that has stood still for more days than this asks for an explanation (calendar days).
STANDSTILL_DAYS = 15
#: The first year of the law.
_FIRST_YEAR = 2008


@pages.get("/leader")
@seats(Role.LEADER)
def overview() -> str:
    """Requests reported to the leader, the lights by unit, the share in time, what stands still."""
    with reading(site().house.engine) as connection:
        told = Decisions(connection, officer(), today(), calendar(), _SHOWN)
        flagged = told.page(View.FLAGGED)
        year = _year()
        return render_template(
            "leader.html", flagged=flagged, reported=told.reported(flagged),
            everything=inbox(connection, officer(), today(), calendar(), limit=1),
            units=by_unit(connection, officer(), today(), calendar()),
            still=inbox(connection, officer(), today(), calendar(),
                        InboxFilter(
                            paused_before=today() - timedelta(STANDSTILL_DAYS)), limit=10),
            still_days=STANDSTILL_DAYS, oldest=oldest(connection, officer(), today(), calendar()),
            kept=punctuality(connection, officer(), year),
            before=punctuality(connection, officer(), year - 1))


@pages.get("/leader/replies")
@seats(Role.LEADER, Role.HEAD, Role.LEGAL_OFFICE)
def replied() -> str:
    """The replies of a year, all of them or those in time or late."""
    kept, year = chosen(Kept, "kept"), _year()
    with reading(site().house.engine) as connection:
        page = replies(connection, officer(), today(), calendar(), year, kept=kept,
                       after=request.args.get("after", type=number), limit=_A_PAGE)
        share = punctuality(connection, officer(), year)
    return render_template("replies.html", page=page, kept=kept, year=year, share=share,
                           all_kept=tuple(Kept), years=range(today().year, today().year - 5, -1))


def _year() -> int:
    """The year asked for, or this one."""
    year = request.args.get("year", today().year, type=number)
    return min(max(year, _FIRST_YEAR), today().year)
