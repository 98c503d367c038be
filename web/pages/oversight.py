"""The legal office's desk (全程把关): every open request, what must be reviewed, what is held."""

from flask import Blueprint, render_template, request

from web.pages.inbox import NEXT, chosen
from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.record.substitutions import in_force
from workflow.reports.decisions import Decisions
from workflow.reports.oversight import ReviewNeed, Wanted, watched
from workflow.reports.views import View
from workflow.terms import Outcome, Role, State

pages = Blueprint("oversight", __name__)
_SHOWN = 50
#: What a filter of the address may hold.
_FILTERS = ("state", "outcome", "need", "flagged", "held")


@pages.get("/legal")
@seats(Role.LEGAL_OFFICE)
def overview() -> str:
    """All open requests, what has to be reviewed on top, and the holds with their last day."""
    wanted = Wanted(chosen(State, "state"), chosen(Outcome, "outcome"),
                    chosen(ReviewNeed, "need"), bool(request.args.get("flagged")),
                    bool(request.args.get("held")))
    with reading(site().house.engine) as connection:
        page = watched(connection, officer(), today(), calendar(), wanted,
                       request.args.get("after", ""), _SHOWN)
        waiting = Decisions(connection, officer(), today(), calendar(), _SHOWN)
        held = waiting.page(View.HELD)
        return render_template(
            "oversight.html", page=page, wanted=wanted, held=held, holds=waiting.holds(held),
            states=tuple(NEXT)[:-1], outcomes=tuple(Outcome), needs=tuple(ReviewNeed),
            here=_address(), away=in_force(connection, officer().agency_id, today()))


def _address() -> dict[str, str]:
    return {name: request.args[name] for name in _FILTERS if request.args.get(name)}
