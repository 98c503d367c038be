"""The late requests of one agency (逾期清单) for the supervising office: numbers, days, seats.

条例第四十七条. Neither names nor subjects: what an applicant wrote may hold both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Integer, and_, bindparam, literal_column, select

from workflow.law.clock import ClockState
from workflow.law.workdays import Calendar
from workflow.record.models import Request
from workflow.reports.period import Period
from workflow.reports.supervision_figures import SEAT_OF, TIED, Seat
from workflow.reports.supervision_statements import MOST
from workflow.terms import Term


class LateList(Term):
    """Which late requests (逾期清单)."""

    OPEN = "open", "逾期未答复"
    REPLIED = "replied", "逾期答复"


@dataclass(frozen=True)
class LateRow:
    """One late request; days are working days.

    `seat` is where it lies, of one replied late the seat that used most days, None if two used the
    same. `days` are those used seat by seat, empty while it is open.
    """

    id: int
    no: str
    received_on: date | None
    due_on: date
    ended_on: date | None
    late_working_days: int
    seat: Seat | None
    days: Mapping[Seat, int]

    @property
    def after(self) -> str:
        """Where the next page begins, as a token for the address."""
        return f"{(self.ended_on or self.due_on).isoformat()}_{self.id}"


@dataclass(frozen=True)
class LatePage:
    """A page of the list, and where the next one begins, "" for the last."""

    rows: tuple[LateRow, ...]
    next_after: str


_AGENCY, _DAY = bindparam("agency", type_=Integer), bindparam("day", type_=Date)
_COLUMNS = (Request.id, Request.no, Request.received_on, Request.due_on, Request.ended_on,
            Request.state, Request.receipt_days, Request.handling_days, Request.review_days,
            Request.service_days, MOST.label("most"))
_COUNTED = and_(Request.agency_id == _AGENCY, Request.void == literal_column("0"),
                Request.imported == literal_column("0"))
_BOUND = bindparam("id", type_=Integer)
#: Longest late first, and the newest replies first; each page one range of an index.
_OPEN = (
    select(*_COLUMNS).where(
        _COUNTED, Request.awaits != literal_column("''"),
        Request.clock_state == ClockState.RUNNING.value, Request.due_on < bindparam("today"),
        Request.due_on >= _DAY, (Request.due_on > _DAY) | (Request.id > _BOUND))
    .order_by(Request.due_on, Request.id).limit(bindparam("most", type_=Integer)))
_REPLIED = (
    select(*_COLUMNS).where(
        _COUNTED, Request.ended_on > Request.due_on, Request.ended_on >= bindparam("first"),
        Request.ended_on <= _DAY, (Request.ended_on < _DAY) | (Request.id < _BOUND))
    .order_by(Request.ended_on.desc(), Request.id.desc())
    .limit(bindparam("most", type_=Integer)))
_LARGEST = 2**31 - 1


def late_open(
    connection: Connection, agency: int, today: date, calendar: Calendar, after: str = "",
    limit: int = 50,
) -> LatePage:
    """What is past its limit today and not replied, longest first."""
    day, id = _place(after) or (date.min, 0)
    found = connection.execute(_OPEN, {
        "agency": agency, "today": today, "day": day, "id": id, "most": limit + 1}).all()
    return _page(list(_rows(found, calendar, today)), limit)


def late_replied(
    connection: Connection, agency: int, period: Period, calendar: Calendar, after: str = "",
    limit: int = 50,
) -> LatePage:
    """What was replied late in a period, the newest first."""
    day, id = _place(after) or (period.last, _LARGEST)
    found = connection.execute(_REPLIED, {
        "agency": agency, "first": period.first, "day": min(day, period.last), "id": id,
        "most": limit + 1}).all()
    return _page(list(_rows(found, calendar, None)), limit)


def _rows(found: Any, calendar: Calendar, today: date | None) -> Iterator[LateRow]:
    for row in found:
        until: date = today or row.ended_on
        # On a rest day after the last one it is late, although no working day has passed.
        late = max(calendar.between(row.due_on, until), 1)
        most = None if row.most == TIED else Seat(row.most)
        days = {seat: getattr(row, f"{seat.value}_days") for seat in Seat}
        yield LateRow(row.id, row.no, row.received_on, row.due_on, row.ended_on, late,
                      SEAT_OF[row.state] if today else most, {} if today else days)


def _page(rows: list[LateRow], limit: int) -> LatePage:
    return LatePage(tuple(rows[:limit]), rows[limit - 1].after if len(rows) > limit else "")


def _place(after: str) -> tuple[date, int] | None:
    """Where a page begins, out of the address; None for anything else."""
    day, _, id = after.partition("_")
    try:
        return date.fromisoformat(day), min(int(id), _LARGEST)
    except ValueError:
        return None
