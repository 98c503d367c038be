"""What an action reaches through its transaction (办理时可查的情况): staff, lists, counts.

An act is asked about twice: before its letters are printed, and again on what the write
transaction has locked. Each time it reads through the transaction of that moment.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from workflow.errors import LawError, MovedOn
from workflow.record.calendars import Known, ask_last, calendar_by, known_told
from workflow.record.counts import applications_of
from workflow.record.people import (
    Actor,
    Directory,
    Office,
    actor_told,
    ask_actor,
    ask_office,
    office_told,
)
from workflow.record.standing import beijing_day, clock_as_listed, clock_of
from workflow.steps import Action, Step


def reach(connection: Connection, action: Action) -> None:
    """Let the action read through this transaction; what it asks for is read only then."""
    case, office, name = action.case, action.office, action.personal.get("applicant_name", "")
    action.directory = Directory(connection, office.id, action.today)
    action.clock_as_listed = lambda: clock_as_listed(connection, case, office.id, action.today)
    action.applications_between = lambda first, last: applications_of(
        connection, office.id, name, case.no, first, last)


class Surroundings:
    """Officer, agency and calendar of an action, as asked for at one time."""

    def __init__(self, connection: Connection, officer: Actor, at: datetime) -> None:
        """Ask for them without waiting."""
        self._connection, self._officer = connection, officer
        self._today = beijing_day(at)
        self._settled = ask_office(connection, officer.agency_id, self._today)
        self._last = ask_last(connection)
        self._acting = ask_actor(connection, officer.login, self._today)

    @property
    def officer(self) -> Actor:
        """Who acts, with the seats held now. Raises NotFound once the account is disabled."""
        return actor_told(self._connection, self._officer.login, self._today, self._acting)

    @property
    def office(self) -> Office:
        """The agency, with the settings that hold that day."""
        return office_told(self._officer.agency_id, self._settled)

    @property
    def notices(self) -> Sequence[Known]:
        """The holiday notices known now."""
        return known_told(self._connection, self._last)


def look_again(connection: Connection, action: Action, found: Surroundings) -> None:
    """Officer, agency and calendar once more, on what the write transaction sees.

    Raises MovedOn if a holiday notice was loaded since: the days would be counted otherwise.
    """
    office = found.office
    days = calendar_by(found.notices, office.regions, action.at)
    if days.version != action.calendar.version:
        raise MovedOn("工作日历刚刚更新，期限可能变动。您填写的内容已保留，请核对后再提交。")
    action.office, action.officer = office, found.officer
    reach(connection, action)


def clock_fault(step: Step, action: Action) -> LawError | None:
    """Why the moves of a step cannot follow those on record: days out of order, no law yet."""
    moves = step.moves(action)
    if not moves:
        return None  # those on record were followed when the request was laid open
    try:
        clock_of(replace(action.case, moves=[*action.case.moves, *moves]), action.office,
                 action.today, action.calendar)
    except LawError as error:
        return error
    return None
