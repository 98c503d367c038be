"""The archive (归档): files to close, complete and seal, and what is sealed."""

from flask import Blueprint, render_template, request

from web.pages.register import words_asked
from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports.inbox import InboxFilter, inbox
from workflow.reports.register import register
from workflow.reports.views import View
from workflow.terms import Role, State

pages = Blueprint("archive", __name__)
_SHOWN = 50


@pages.get("/archive")
@seats(Role.ARCHIVIST, Role.INTAKE_CLERK)
def overview() -> str:
    """Replies served and ready to close, files to complete and seal, and the sealed ones."""
    text = words_asked()
    with reading(site().house.engine) as connection:
        def listed(view: View) -> object:
            return inbox(connection, officer(), today(), calendar(), InboxFilter(view),
                         limit=_SHOWN)

        sealed = register(connection, officer(), today(), calendar(),
                          text=text, states=(State.ARCHIVED,),
                          after=request.args.get("after", ""), limit=_SHOWN)
        return render_template("archive.html", to_close=listed(View.SERVE),
                               to_seal=listed(View.ARCHIVE), sealed=sealed,
                               q=text)
