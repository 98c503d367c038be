"""Consulted parties across requests (征求意见一览): who still owes an answer, and until when."""

from flask import Blueprint, render_template, request

from web.policy import case_seats
from web.site import at, desk, officer
from workflow.terms import Role
from workflow.work.consulting import MOST, board_of

pages = Blueprint("consultations", __name__)


@pages.get("/consultations")
@case_seats
def overview() -> str:
    """A handler's own requests first; everybody may see those of the whole agency."""
    handles = Role.HANDLER in officer().seats
    own = handles and request.args.get("all") != "1"
    return render_template("consultations.html", own=own, handles=handles, most=MOST,
                           board=board_of(desk(), officer(), at(), own=own))
