"""What the public may learn of a document by its verification code (文书核验): nothing personal."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.record.models import Document, Request
from workflow.record.people import office_of
from workflow.terms import DocumentKind


@dataclass(frozen=True)
class Certificate:
    """One document as issued: who, what, when, and the SHA-256 of its bytes in hex."""

    agency: str
    kind: DocumentKind
    number: str
    dated: date
    digest: str
    voided: bool
    revoked: bool


_BY_CODE = (
    select(Request.agency_id, Document.kind, Document.number, Document.dated, Document.digest,
           Document.voided, Document.revoked)
    .join(Request, Request.no == Document.request_no)
)


def certificate(connection: Connection, code: str) -> Certificate | None:
    """The document of a code, under the agency's name on its date; None if there is none."""
    if not code:
        return None
    row = connection.execute(_BY_CODE.where(Document.code == code)).first()
    if row is None:
        return None
    return Certificate(office_of(connection, row.agency_id, row.dated).name, *row[1:])
