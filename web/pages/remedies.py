"""Reconsiderations and lawsuits (复议诉讼): open cases with their clocks first, then the closed."""

from flask import Blueprint, render_template, request

from web.pages.handover import handover_seats
from web.pages.inbox import chosen
from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.remedies import RemedyFilter, closed_remedies, open_remedies
from workflow.terms import RemedyKind, RemedyResult, Role

pages = Blueprint("remedies", __name__)
#: How many open and how many closed cases one page shows.
_OPEN, _CLOSED = 50, 20


@pages.get("/remedies")
@seats(Role.LEGAL_OFFICE, Role.HEAD, Role.REVIEWER, Role.LEADER)
def overview() -> str:
    """What asks for something first, by its last day; what is over below, the newest first."""
    wanted = RemedyFilter(request.args.get("q", "").strip(), chosen(RemedyKind, "kind"),
                          chosen(RemedyResult, "result"))
    with reading(site().house.engine) as connection:
        read = connection, officer(), today(), calendar(), wanted
        waiting = open_remedies(*read, after=request.args.get("open", ""), limit=_OPEN)
        over = closed_remedies(*read, after=request.args.get("closed", ""), limit=_CLOSED)
    kept = {name: request.args[name] for name in ("q", "kind", "result")
            if request.args.get(name)}
    return render_template(
        "remedies.html", waiting=waiting, over=over, wanted=wanted, kept=kept,
        kinds=tuple(RemedyKind), results=tuple(RemedyResult),
        may_export=handover_seats.admits(officer()))
