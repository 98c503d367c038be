"""The letters of a day (当日文书): a list, and one file to print them from."""

from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from letters.day_bundle import IssuedLetter, day_bundle
from web.days import day_typed
from web.frame import the_office
from web.headers import shown_inline
from web.policy import seats
from web.site import at, desk, officer, site, today
from workflow.record.database import reading
from workflow.reports.issued import Issued, issued_on
from workflow.terms import Role

pages = Blueprint("letters", __name__)
may_post = seats(Role.INTAKE_CLERK, Role.ARCHIVIST)


@pages.get("/letters")
@may_post
def of_day() -> str:
    """What was issued on a day, today unless another is asked for."""
    typed = request.args.get("day", "")
    day = day_typed(typed)
    return render_template("letters.html", day=day or today(), found=_issued(day or today()),
                           typed=typed, unreadable=bool(typed) and day is None)


@pages.get("/letters/<day>.pdf")
@may_post
def bundle(day: str) -> Response:
    """The letters of a day in one file, with a list of contents."""
    on, office = day_typed(day), the_office()
    found = _issued(on) if on else ()
    if on is None or office is None or not found:
        abort(404)
    letters = [IssuedLetter(one.kind.label, one.number, one.request_no,
                            desk().document(one.request_no, one.id, officer(), at()))
               for one in found]
    data = day_bundle(
        desk().print_room.press(), letters, agency=office.name, day=on, printed_on=today(),
        printed_by=officer().name)
    return shown_inline(data, "application/pdf", f"当日文书-{on}.pdf")


def _issued(day: date) -> tuple[Issued, ...]:
    with reading(site().house.engine) as connection:
        return issued_on(connection, officer(), day)
