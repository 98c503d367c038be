"""What was issued on some days (发文): the documents of an agency by their date, in their order."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.errors import Reason, StepNotAllowed
from workflow.record.models import Document, Request
from workflow.record.people import Actor
from workflow.reports.views import sees_requests
from workflow.terms import DocumentKind

#: So many are bound into one file: its list of contents must still be printed.
MOST = 1000


@dataclass(frozen=True)
class Issued:
    """One document of the day and whether it has left."""

    request_no: str
    id: str
    kind: DocumentKind
    number: str
    digest: str
    dispatched_on: date | None
    dated: date


def issued_on(connection: Connection, actor: Actor, day: date) -> tuple[Issued, ...]:
    """The documents dated that day that still hold, by kind and number."""
    return issued_between(connection, actor, day, day)


def issued_between(
    connection: Connection, actor: Actor, first: date, last: date
) -> tuple[Issued, ...]:
    """The documents dated from a first to a last day that still hold, by day, kind and number.

    Raises StepNotAllowed for more than are bound into one file.
    """
    if not sees_requests(actor):
        return ()
    rows = connection.execute(
        select(Document.request_no, Document.id, Document.kind, Document.number, Document.digest,
               Document.dispatched_on, Document.dated)
        .join(Request, Request.no == Document.request_no)
        .where(Request.agency_id == actor.agency_id, Document.dated.between(first, last),
               Document.voided.is_(False), Document.revoked.is_(False)).limit(MOST + 1))
    order = list(DocumentKind)
    found = [Issued(*row) for row in rows]
    if len(found) > MOST:
        raise StepNotAllowed([Reason(f"这些天的文书超过{MOST}份，一次装订不下，请缩短期间")])
    found.sort(key=lambda one: (one.dated, order.index(one.kind), len(one.number), one.number))
    return tuple(found)
