"""How a case is read on a day (案件现状): its legal day, its clock, the rows of the lists."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflow.law.clock import Clock, replay
from workflow.law.workdays import Calendar
from workflow.record import projection
from workflow.record.case import Case
from workflow.record.people import Office

BEIJING = ZoneInfo("Asia/Shanghai")


def beijing_day(at: datetime) -> date:
    """The legal day of a moment: the date in Beijing."""
    return at.astimezone(BEIJING).date()


def clock_of(case: Case, office: Office, as_of: date, calendar: Calendar) -> Clock | None:
    """The clock of a request, replayed from its moves; None while no receipt day is fixed."""
    if case.received_on is None:
        return None
    moves = [move for move in case.moves if move.kind != "received"]
    return replay(case.received_on, moves, as_of=as_of, calendar=calendar,
                  settings=office.clock_settings)


def rows_of(
    case: Case, office: Office, applicant: str, calendar: Calendar
) -> projection.Projected:
    """What the tables must hold for a case as of its last act."""
    as_of = beijing_day(case.last_at) if case.last_at else date.min
    return projection.rows_of(case, office.id, applicant, clock_of(case, office, as_of, calendar))
