"""Refusals to be looked at again (评估审查清单, 条例第十八条): a list for every year."""

from flask import Blueprint, render_template, request

from web.numbers import number
from web.policy import seats
from web.site import officer, site, today
from workflow.record.database import reading
from workflow.reports.reevaluation import due_in
from workflow.terms import Role

pages = Blueprint("reevaluation", __name__)
_SHOWN = 50
#: How many years back a reader may ask.
_YEARS = 5


@pages.get("/reevaluation")
@seats(Role.HEAD, Role.HANDLER, Role.LEGAL_OFFICE, Role.LEADER)
def overview() -> str:
    """What was withheld before a year began and has not been looked at since."""
    years = tuple(range(today().year, today().year - _YEARS, -1))
    asked = request.args.get("year", years[0], type=number)
    year = asked if asked in years else years[0]
    with reading(site().house.engine) as connection:
        page = due_in(connection, officer(), year, request.args.get("after", ""), _SHOWN)
    return render_template("reevaluation.html", page=page, year=year, years=years,
                           evaluates=Role.HEAD in officer().seats)
