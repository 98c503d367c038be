"""Which requests concern whom (待办): the views of each seat, as conditions on the requests."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select
from sqlalchemy.orm import aliased

from workflow.record.models import Document, Request, TrailEntry
from workflow.record.people import Actor
from workflow.terms import ADMINISTRATORS, MENDING, Role, State, Term


class View(Term):
    """A list of open requests that waits for one seat (待办视图)."""

    OPEN = "open", "在办申请"
    MINE = "mine", "我的承办"
    INTAKE = "intake", "待登记转办"
    SECRECY = "secrecy", "待保密审查"
    LEGAL = "legal", "待法制审核"
    SIGN = "sign", "待审核签发"
    EXTENSION = "extension", "待批延期"
    FEE = "fee", "待定收费"
    MEND = "mend", "待定更正撤销"
    SERVE = "serve", "待送达"
    ARCHIVE = "archive", "待归档"
    FLAGGED = "flagged", "报分管领导"


#: The views of a seat, the one it starts with first.
VIEWS: dict[Role, tuple[View, ...]] = {
    Role.INTAKE_CLERK: (View.OPEN, View.INTAKE, View.SERVE, View.ARCHIVE),
    Role.HANDLER: (View.MINE, View.OPEN),
    Role.REVIEWER: (View.SIGN, View.MEND, View.OPEN),
    Role.HEAD: (View.EXTENSION, View.FEE, View.OPEN, View.FLAGGED),
    Role.SECRECY_REVIEWER: (View.SECRECY, View.OPEN),
    Role.LEGAL_OFFICE: (View.LEGAL, View.OPEN),
    Role.ARCHIVIST: (View.ARCHIVE, View.OPEN),
    Role.LEADER: (View.FLAGGED, View.OPEN),
}

_IN_STATES = {
    View.INTAKE: (State.RECEIPT, State.REGISTRATION),
    View.SECRECY: (State.REVIEW,),
    View.LEGAL: (State.REVIEW,),
    View.SIGN: (State.REVIEW,),
    View.ARCHIVE: (State.ARCHIVING,),
}
#: Views that begin with one step and end with another: the trail tells which stand open.
_WAITING = {
    View.SECRECY: (("submit_for_review", "withdraw"), ("secrecy_review",)),
    View.LEGAL: (("submit_for_review", "withdraw"), ("legal_review",)),
    View.FEE: (("propose_fee",), ("notify_fee", "decline_fee", "withdraw")),
    View.MEND: (("correct_letter", "supply_remedy_notice", "revoke_and_reply_anew"),
                ("approve_mending", "approve_revocation", "decline_mending")),
    View.EXTENSION: (("propose_extension",), ("grant_extension", "decline_extension")),
}


#: Views that reach into sealed files: what is wrong in a letter may be found years later.
_ALSO_SEALED = frozenset({View.MEND, View.SERVE})


def sees_requests(actor: Actor) -> bool:
    """Whether an officer holds a seat that sees requests of the own agency."""
    return bool(actor.seats - ADMINISTRATORS - {Role.SUPERVISOR})


#: Seats that write to applicants or answer for the file; the others see a person's name masked.
_NEED_NAMES = frozenset({
    Role.INTAKE_CLERK, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.LEGAL_OFFICE, Role.ARCHIVIST})


def sees_names(actor: Actor) -> bool:
    """Whether an officer holds a seat that needs the names of applicants."""
    return bool(actor.seats & _NEED_NAMES)


def views_of(actor: Actor) -> tuple[View, ...]:
    """The views of all seats an officer holds, each once, in the order of the seats."""
    return tuple(dict.fromkeys(
        view for role, views in VIEWS.items() if role in actor.seats for view in views))


def counts(connection: Connection, actor: Actor, views: Iterable[View]) -> dict[View, int]:
    """How many open requests stand in each view."""
    return {
        view: connection.scalar(select(func.count()).where(*concerning(actor, view))) or 0
        for view in views
    }


def concerning(actor: Actor, view: View) -> Sequence[ColumnElement[bool]]:
    """The conditions of a view: the own agency, open, and waiting for this seat."""
    found = [Request.agency_id == actor.agency_id]
    if view not in _ALSO_SEALED:
        found.append(Request.closed == 0)
    if view is View.MINE:
        found.append(Request.handler == actor.login)
    if view in _IN_STATES:
        found.append(Request.state.in_(_IN_STATES[view]))
    if view is View.SERVE:
        found.append(or_(Request.state == State.REPLY, _to_serve()))
    if view is View.FLAGGED:
        found.append(_flagged())
    elif view in _WAITING:
        found.append(_waiting(*_WAITING[view]))
    return found


def _to_serve() -> ColumnElement[bool]:
    """A letter that mends another and has not arrived, also from a sealed file."""
    return exists().where(Document.request_no == Request.no, Document.kind.in_(MENDING),
                          Document.voided.is_(False), Document.delivered_on.is_(None))


def _flagged() -> ColumnElement[bool]:
    """Reported to the leader by a step of its own, or when it was handed to the handler."""
    told = TrailEntry.step == "flag_for_leader"
    handed = (TrailEntry.step == "assign") & TrailEntry.body.contains('"report_to_leader":true')
    return exists().where(TrailEntry.request == Request.no, told | handed)


def _waiting(openers: Sequence[str], closers: Sequence[str]) -> ColumnElement[bool]:
    opened, ended = aliased(TrailEntry), aliased(TrailEntry)
    later = exists().where(
        ended.request == opened.request, ended.step.in_(closers), ended.seq > opened.seq)
    return exists().where(opened.request == Request.no, opened.step.in_(openers), ~later)
