"""The legal office's audit (台账审计): any request's whole trail, and whether it proves itself."""

from flask import Blueprint, render_template, request

from web.pages.handover import answer_lines
from web.pages.inbox import chosen
from web.pages.register import words_asked
from web.policy import seats
from web.site import at, calendar, desk, officer, site, today
from workflow import office
from workflow.archive.replay import verify
from workflow.record.database import reading, writing
from workflow.record.security import SecurityAct
from workflow.reports.register import register
from workflow.terms import HandoverTo, Role, State

pages = Blueprint("legal", __name__)
_SHOWN = 50


@pages.get("/audit")
@seats(Role.LEGAL_OFFICE)
def overview() -> str:
    """All requests of the agency, archived ones too, to look into."""
    text, state = words_asked(), chosen(State, "state")
    with reading(site().house.engine) as connection:
        page = register(connection, officer(), today(), calendar(),
                        text=text, states=(state,) if state else (),
                        after=request.args.get("after", ""), limit=_SHOWN)
    return render_template("audit.html", page=page, q=text, state=state, states=tuple(State))


@pages.get("/audit/<no>")
@seats(Role.LEGAL_OFFICE)
def trail(no: str) -> str:
    """The whole trail of one request: facts, hashes, documents."""
    return _trail(no, None)


@pages.post("/audit/<no>/verify")
@seats(Role.LEGAL_OFFICE)
def verify_one(no: str) -> str:
    """Replay the trail of one request."""
    desk().view(no, officer(), at())  # raises NotFound outside the agency
    return _trail(no, _verified(no))


def _trail(no: str, findings: object) -> str:
    copy_on, answers = answer_lines()
    return render_template("trail.html", seen=desk().view(no, officer(), at()), findings=findings,
                           state_names={state.value: state.label for state in State},
                           copy_on=copy_on, answers=answers, purposes=tuple(HandoverTo))


def _verified(no: str) -> object:
    house = site().house
    findings = tuple(verify(house.engine, house.keys, house.store, no))
    with writing(house.engine) as connection:
        office.note(connection, at(), officer().login, SecurityAct.TRAIL_VERIFIED,
                    officer().agency_id, request=no, findings=len(findings),
                    **officer().instead(Role.LEGAL_OFFICE))
    return findings
