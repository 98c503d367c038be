"""The register (登记台账): all requests of an agency, archived ones too, newest first."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, exists, or_

from workflow.law.workdays import Calendar
from workflow.record.models import Document, Request
from workflow.record.people import Actor
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import sees_names, sees_requests
from workflow.terms import State


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, and the id after which the next one begins."""

    rows: tuple[InboxRow, ...]
    next_after: int | None


def register(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, *, text: str = "",
    states: tuple[State, ...] = (), after: int | None = None, limit: int = 50,
) -> RegisterPage:
    """Requests by number, applicant, content, mail or document number; all of them for no text."""
    if not sees_requests(actor):
        return RegisterPage((), None)
    query = rows_query().where(Request.agency_id == actor.agency_id)
    if text.strip():
        query = query.where(_matches(text.strip(), names=sees_names(actor)))
    if states:
        query = query.where(Request.state.in_(states))
    if after is not None:
        query = query.where(Request.id < after)
    query = query.order_by(Request.id.desc()).limit(limit + 1)
    rows = read_rows(connection, actor, query, today, calendar)
    return RegisterPage(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def _matches(text: str, *, names: bool) -> ColumnElement[bool]:
    """What a search finds; names are found only by who may see them."""
    sent = exists().where(
        Document.request_no == Request.no, or_(Document.mail_no == text, Document.number == text))
    return or_(
        Request.no.contains(text, autoescape=True),
        *([Request.applicant_name.contains(text, autoescape=True)] if names else []),
        Request.subject.contains(text, autoescape=True),
        Request.reply_number == text,
        sent,
    )
