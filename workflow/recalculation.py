"""Recalculation (期限重算): which open requests a new notice moves, and the step on each.

`moved` reads only; `recompute` goes through the desk, one act for each request, so that it may be
interrupted and taken up again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, literal_column, or_, select

from workflow.desk import Desk, Done
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.law.clock import ClockState
from workflow.law.notice import Notice
from workflow.law.notice_file import first_day, with_correction
from workflow.law.workdays import Calendar
from workflow.machine import fold, is_of
from workflow.record import models, trail
from workflow.record.calendars import calendar_at
from workflow.record.people import Actor, office_of
from workflow.record.standing import Reading, beijing_day, clock_as_listed, clock_of
from workflow.terms import State

TRIGGER = "recompute_calendar"
_REQUEST = models.Request


@dataclass(frozen=True)
class Moved:
    """One open request whose reading changes: as listed, and as it will be."""

    no: str
    agency_id: int
    agency: str
    seq: int
    before: Reading
    now: Reading

    @property
    def only_certain(self) -> bool:
        """The day stays; it merely ceases to be provisional."""
        return self._same_day and not self.now.provisional

    @property
    def only_doubtful(self) -> bool:
        """The day stays, but what was certain is provisional again."""
        return self._same_day and self.now.provisional

    @property
    def _same_day(self) -> bool:
        return self.before._replace(provisional=False) == self.now._replace(provisional=False)


def moved(
    connection: Connection, at: datetime, more: Notice | None = None
) -> Iterator[Moved]:
    """Every open request whose reading differs from its list, `more` taken as known already."""
    search = _Search(connection, at, more)
    for row in connection.execute(search.candidates()).all():
        found = search.look_at(row)
        if found is not None:
            yield found


def officers_for(found: Iterable[Moved], named: Iterable[Actor]) -> dict[int, Actor]:
    """Who acts for each agency concerned, out of the officers named.

    Raises StepNotAllowed with every agency for which nobody entitled was named.
    """
    own = {actor.agency_id: actor for actor in named if is_of(actor.seats, TRIGGER)}
    missing = {one.agency_id: one.agency for one in found if one.agency_id not in own}
    if missing:
        raise StepNotAllowed([
            Reason(f"{name}有期限变动的申请，请用--officer写明由该机关哪一位系统管理员或者"
                   "收件登记岗办理", "", "officer")
            for name in missing.values()])
    return own


def recompute(
    desk: Desk, found: Iterable[Moved], officers: Mapping[int, Actor], at: datetime, reason: str
) -> Iterator[tuple[Moved, Done | None]]:
    """Take the step on each; None where another act has brought the new date meanwhile.

    Raises MovedOn if somebody acted on a request since it was looked at.
    """
    for one in found:
        command = f"recompute-{one.no}-{one.seq}"
        try:
            yield one, desk.perform(
                one.no, TRIGGER, officers[one.agency_id], at, {"reason": reason},
                seen_seq=one.seq, command_id=command)
        except (StepNotAllowed, NotFound):
            yield one, None


@dataclass
class _Search:
    """One look through the open requests at a moment."""

    connection: Connection
    at: datetime
    more: Notice | None
    _amended: dict[tuple[str, ...], Calendar] = field(default_factory=dict)

    def candidates(self) -> Select[str, int]:
        """Open requests that can move at all: none that ends before the first changed day."""
        query = select(
            _REQUEST.no, _REQUEST.agency_id,
        ).where(
            # Said as it is: only then is the index known that holds what is open, and no more.
            _REQUEST.awaits != literal_column("''"),
            _REQUEST.closed == 0, _REQUEST.state != State.ARCHIVING,
            _REQUEST.clock_state.in_((ClockState.RUNNING.value, ClockState.PAUSED.value)),
        ).order_by(_REQUEST.agency_id + 0, _REQUEST.id)  # sorted: not walked in this order
        if self.more is None:
            return query
        since = first_day(self.more, calendar_at(
            self.connection, (self.more.holds_in,), self.at))
        return query.where(or_(_REQUEST.due_on.is_(None), _REQUEST.due_on >= since))

    def look_at(self, row: Any) -> Moved | None:
        """The reading of one request before and now; None if they are the same."""
        case = fold(trail.entries(self.connection, row.no))
        if case.redo_by:  # its clock ended with the revoked reply; the list shows a day promised
            return None
        today = beijing_day(self.at)
        office = office_of(self.connection, row.agency_id, today)
        listed = clock_as_listed(self.connection, case, row.agency_id, today)
        now = clock_of(case, office, today, self._calendar(office.regions))
        if listed is None or now is None or Reading.of(listed) == Reading.of(now):
            return None
        return Moved(row.no, row.agency_id, office.name, case.seq, Reading.of(listed),
                     Reading.of(now))

    def _calendar(self, regions: tuple[str, ...]) -> Calendar:
        """The calendar of these regions as it will be once the notice is known."""
        known = calendar_at(self.connection, regions, self.at)
        if self.more is None or self.more.holds_in not in ("", *regions):
            return known
        if regions not in self._amended:
            self._amended[regions] = with_correction(self.more, known)
        return self._amended[regions]
