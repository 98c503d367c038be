"""The statements of supervision (统计语句): each counts for all agencies below at once.

`BELOW` finds the agencies, from `root` down; every other one is told them and grouped by agency, so
their number does not grow with that of the agencies. Joined to the tree itself, SQLite would rather
walk through all requests there are than through those of one agency.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    extract,
    func,
    literal,
    literal_column,
    select,
)

from workflow.law.clock import ClockState
from workflow.record.among import among
from workflow.record.models import Agency, AgencySetting, RemedyCase, Request
from workflow.record.people import NAME
from workflow.reports.inbox import LIGHT_PLACE
from workflow.reports.supervision_figures import TIED, Seat
from workflow.terms import RemedyResult

#: Deeper than any hierarchy of agencies.
ALL_BELOW = 50

_ROOT = bindparam("root", type_=Integer)
_TODAY, _SOON = bindparam("today", type_=Date), bindparam("soon", type_=Date)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_TOP = select(Agency.id.label("id"), literal(0).label("depth")).where(
    Agency.id == _ROOT).cte("below", recursive=True)
_TREE = _TOP.union_all(
    select(Agency.id, _TOP.c.depth + 1).where(Agency.parent_id == _TOP.c.id))
#: An agency and everything below it, by code.
BELOW = (
    select(Agency.id, Agency.code, Agency.name, Agency.parent_id, _TREE.c.depth)
    .select_from(_TREE).join(Agency, Agency.id == _TREE.c.id).order_by(Agency.code))
#: An agency alone.
ALONE = select(Agency.id, Agency.code, Agency.name, Agency.parent_id, literal(0).label("depth")
               ).where(Agency.id == _ROOT)

# Said as they are: only then do both databases know the partial indexes.
_IS_REQUEST = Request.void == literal_column("0")
_DONE_HERE = Request.imported == literal_column("0")
_ANEW = case((Request.redo_of != literal_column("''"), 1), else_=0)
_LATE = case((Request.ended_on > Request.due_on, 1), else_=0)
_DAYS: dict[Seat, Any] = {
    Seat.RECEIPT: Request.receipt_days, Seat.HANDLING: Request.handling_days,
    Seat.REVIEW: Request.review_days, Seat.SERVICE: Request.service_days}


def _most(seat: Seat) -> ColumnElement[bool]:
    """Whether a seat used more days than any other."""
    return and_(*(_DAYS[seat] > _DAYS[other] for other in Seat if other is not seat))


#: The seat that used most days, TIED where two used the same number.
MOST = case(*((_most(seat), seat.value) for seat in Seat), else_=TIED)


def _here(*columns: Any) -> Select[Any]:
    """A query of the requests of the agencies told."""
    return select(*columns).where(among(Request.agency_id, "ours"), _IS_REQUEST)


def _by_agency(*columns: Any) -> Select[Any]:
    return _here(Request.agency_id, *columns).group_by(Request.agency_id)


def _within(day: Any) -> ColumnElement[bool]:
    return and_(day >= _FIRST, day <= _LAST)


#: The names agencies took later, the newest last.
NAMES = (
    select(AgencySetting.agency_id, AgencySetting.value)
    .where(among(AgencySetting.agency_id, "ours"), AgencySetting.key == NAME,
           AgencySetting.effective_from <= _TODAY)
    .order_by(AgencySetting.effective_from))
RECEIVED = _by_agency(func.sum(1 - _ANEW), func.sum(_ANEW)).where(_within(Request.received_on))
HANDLED = _by_agency(func.sum(1 - _ANEW)).where(_within(Request.concluded_on))
#: Not concluded at the end of the period: not to this day, or only later.
UNCONCLUDED = _by_agency(func.sum(1 - _ANEW)).where(
    Request.concluded_on.is_(None), Request.received_on <= _LAST)
CONCLUDED_LATER = _by_agency(func.sum(1 - _ANEW)).where(
    # By day of conclusion there are few; by day of receipt there is everything that ever came.
    Request.concluded_on > _LAST, func.coalesce(Request.received_on, _LAST) <= _LAST)
#: By days used, lateness and the seat that used most of them.
ENDED = (
    _here(Request.agency_id, Request.used_days, _LATE, MOST, func.count(),
          func.sum(Request.extended), *(func.sum(_DAYS[seat]) for seat in Seat))
    .where(_DONE_HERE, _within(Request.ended_on))
    .group_by(Request.agency_id, Request.used_days, _LATE, MOST))
#: What is late or about to be, by the light of the inbox and by the state.
OPEN = (
    _here(Request.agency_id, Request.state, LIGHT_PLACE, func.count())
    .where(Request.awaits != literal_column("''"), _DONE_HERE,
           Request.clock_state == ClockState.RUNNING.value, Request.due_on <= _SOON)
    .group_by(Request.agency_id, Request.state, LIGHT_PLACE))
REMEDIES = (
    select(RemedyCase.agency_id, RemedyCase.result, func.count())
    .where(among(RemedyCase.agency_id, "ours"), RemedyCase.void.is_(False),
           _within(RemedyCase.result_on), RemedyCase.result != RemedyResult.PENDING)
    .group_by(RemedyCase.agency_id, RemedyCase.result))


def _by_month(day: Any, *columns: Any) -> Select[Any]:
    year, month = extract("year", day), extract("month", day)
    return _here(year, month, *columns).where(_within(day)).group_by(year, month)


#: Month by month, for all agencies told together.
RECEIVED_BY_MONTH = _by_month(Request.received_on, func.sum(1 - _ANEW))
HANDLED_BY_MONTH = _by_month(Request.concluded_on, func.sum(1 - _ANEW))
ENDED_BY_MONTH = _by_month(
    Request.ended_on, func.count(), func.sum(_LATE), func.sum(Request.used_days),
).where(_DONE_HERE)
