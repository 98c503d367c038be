"""The rule book (规则簿): every rule the system counts and decides by, for whoever works here."""

from flask import Blueprint, render_template, request

from web.frame import the_office
from web.policy import signed_in
from web.site import at, site
from workflow.record.database import reading
from workflow.reports.rulebook import rule_book

pages = Blueprint("rules", __name__)


@pages.get("/rules")
@signed_in
def overview() -> str:
    """All dated values with their sources; a search narrows them."""
    office, q = the_office(), request.args.get("q", "")[:80]
    assert office is not None  # whoever signs in belongs to an agency
    with reading(site().house.engine) as connection:
        book = rule_book(connection, office, at(), q)
    return render_template("rules.html", book=book, q=q)
