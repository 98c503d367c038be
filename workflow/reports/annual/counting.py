"""Counting (计数): table three from the projected days, each part by a condition of its own.

一 counts by the day of receipt, 三 by the day of the reply, 二 and 四 by what was alive on the day
before the period and on its last day. Nothing is taken from a difference, so that a request whose
days contradict one another makes the balance fail. An entry made by mistake (登记作废) is no
request; a request split off is one of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)

from workflow.record.among import among
from workflow.record.models import Request
from workflow.reports.annual.form import CARRIED_IN, CARRIED_OUT, HANDLED, NEW
from workflow.reports.annual.scope import Scope, within
from workflow.reports.period import Period

#: Requests whose day of receipt is still to be confirmed (收件待确认): counted in no row yet.
WAITING = "waiting"
#: Requests answered anew by order, received in the period, where they are no new ones.
REDONE = "redone"
_FIRST: Any = bindparam("first")
_LAST: Any = bindparam("last")
#: The day after the period.
_AFTER: Any = bindparam("after")
#: As plain text: what is no member of its list must be counted, not stop the reader.
KIND = type_coerce(Request.applicant_kind, String(32))
LEAF = type_coerce(Request.outcome, String(32))
_RECEIVED, _CONCLUDED = Request.received_on, Request.concluded_on
#: Written out, so that both databases know the index of what is no void entry.
LIVE = Request.void == literal_column("0")
_ORIGINAL = Request.redo_of == literal_column("''")
#: What was answered anew by order only where the agency counts it.
COUNTED = or_(_ORIGINAL, among(Request.agency_id, "redo"))
#: A counted row: part, kind, leaf, how many, and of these how many contradict themselves.
Counted = tuple[str, Any, Any, int, Any]
Condition = tuple[ColumnElement[bool], ...]


def _alive(day: Any, concluded: ColumnElement[bool]) -> tuple[Condition, ...]:
    """Received before a day, and not answered: two parts, each a range of the index of answers.

    The second hides the day of receipt from the planner, which would else read every request since
    the agency was founded.
    """
    came, unsought = Request.received_on, func.coalesce(_RECEIVED, _RECEIVED)
    return (came < day, _CONCLUDED.is_(None)), (unsought < day, concluded)


def _conditions(counted: ColumnElement[bool]) -> Mapping[str, tuple[Condition, ...]]:
    """What each part counts; the parts of one name exclude each other."""
    return {
        NEW: ((_RECEIVED.between(_FIRST, _LAST), counted),),
        CARRIED_IN: tuple((*one, counted) for one in _alive(_FIRST, _CONCLUDED >= _FIRST)),
        HANDLED: ((_CONCLUDED.between(_FIRST, _LAST), counted),),
        CARRIED_OUT: tuple((*one, counted) for one in _alive(_AFTER, _CONCLUDED >= _AFTER)),
        WAITING: ((_RECEIVED.is_(None), _CONCLUDED.is_(None), counted),),
        REDONE: ((_RECEIVED.between(_FIRST, _LAST), ~_ORIGINAL, ~counted),),
    }


CONDITIONS = _conditions(COUNTED)
#: The same where nobody counts what was answered anew: a list of nobody costs more than the query.
_OF_NOBODY = _conditions(_ORIGINAL)
#: Answered before it was received, or never received at all.
CONTRADICTORY = or_(_RECEIVED.is_(None), _CONCLUDED < _RECEIVED)


@dataclass(frozen=True)
class Counts:
    """How many requests stand in each part, by kind of applicant and, where handled, by leaf."""

    found: Mapping[tuple[str, str, str | None], int]
    contradictory: int
    #: The agencies of the scope that count a request answered anew by order.
    redo_agencies: tuple[int, ...]

    def of(self, part: str) -> int:
        """How many of a part."""
        return sum(number for (name, *_), number in self.found.items() if name == part)


def _part(name: str, condition: Condition, rollup: bool) -> Select[Any]:
    """One part, grouped; only what is handled has a leaf, and may contradict itself.

    Numbers are written out: a bound one makes each part longer, and of a statement beyond 4,096
    characters psycopg would work out the parameters anew each time.
    """
    handled = name == HANDLED
    leaf: Any = LEAF if handled else null()
    nothing: Any = literal_column("0")
    wrong = func.sum(case((CONTRADICTORY, literal_column("1")), else_=nothing))
    grouped = (KIND, LEAF) if handled else (KIND,)
    return select(
        literal_column(f"'{name}'"), KIND, leaf, func.count(), wrong if handled else nothing,
    ).where(within(Request.agency_id, rollup), LIVE, *condition).group_by(*grouped)


def parts(rollup: bool, redo: bool) -> Iterator[Select[Any]]:
    """What is counted of the requests, part by part; `redo`: some count what was answered anew."""
    for name, conditions in (CONDITIONS if redo else _OF_NOBODY).items():
        for condition in conditions:
            yield _part(name, condition, rollup)


def bound(scope: Scope, period: Period, redo: tuple[int, ...]) -> dict[str, Any]:
    """What the conditions are filled with."""
    return {**scope.bound, "first": period.first, "last": period.last,
            "after": period.last + timedelta(1), "redo": list(redo)}


def counts_of(rows: Iterable[Counted], redo: tuple[int, ...]) -> Counts:
    """The counts out of the rows of the parts; `redo` are the agencies they were told of."""
    found: dict[tuple[str, str, str | None], int] = {}
    wrong = 0
    for part, kind, leaf, number, contradictory in rows:
        if part in CONDITIONS:
            found[part, kind, leaf] = found.get((part, kind, leaf), 0) + number
            if contradictory:
                wrong += int(contradictory)
    return Counts(found, wrong, redo)


def years(connection: Connection, agency_id: int, today: date) -> Iterator[int]:
    """The years of which an agency has something to report, the newest first."""
    first = connection.scalar(
        select(func.min(Request.received_on)).where(Request.agency_id == agency_id))
    yield from range(today.year, (first.year if first else today.year) - 1, -1)
