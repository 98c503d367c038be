"""Which requests concern whom (待办): the views of each seat, as conditions on the requests."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    literal_column,
    select,
)

from workflow.record.awaiting import View, sign_of
from workflow.record.models import Request
from workflow.record.people import Actor
from workflow.terms import ADMINISTRATORS, Role

__all__ = [
    "NEED_NAMES", "VIEWS", "View", "asking", "concerning", "conditions", "counts", "handlers",
    "sees_names", "sees_requests", "views_of",
]


#: The views of a seat, the one it starts with first.
VIEWS: dict[Role, tuple[View, ...]] = {
    Role.INTAKE_CLERK: (View.OPEN, View.INTAKE, View.SERVE, View.ARCHIVE),
    Role.HANDLER: (View.MINE, View.OPEN),
    Role.REVIEWER: (View.SIGN, View.MEND, View.OPEN),
    Role.HEAD: (View.EXTENSION, View.FEE, View.PUBLISH, View.OPEN, View.FLAGGED),
    Role.SECRECY_REVIEWER: (View.SECRECY, View.OPEN),
    Role.LEGAL_OFFICE: (View.LEGAL, View.REMEDY, View.OPEN),
    Role.ARCHIVIST: (View.ARCHIVE, View.OPEN),
    Role.LEADER: (View.FLAGGED, View.OPEN),
}

def sees_requests(actor: Actor) -> bool:
    """Whether an officer holds a seat that sees requests of the own agency."""
    return bool(actor.seats - ADMINISTRATORS - {Role.SUPERVISOR})


#: Seats that write to applicants or answer for the file; the others see a person's name masked.
NEED_NAMES = frozenset({
    Role.INTAKE_CLERK, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.LEGAL_OFFICE, Role.ARCHIVIST})


def sees_names(actor: Actor) -> bool:
    """Whether an officer holds a seat that needs the names of applicants."""
    return bool(actor.seats & NEED_NAMES)


def views_of(actor: Actor) -> tuple[View, ...]:
    """The views of all seats an officer holds, each once, in the order of the seats."""
    return tuple(dict.fromkeys(
        view for role, views in VIEWS.items() if role in actor.seats for view in views))


def _waiting(view: View | None, agency: Any, own: Any) -> Sequence[ColumnElement[bool]]:
    """What waits at an agency, in one view of it; `own` are the handlers of the own cases."""
    # The empty text is said as it is: only then does PostgreSQL know the index of what waits.
    found = [Request.agency_id == agency, Request.awaits != literal_column("''")]
    if view is View.MINE:
        return (*found, Request.awaits.contains(sign_of(View.OPEN)), Request.handler.in_(own))
    return (*found, *([Request.awaits.contains(sign_of(view))] if view else []))


# Statements made once: to build one costs more than to run it.
_ASKED: tuple[Any, Any] = bindparam("agency"), bindparam("handlers", expanding=True)
_OWN = Request.handler.in_(_ASKED[1])
_COUNTS = select(Request.awaits, _OWN.label("own"), func.count()).where(
    *_waiting(None, *_ASKED)).group_by(Request.awaits, _OWN)


def counts(connection: Connection, actor: Actor, views: Iterable[View]) -> dict[View, int]:
    """How many requests stand in each view: one look at the index of what waits."""
    found = dict.fromkeys(views, 0)
    for awaits, own, number in connection.execute(_COUNTS, asking(actor)):
        for view in found:
            found[view] += number if _holds(view, awaits, bool(own)) else 0
    return found


def concerning(actor: Actor, view: View) -> Sequence[ColumnElement[bool]]:
    """The conditions of a view: the own agency, and waiting for this seat."""
    return _waiting(view, actor.agency_id, handlers(actor))


def conditions(view: View) -> Sequence[ColumnElement[bool]]:
    """The same for statements made once; `asking` tells who asks."""
    return _waiting(view, *_ASKED)


def asking(actor: Actor) -> dict[str, Any]:
    """Who asks: what the conditions of a view are filled with."""
    return {"agency": actor.agency_id, "handlers": handlers(actor)}


def handlers(actor: Actor) -> list[str]:
    """Whose cases an officer calls the own: those of absent handlers among them (代行)."""
    return [actor.login, *(one.absent for one in actor.stand_ins if one.role is Role.HANDLER)]


def _holds(view: View, awaits: str, own: bool) -> bool:
    if view is View.MINE:
        return own and sign_of(View.OPEN) in awaits
    return sign_of(view) in awaits
