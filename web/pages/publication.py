"""The publication list (转主动公开清单): what was given to one and is to be public for all."""

from flask import Blueprint, render_template, request

from web.pages.inbox import chosen
from web.policy import case_seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.publications import publications
from workflow.terms import PublicationState

pages = Blueprint("publication", __name__)
_SHOWN = 50


@pages.get("/publication")
@case_seats
def overview() -> str:
    """Proposals that wait for the head, then those published or declined; the newest first."""
    state = chosen(PublicationState, "state")
    with reading(site().house.engine) as connection:
        page = publications(connection, officer(), today(), calendar(), state,
                            request.args.get("after", ""), _SHOWN)
    return render_template("publication.html", page=page, state=state,
                           states=tuple(PublicationState))
