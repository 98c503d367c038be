"""The publication list (转主动公开清单): what waits for the head first, then what was decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, or_, select

from workflow.errors import LawError
from workflow.law.rules import PUBLICATION_LIMIT
from workflow.law.workdays import Calendar
from workflow.record.models import Officer, Publication, Request
from workflow.record.people import Actor
from workflow.terms import PublicationGround, PublicationState


@dataclass(frozen=True)
class PublicationRow:
    """One proposal; `due_on` counts from the day the information was formed (第二十六条)."""

    no: str
    seq: int
    what: str
    ground: PublicationGround
    formed_on: date | None
    due_on: date | None
    state: PublicationState
    proposed_by: str
    proposed_on: date
    decided_by: str
    decided_on: date | None
    published_on: date | None
    place: str
    reason: str
    overdue: bool

    @property
    def after(self) -> str:
        """Where the next page begins."""
        waits = int(self.state is not PublicationState.WAITING)
        return f"{waits}_{self.proposed_on.isoformat()}_{self.no}_{self.seq}"


@dataclass(frozen=True)
class PublicationPage:
    """A page of the list, and where the next one begins."""

    rows: tuple[PublicationRow, ...]
    next_after: str


def publications(
    connection: Connection, actor: Actor, today: date, calendar: Calendar,
    state: PublicationState | None = None, after: str = "", limit: int = 50,
) -> PublicationPage:
    """The list of the own agency: waiting ones first, within them the newest."""
    row = Publication
    rank = case((row.state == PublicationState.WAITING, 0), else_=1)
    query = (
        select(row.__table__, Officer.name.label("proposer"))
        .join(Request, Request.no == row.request_no)
        .outerjoin(Officer, Officer.login == row.proposed_by)
        .where(row.agency_id == actor.agency_id)
        .order_by(rank, row.proposed_on.desc(), row.request_no, row.seq).limit(limit + 1))
    if state:
        query = query.where(row.state == state)
    beyond = _beyond(after)
    if beyond:
        place, day, no, seq = beyond
        query = query.where(or_(rank > place, and_(rank == place, or_(
            row.proposed_on < day, and_(row.proposed_on == day, or_(
                row.request_no > no, and_(row.request_no == no, row.seq > seq)))))))
    found = connection.execute(query).mappings().all()
    rows = tuple(_row(one, today, calendar) for one in found[:limit])
    return PublicationPage(rows, rows[-1].after if len(found) > limit else "")


def due_on(formed_on: date | None, calendar: Calendar) -> date | None:
    """The last of the twenty working days of 第二十六条; None where no day is known."""
    if formed_on is None:
        return None
    try:
        return calendar.add(formed_on, PUBLICATION_LIMIT.on(formed_on)).on
    except LawError:
        return None


def _beyond(after: str) -> tuple[int, date, str, int] | None:
    parts = after.split("_")
    try:
        return int(parts[0]), date.fromisoformat(parts[1]), parts[2], int(parts[3])
    except (ValueError, IndexError):
        return None


def _row(row: Any, today: date, calendar: Calendar) -> PublicationRow:
    last = due_on(row["formed_on"], calendar)
    names = ("seq", "what", "ground", "formed_on", "state", "proposed_on", "decided_by",
             "decided_on", "published_on", "place", "reason")
    waits = row["state"] is PublicationState.WAITING
    return PublicationRow(
        no=row["request_no"], due_on=last, proposed_by=row["proposer"] or row["proposed_by"],
        overdue=waits and last is not None and last < today,
        **{name: row[name] for name in names})
