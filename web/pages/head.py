"""The head of the disclosure office (公开办负责人): what to decide, what is late, who is away."""

from flask import Blueprint, render_template

from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.record.substitutions import in_force
from workflow.reports.decisions import Decisions
from workflow.reports.inbox import InboxFilter, Light, by_unit, inbox
from workflow.reports.views import View
from workflow.terms import Role

pages = Blueprint("head", __name__)
_SHOWN = 20
#: The lights the head looks after, in their order.
PRESSING = (Light.LATE, Light.TODAY, Light.SOON)


@pages.get("/head")
@seats(Role.HEAD)
def overview() -> str:
    """What waits for a decision with its grounds, what is late by unit, holds, who is away."""
    with reading(site().house.engine) as connection:
        waiting = Decisions(connection, officer(), today(), calendar(), _SHOWN)
        extensions, fees = waiting.page(View.EXTENSION), waiting.page(View.FEE)
        mendings, held = waiting.page(View.MEND), waiting.page(View.HELD)
        urgent = [
            (light, inbox(connection, officer(), today(), calendar(),
                          InboxFilter(View.OPEN, light), limit=_SHOWN))
            for light in PRESSING]
        return render_template(
            "head.html", extensions=extensions, asked=waiting.extensions(extensions),
            fees=fees, proposed=waiting.fees(fees), mendings=mendings,
            mended=waiting.mendings(mendings), held=held, holds=waiting.holds(held),
            units=by_unit(connection, officer(), today(), calendar()), urgent=urgent,
            pressing=PRESSING, away=in_force(connection, officer().agency_id, today()))
