"""How a case is read on a day (案件现状): its legal day, its clock, the rows of the lists."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workflow.law.clock import Clock, ClockSettings, Move, replay
from workflow.law.workdays import Calendar
from workflow.record import projection
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.identity import Applicant
from workflow.record.people import Office, office_of

BEIJING = ZoneInfo("Asia/Shanghai")
#: A hold of the legal office lapses this many working days before the limit.
HOLD_LAPSES_WORKING_DAYS = 3


def beijing_day(at: datetime) -> date:
    """The legal day of a moment: the date in Beijing."""
    return at.astimezone(BEIJING).date()


def clock_of(case: Case, office: Office, as_of: date, calendar: Calendar) -> Clock | None:
    """The clock of a request, replayed from its moves; None while no receipt day is fixed."""
    if case.received_on is None:
        return None
    moves = tuple([move for move in case.moves if move.kind != "received"])
    return _replayed(case.received_on, moves, as_of, calendar, office.clock_settings)


@lru_cache(maxsize=512)
def _replayed(
    received_on: date, moves: tuple[Move, ...], as_of: date, calendar: Calendar,
    settings: ClockSettings,
) -> Clock:
    """One act asks several times for one clock: its guards, its form and the rows it leaves."""
    return replay(received_on, moves, as_of=as_of, calendar=calendar, settings=settings)


def hold_lapses_on(clock: Clock) -> date | None:
    """The day on which a hold of the legal office (暂缓) lapses; None while nothing is counted."""
    if clock.due_on is None:
        return None
    counted = [day for day in clock.calendar.working_days(clock.counted_from, clock.due_on)
               if not any(one.first <= day <= one.last for one in clock.excluded)]
    place = HOLD_LAPSES_WORKING_DAYS + 1
    return counted[-place] if len(counted) >= place else clock.counted_from


def rows_of(
    case: Case, office: Office, applicant: Applicant, calendar: Calendar
) -> projection.Projected:
    """What the tables must hold for a case as of its last act."""
    clock = clock_of(case, office, read_on(case), calendar)
    return projection.rows_of(case, office.id, applicant, clock, calendar)


def read_on(case: Case) -> date:
    """The day as of which the lists show a case: that of its last act.

    It is no day before the last move: a clock that was set back takes no reply back.
    """
    acted = beijing_day(case.last_at) if case.last_at else date.min
    return max((acted, *(move.on for move in case.moves)))


class Reading(NamedTuple):
    """What a new calendar or another way of counting may change in a clock (期限读数)."""

    state: str
    due_on: date | None
    waiting_for: str
    waiting_until: date | None
    provisional: bool

    @classmethod
    def of(cls, clock: Clock) -> Self:
        """The reading of a clock."""
        return cls(clock.state.value, clock.due_on, clock.waiting_for, clock.waiting_until,
                   clock.provisional)


def clock_as_listed(
    connection: Connection, case: Case, agency_id: int, as_of: date
) -> Clock | None:
    """The clock by what was known at the last act: that is how the lists show it."""
    if case.last_at is None:
        return None
    office = office_of(connection, agency_id, beijing_day(case.last_at))
    calendar = calendar_at(connection, office.regions, case.last_at)
    return clock_of(case, office, as_of, calendar)
