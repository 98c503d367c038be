"""Whether every request is counted that must be (期限是否在计): one clock where one is due.

The lists show the clock as replayed; here it is asked whether that clock makes sense at all. A
request that was received and not answered runs or waits; one that was answered, withdrawn or given
up by law has ended; one whose day of receipt is not fixed has none.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from workflow import machine
from workflow.archive.finding import Finding, finding
from workflow.errors import WorkflowError
from workflow.law.effects import Ending
from workflow.record import trail
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.database import as_stored
from workflow.record.miscounted import NEVER
from workflow.record.people import office_of
from workflow.record.standing import beijing_day, clock_of, read_on
from workflow.terms import MoveKind

_CODE = "E10-期限"
_ENDS = {MoveKind.REPLIED, MoveKind.ENDED}
#: Ended without anybody's act: the applicant let a term pass (条例第三十条、第四十二条).
_GIVEN_UP = {Ending.NO_SUPPLEMENT, Ending.NO_PAYMENT}
#: Open requests whose row alone does not tell: ended, or with a reply that may have left.
_DOUBTFUL = text(
    "SELECT no, clock_state, agency_id FROM request WHERE state NOT IN ('archiving', 'archived')"
    " AND (clock_state = 'ended' OR state = 'reply') ORDER BY no")


def miscounted(connection: Connection) -> Iterator[Finding]:
    """Every request whose clock is not the one its state needs."""
    with as_stored(connection):
        for words, condition in NEVER.items():
            for no in connection.scalars(text(
                    f"SELECT no FROM request WHERE {condition} ORDER BY no")):
                yield finding(_CODE, no, 0, words)
        for row in connection.execute(_DOUBTFUL).all():
            words = _against_the_trail(connection, row.no, row.clock_state, row.agency_id)
            if words:
                yield finding(_CODE, row.no, 0, words)


def _against_the_trail(connection: Connection, no: str, state: str, agency: int) -> str:
    """Whether an open request has ended exactly if something ended it."""
    try:
        case = machine.fold(trail.entries(connection, no))
        over = _is_over(connection, case, agency)
    except (WorkflowError, ValueError, TypeError, KeyError):  # named by the verification
        return ""
    if over and state != "ended":
        return "已经答复或者终止，期限却没有终止"
    if not over and state == "ended":
        return "尚未答复，期限却已终止"
    return ""


def _is_over(connection: Connection, case: Case, agency: int) -> bool:
    if case.redo_by is not None:
        return False
    return any(move.kind in _ENDS for move in case.moves) or _is_given_up(connection, case, agency)


def _is_given_up(connection: Connection, case: Case, agency: int) -> bool:
    assert case.last_at is not None  # every case has an entry
    office = office_of(connection, agency, beijing_day(case.last_at))
    days = calendar_at(connection, office.regions, case.last_at)
    clock = clock_of(case, office, read_on(case), days)
    return clock is not None and clock.ending in _GIVEN_UP
