"""The queues of review (审批台): what waits for a signer, a secrecy reviewer, the legal office.

A queue is a view of the inbox in the order of the inbox, the most urgent first; here is where one
stands in it, and which comes next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow.law.workdays import Calendar
from workflow.record import trail
from workflow.record.models import Request, TrailEntry
from workflow.record.people import Actor
from workflow.reports.inbox import InboxFilter, InboxRow, following, inbox, read_rows, rows_query
from workflow.reports.views import View, concerning, sees_requests, views_of

#: The views that are worked off one request after the other.
QUEUES = (View.SIGN, View.SECRECY, View.LEGAL, View.MEND)


@dataclass(frozen=True)
class Place:
    """Where a request stands in a queue, counted from 1, and how long the queue is."""

    row: InboxRow
    number: int
    total: int


def queues_of(actor: Actor) -> tuple[View, ...]:
    """The queues of an officer's seats, that of the first seat first."""
    return tuple(view for view in views_of(actor) if view in QUEUES)


def place_of(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, view: View, no: str
) -> Place | None:
    """Where a request stands in a queue; None if it does not wait there."""
    if not sees_requests(actor):
        return None
    query = rows_query().where(*concerning(actor, view), Request.no == no)
    rows = read_rows(connection, actor, query, today, calendar)
    if not rows:
        return None
    total = inbox(connection, actor, today, calendar, InboxFilter(view), limit=1).total
    behind = following(connection, actor, today, calendar, view, rows[0].after)
    return Place(rows[0], total - behind, total)


def next_in(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, view: View,
    after: str = "", but: str = "",
) -> InboxRow | None:
    """The request behind a place (`InboxRow.after`) in a queue, else the first; never `but`."""
    for beyond in dict.fromkeys((after, "")):
        page = inbox(connection, actor, today, calendar, InboxFilter(view), beyond, limit=2)
        found = [row for row in page.rows if row.no != but]
        if found:
            return found[0]
    return None


@dataclass(frozen=True)
class Milestones:
    """When a request was last submitted, and when each opinion was last given."""

    submitted: datetime | None = None
    secrecy: datetime | None = None
    legal: datetime | None = None

    @property
    def opinions(self) -> tuple[tuple[str, datetime | None, bool], ...]:
        """Each kind of opinion: its day if any, and whether it is from before the submission."""
        return tuple(
            (label, at, at is not None and self.submitted is not None and at < self.submitted)
            for label, at in (("保密", self.secrecy), ("法制", self.legal)))


_STEPS = {"submit_for_review": "submitted", "withdraw": "submitted",
          "secrecy_review": "secrecy", "legal_review": "legal"}


def milestones(connection: Connection, numbers: Iterable[str]) -> Mapping[str, Milestones]:
    """The milestones of the requests listed."""
    found = {no: Milestones() for no in numbers}
    rows = connection.execute(
        select(TrailEntry.request, TrailEntry.step, TrailEntry.at)
        .where(TrailEntry.request.in_(list(found)), TrailEntry.step.in_(list(_STEPS)))
        .order_by(TrailEntry.request, TrailEntry.seq))
    for no, step, at in rows:
        found[no] = replace(found[no], **{_STEPS[step]: trail.moment(at)})
    return found
