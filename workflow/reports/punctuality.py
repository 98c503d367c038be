"""Punctuality (按期答复率): the replies of a year, how many of them within the statutory limit.

条例第三十三条: what ends the clock decides (the posting of the letter, its arrival online or by
hand), not the date the letter bears. A reply made anew after a revocation counts by the first.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from workflow.law.workdays import Calendar
from workflow.record.models import Request
from workflow.record.people import Actor
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import sees_requests
from workflow.terms import Term


class Kept(Term):
    """Whether the reply left within the limit (答复是否按期)."""

    IN_TIME = "in_time", "按期答复"
    LATE = "late", "逾期答复"


@dataclass(frozen=True)
class Punctuality:
    """The replies of one year."""

    year: int
    replied: int
    late: int

    @property
    def in_time(self) -> int:
        """How many left within the limit."""
        return self.replied - self.late

    @property
    def percent(self) -> str:
        """The share of those in time in tenths of a percent; "" while nothing was replied."""
        if not self.replied:
            return ""
        tenths = self.in_time * 1000 // self.replied  # never rounded up to a whole 100 %
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True)
class RepliedPage:
    """A page of replied requests, newest first, and the id after which the next one begins."""

    rows: tuple[InboxRow, ...]
    next_after: int | None


def punctuality(connection: Connection, actor: Actor, year: int) -> Punctuality:
    """How many requests were replied to in a year, how many of them late."""
    if not sees_requests(actor):
        return Punctuality(year, 0, 0)
    replied = connection.scalar(select(func.count()).where(*_replied(actor, year)))
    late = connection.scalar(select(func.count()).where(*_replied(actor, year), _late()))
    return Punctuality(year, replied or 0, late or 0)


def replies(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, year: int, *,
    kept: Kept | None = None, after: int | None = None, limit: int = 50,
) -> RepliedPage:
    """The requests behind the numbers of a year."""
    if not sees_requests(actor):
        return RepliedPage((), None)
    query = rows_query().where(*_replied(actor, year))
    if kept is not None:
        query = query.where(_late() if kept is Kept.LATE else _in_time())
    if after is not None:
        query = query.where(Request.id < after)
    rows = read_rows(connection, actor, query.order_by(Request.id.desc()).limit(limit + 1),
                     today, calendar)
    return RepliedPage(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def _replied(actor: Actor, year: int) -> list[ColumnElement[bool]]:
    return [
        Request.agency_id == actor.agency_id, Request.replied_on >= date(year, 1, 1),
        Request.replied_on <= date(year, 12, 31), Request.ended_on.is_not(None)]


def _late() -> ColumnElement[bool]:
    """A clock that ended while it stood still (no due date) was not late."""
    return and_(Request.due_on.is_not(None), Request.ended_on > Request.due_on)


def _in_time() -> ColumnElement[bool]:
    return or_(Request.due_on.is_(None), Request.ended_on <= Request.due_on)
