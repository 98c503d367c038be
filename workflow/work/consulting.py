"""The consultation board (征求意见一览): every party that still owes an answer, across requests.

Each request is folded from its trail; at most `MOST` are read, those with the nearest limit first.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from workflow.desk import Desk
from workflow.parties import PartyClock, parties_of
from workflow.record.database import reading
from workflow.record.models import Request, TrailEntry
from workflow.record.people import Actor
from workflow.reports.views import View, concerning, sees_requests
from workflow.terms import State

#: How many requests one board reads.
MOST = 100
_ASKED = ("consult_third_party", "consult_joint_maker", "consult_agency")
#: Once a reply is approved nobody's opinion is awaited any more.
_STATES = (State.HANDLING, State.REVIEW)


@dataclass(frozen=True)
class Awaited:
    """A party that has not answered, of one request."""

    no: str
    subject: str
    handler: str
    party: PartyClock
    due_on: date | None


@dataclass(frozen=True)
class Board:
    """The parties that owe an answer: `requests` were read, and there are `more` beyond."""

    awaited: tuple[Awaited, ...]
    requests: int
    more: bool


def board_of(desk: Desk, actor: Actor, at: datetime, *, own: bool, most: int = MOST) -> Board:
    """The parties of the officer's own requests, or of all of the agency; first who is overdue."""
    if not sees_requests(actor):
        return Board((), 0, False)
    asked = exists().where(TrailEntry.request == Request.no, TrailEntry.step.in_(_ASKED))
    query = (
        select(Request.no)
        .where(*concerning(actor, View.MINE if own else View.OPEN),
               Request.state.in_(_STATES), asked)
        .order_by(func.coalesce(Request.due_on, date.max), Request.id).limit(most + 1))
    found: list[Awaited] = []
    with reading(desk.engine) as connection:
        numbers = connection.scalars(query).all()
        for no in numbers[:most]:
            action = desk.action(connection, desk.bench(connection, no, actor, at), actor, at)
            case, due_on = action.case, action.clock.due_on if action.clock else None
            name = action.directory.names().get(case.handler, case.handler)
            found += [Awaited(no, case.wanted, name, one, due_on)
                      for one in parties_of(case, action.calendar, action.today) if one.owes]
    found.sort(key=lambda one: (
        one.party.ends_on is None, one.party.ends_on.on if one.party.ends_on else date.max, one.no))
    return Board(tuple(found), min(len(numbers), most), len(numbers) > most)
