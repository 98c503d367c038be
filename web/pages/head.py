"""The head of the disclosure office (公开办负责人): extensions and fees to decide, what is late."""

from flask import Blueprint, render_template

from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.inbox import InboxFilter, Light, inbox
from workflow.reports.views import View
from workflow.terms import Role

pages = Blueprint("head", __name__)
_SHOWN = 20


@pages.get("/head")
@seats(Role.HEAD)
def overview() -> str:
    """Extensions and fees to decide, late requests and those due within three working days."""
    with reading(site().house.engine) as connection:
        def listed(view: View, light: Light | None = None) -> object:
            return inbox(connection, officer(), today(), calendar(),
                         InboxFilter(view, light), limit=_SHOWN)

        return render_template(
            "head.html", extensions=listed(View.EXTENSION), fees=listed(View.FEE),
            late=listed(View.OPEN, Light.LATE),
            due_today=listed(View.OPEN, Light.TODAY), soon=listed(View.OPEN, Light.SOON))
