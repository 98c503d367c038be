"""The day of an officer (我的今天): what is due on the open requests that wait for this seat.

Each request is folded from its trail, so that the day is never older than the last act; therefore
at most `MOST` requests are read, those with the nearest limit first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, or_, select

from workflow.desk import Desk
from workflow.duties import Duty, duties_of, for_officer
from workflow.record.database import reading
from workflow.record.models import Request
from workflow.record.people import Actor
from workflow.reports.views import View, concerning, views_of

#: How many requests one day reads.
MOST = 100
#: Lists to look things up in; nothing in them waits for anybody by itself.
_NOT_WAITING = frozenset({View.OPEN, View.FLAGGED})


@dataclass(frozen=True)
class Due:
    """One duty, and the request it lies on."""

    no: str
    subject: str
    duty: Duty


@dataclass(frozen=True)
class Day:
    """The duties of an officer: `requests` were read, and there are `more` if that was not all."""

    duties: tuple[Due, ...]
    requests: int
    more: bool


def day_of(desk: Desk, actor: Actor, at: datetime, most: int = MOST) -> Day:
    """Everything due for an officer, by day; nothing of another agency, nothing for a seat without.

    Raises ValueError for less than one request.
    """
    if most < 1:
        raise ValueError("at least one request is read")
    with reading(desk.engine) as connection:
        numbers = _numbers(connection, actor, most + 1)
        found = [due for no in numbers[:most] for due in _of(desk, connection, no, actor, at)]
    found.sort(key=lambda due: (due.duty.due_on or date.max, due.no))
    return Day(tuple(found), min(len(numbers), most), len(numbers) > most)


def _numbers(connection: Connection, actor: Actor, limit: int) -> Sequence[str]:
    waiting = [view for view in views_of(actor) if view not in _NOT_WAITING]
    if not waiting:
        return ()
    scope = or_(*(and_(*concerning(actor, view)) for view in waiting))
    nearest = func.coalesce(Request.due_on, date.max)
    query = select(Request.no).where(scope).order_by(nearest, Request.id).limit(limit)
    return connection.scalars(query).all()


def _of(
    desk: Desk, connection: Connection, no: str, actor: Actor, at: datetime
) -> Iterator[Due]:
    action = desk.action(connection, desk.bench(connection, no, actor, at), actor, at)
    for duty in for_officer(duties_of(action), actor):
        yield Due(no, action.case.wanted, duty)
