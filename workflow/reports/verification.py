"""What the public may learn of a document by its verification code (文书核验): nothing personal."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.record.models import Agency, Document, Request
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
    select(Agency.name, Document.kind, Document.number, Document.dated, Document.digest,
           Document.voided, Document.revoked)
    .join(Request, Request.no == Document.request_no)
    .join(Agency, Agency.id == Request.agency_id)
)


def certificate(connection: Connection, code: str) -> Certificate | None:
    """The document of a code; None if there is none."""
    if not code:
        return None
    row = connection.execute(_BY_CODE.where(Document.code == code)).first()
    return Certificate(*row) if row else None
