"""Confirming (收件待确认): what came without proof of arrival, its calls, the day that counts."""

from flask import Blueprint, render_template, request

from web.numbers import number
from web.policy import seats
from web.site import at, desk, officer
from workflow import counter
from workflow.terms import Role

pages = Blueprint("confirming", __name__)
_PAGE = 20


@pages.get("/confirmations")
@seats(Role.INTAKE_CLERK)
def overview() -> str:
    """Letters, e-mails, faxes and internet applications that wait to be confirmed."""
    found, after = counter.awaiting(
        desk(), officer(), at(), after=request.args.get("after", 0, type=number), limit=_PAGE)
    return render_template("confirmations.html", found=found, after=after)
