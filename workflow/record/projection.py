"""Projections (投影): the rows of the lists, computed from a case and written beside its trail.

`rows_of` is the one place that says what the tables hold for a case; performing a step, rebuilding
and verifying all use it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import DeclarativeBase

from workflow.law.clock import Clock
from workflow.record.case import Case
from workflow.record.models import Approval, Document, Request, RequestItem
from workflow.terms import State

#: Rows by primary key (without the request number).
Rows = dict[tuple[Any, ...], dict[str, Any]]
_SUBJECT = 200


@dataclass(frozen=True)
class Projected:
    """All projected rows of one request."""

    request: dict[str, Any]
    items: Rows
    documents: Rows
    approvals: Rows


def rows_of(case: Case, agency_id: int, applicant: str, clock: Clock | None) -> Projected:
    """What the tables must hold for this case as of its last act."""
    return Projected(
        request=_request(case, agency_id, applicant, clock),
        items={
            (item.no,): {
                "item": item.no, "wanted": item.wanted, "outcome": _outcome(case, item.no)
            }
            for item in case.items.values()
        },
        documents={(d.id,): _document(d) for d in case.documents.values()},
        approvals=_approvals(case),
    )


def _request(case: Case, agency_id: int, applicant: str, clock: Clock | None) -> dict[str, Any]:
    reply = case.documents.get(case.reply)
    return {
        "agency_id": agency_id, "no": case.no, "state": case.state, "seq": case.seq,
        "head": case.head, "received_on": case.received_on, "channel": case.channel,
        "applicant_kind": case.applicant_kind, "applicant_name": applicant,
        "subject": case.wanted[:_SUBJECT], "handler": case.handler, "unit": case.unit,
        "clock_state": clock.state.value if clock else "",
        "due_on": clock.due_on if clock else None,
        "waiting_for": clock.waiting_for if clock else "",
        "provisional": bool(clock and clock.provisional), "outcome": case.outcome(),
        "reply_number": reply.number if reply else "", "replied_on": reply.dated if reply else None,
        "held": bool(case.hold), "closed": int(case.state is State.ARCHIVED),
    }


def _outcome(case: Case, item: int) -> Any:
    answers = case.draft.answers if case.draft else ()
    found = [a.text("outcome") for a in answers if a.number("item") == item]
    return found[0] if found else None


def _document(document: Any) -> dict[str, Any]:
    names = ("id", "kind", "number", "digest", "dated", "manner", "mail_no", "dispatched_on",
             "delivered_on", "voided")
    return {name: getattr(document, name) for name in names}


def _approvals(case: Case) -> Rows:
    if case.approval is None:
        return {}
    given = case.approval
    return {
        (given.seq,): {
            "seq": given.seq, "drafter": given.drafter, "approver": given.by,
            "secrecy_reviewer": given.secrecy_reviewer, "digest": given.digest,
        }
    }


def write(connection: Connection, before: Projected | None, after: Projected) -> None:
    """Bring the tables from one picture of a case to the next."""
    no = after.request["no"]
    if before is None:
        connection.execute(insert(Request), after.request)
    else:
        connection.execute(update(Request).where(Request.no == no), after.request)
    for model, key, old, new in _tables(before, after):
        _bring(connection, model, key, no, old, new)


def _tables(
    before: Projected | None, after: Projected
) -> tuple[tuple[type[DeclarativeBase], str, Rows, Rows], ...]:
    return (
        (RequestItem, "item", before.items if before else {}, after.items),
        (Document, "id", before.documents if before else {}, after.documents),
        (Approval, "seq", before.approvals if before else {}, after.approvals),
    )


def _bring(
    connection: Connection, model: Any, key: str, no: str, old: Rows, new: Rows
) -> None:
    for gone in old.keys() - new.keys():
        connection.execute(
            delete(model).where(model.request_no == no, getattr(model, key) == gone[0]))
    for name, row in new.items():
        if name not in old:
            connection.execute(insert(model), {"request_no": no, **row})
        elif old[name] != row:
            connection.execute(
                update(model).where(model.request_no == no, getattr(model, key) == name[0])
                .values(**row))


def stored(connection: Connection, no: str) -> Projected | None:
    """What the tables hold now; None if the request has no row."""
    columns = [c for c in Request.__table__.columns if c.name != "id"]
    row = connection.execute(select(*columns).where(Request.no == no)).mappings().first()
    if row is None:
        return None
    return Projected(
        dict(row), _stored(connection, RequestItem, "item", no),
        _stored(connection, Document, "id", no), _stored(connection, Approval, "seq", no),
    )


def _stored(connection: Connection, model: Any, key: str, no: str) -> Rows:
    columns = [c for c in model.__table__.columns if c.name != "request_no"]
    found = connection.execute(select(*columns).where(model.request_no == no)).mappings()
    return {(row[key],): dict(row) for row in found}
