"""What was issued on a day (当日发文): the documents of an agency by their date, in their order."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.record.models import Document, Request
from workflow.record.people import Actor
from workflow.reports.views import sees_requests
from workflow.terms import DocumentKind

#: More than this is no day's work of one agency.
MOST = 500


@dataclass(frozen=True)
class Issued:
    """One document of the day and whether it has left."""

    request_no: str
    id: str
    kind: DocumentKind
    number: str
    digest: str
    dispatched_on: date | None


def issued_on(connection: Connection, actor: Actor, day: date) -> tuple[Issued, ...]:
    """The documents dated that day that still hold, by kind and number."""
    if not sees_requests(actor):
        return ()
    rows = connection.execute(
        select(Document.request_no, Document.id, Document.kind, Document.number, Document.digest,
               Document.dispatched_on)
        .join(Request, Request.no == Document.request_no)
        .where(Request.agency_id == actor.agency_id, Document.dated == day,
               Document.voided.is_(False), Document.revoked.is_(False)))
    order = list(DocumentKind)
    found = [Issued(*row) for row in rows]
    found.sort(key=lambda one: (order.index(one.kind), len(one.number), one.number))
    return tuple(found[:MOST])
