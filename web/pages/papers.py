"""Papers to print (案卷用纸): the forms of a request, and blank ones for the counter."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort

from letters.internal import InternalForm
from web.frame import the_office
from web.headers import shown_inline
from web.policy import case_seats
from web.site import at, desk, officer, today
from workflow import papers
from workflow.viewing import RequestView

pages = Blueprint("papers", __name__)
Gather = Callable[[RequestView, date, str], InternalForm]
#: The papers of a request by the name in the address.
PAPERS: dict[str, tuple[str, Gather]] = {
    "application": ("申请表", papers.application),
    "approval": ("审批单", papers.approval_sheet),
    "list": ("卷内目录", papers.file_list),
    "cover": ("档案封面", papers.file_cover),
}


@pages.get("/requests/<no>/papers/<paper>.pdf")
@case_seats
def of_request(no: str, paper: str) -> Response:
    """One paper of a request as of now; nothing is written."""
    if paper not in PAPERS:
        abort(404)
    label, gather = PAPERS[paper]
    return _printed(gather(desk().view(no, officer(), at()), today(), officer().name),
                    f"{label}-{no}.pdf")


@pages.get("/requests/<no>/documents/<document_id>/service.pdf")
@case_seats
def service(no: str, document_id: str) -> Response:
    """The proof of service of one document, to be signed."""
    seen = desk().view(no, officer(), at())
    proof = papers.service_proof(seen, document_id, today(), officer().name)
    return _printed(proof, f"送达回证-{no}-{document_id}.pdf")


@pages.get("/forms/<applicant>.pdf")
@case_seats
def blank(applicant: str) -> Response:
    """A blank application form: for a natural person or an organisation."""
    office = the_office()
    if applicant not in ("person", "organisation") or office is None:
        abort(404)
    form = papers.blank_application(office, applicant == "organisation", today(), officer().name)
    return _printed(form, f"{form.title}.pdf")


def _printed(form: InternalForm, name: str) -> Response:
    return shown_inline(
        desk().print_room.press().print_form(form).data, "application/pdf", name)
