"""Which limits are near (期限提醒), and who is to be told of each.

Only a running clock reminds: none while it stands still, none once an answer is in. What a
reconsideration or lawsuit asks has its own last day, and its own people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from workflow.law.clock import ClockState
from workflow.law.duties import DutyKind
from workflow.law.workdays import Calendar
from workflow.record.among import among
from workflow.record.calendars import calendar_by, known
from workflow.record.models import RemedyCase, Request
from workflow.record.people import Directory, Office, directories_of, offices_of
from workflow.record.standing import beijing_day
from workflow.record.units import heads_on
from workflow.terms import Role, State
from workflow.work.plan import LATE, Plan

#: Whose it is in each state; while it is handled it is the handler's.
_SEATS = {
    State.RECEIPT: Role.INTAKE_CLERK, State.REGISTRATION: Role.INTAKE_CLERK,
    State.REVIEW: Role.REVIEWER, State.REPLY: Role.INTAKE_CLERK,
}


#: The requests of some agencies whose limit is no later than a day and whose clock runs. Whatever
#: is open waits for somebody: by that condition, written out, only what is open is looked through.
_NEAR = (
    select(Request.agency_id, Request.no, Request.state, Request.due_on, Request.handler,
           Request.unit)
    .where(among(Request.agency_id, "agencies"), Request.closed == 0,
           literal_column("awaits <> ''"), Request.due_on <= bindparam("last"),
           Request.clock_state == ClockState.RUNNING.value)
    .order_by(Request.agency_id, Request.due_on, Request.id)
)


#: What open reconsiderations and lawsuits ask of some agencies, no later than a day.
_DUTIES = (
    select(RemedyCase.agency_id, RemedyCase.request_no, RemedyCase.seq, RemedyCase.kind,
           RemedyCase.due, RemedyCase.due_on)
    .where(among(RemedyCase.agency_id, "agencies"),
           literal_column("open = 1"), RemedyCase.due_on <= bindparam("last"))
    .order_by(RemedyCase.agency_id, RemedyCase.due_on, RemedyCase.request_no, RemedyCase.seq)
)


@dataclass(frozen=True)
class Place:
    """An agency as it reminds on a day (提醒机关): its working days, people and rules."""

    office: Office
    calendar: Calendar
    directory: Directory
    plan: Plan

    def farthest(self, today: date) -> date:
        """The last limit of which anybody is reminded."""
        return self.calendar.add(today, self.plan.farthest).on if self.plan.farthest else today


def places_of(connection: Connection, agencies: Sequence[int], at: datetime) -> dict[int, Place]:
    """Some agencies as they remind on the day of a moment, read at once."""
    today, notices = beijing_day(at), known(connection)
    directories = directories_of(connection, agencies, today)
    return {one.id: Place(one, calendar_by(notices, one.regions, at), directories[one.id],
                          Plan.of(one))
            for one in offices_of(connection, agencies, today)}


@dataclass(frozen=True)
class Told:
    """One thing to tell one officer; `ref` keeps it from being told twice."""

    agency: int
    login: str
    ref: str
    request: str
    text: str
    of_limit: bool
    #: Of which reconsideration or lawsuit over the request, and of which of its duties.
    remedy: int | None = None
    due: str = ""


def near_limits(
    connection: Connection, places: Mapping[int, Place], today: date
) -> Iterator[Told]:
    """Whom to tell of which limit today, the nearest mark of each request only."""
    heads = heads_on(connection, list(places), today)
    last = max(place.farthest(today) for place in places.values())
    for row in connection.execute(_NEAR, {"agencies": list(places), "last": last}):
        place = places[row.agency_id]
        left = place.calendar.between(today, row.due_on) if row.due_on >= today else LATE
        mark = place.plan.crossed(left)
        if mark is not None:
            head = heads.get((row.agency_id, row.unit), "")
            for login in sorted(_concerned(row, mark, place, head)):
                yield Told(row.agency_id, login, f"{row.no}/{row.due_on}/{mark}", row.no,
                           _words(row, left), True)


def near_duties(
    connection: Connection, places: Mapping[int, Place], today: date
) -> Iterator[Told]:
    """Whom to tell today of what a reconsideration or lawsuit asks of the agency, by its last day.

    行政复议法第四十八条、第五十四条, 行政诉讼法第六十七条: an answer that is late counts as none.
    """
    last = max(place.farthest(today) for place in places.values())
    for row in connection.execute(_DUTIES, {"agencies": list(places), "last": last}):
        place = places[row.agency_id]
        left = place.calendar.between(today, row.due_on) if row.due_on >= today else LATE
        mark = place.plan.crossed(left)
        if mark is None:
            continue
        of = f"{row.request_no}!{row.seq}/{row.due}/{row.due_on}/{mark}"
        text = _duty_in_words(row, left)
        for login in sorted(_answerable(place, mark)):
            yield Told(row.agency_id, login, of, row.request_no, text, False, row.seq, row.due)


def _answerable(place: Place, mark: int) -> set[str]:
    """Who answers for it: the legal office; where there is none, or it is near, the head."""
    told = _seated(place.directory, Role.LEGAL_OFFICE)
    if mark <= place.plan.escalate or not told:
        told |= _seated(place.directory, Role.HEAD)
    if mark == LATE:
        told |= _seated(place.directory, Role.LEADER)
    return told


def _duty_in_words(row: Any, left: int) -> str:
    of, duty = f"{row.request_no}的{row.kind.label}", DutyKind(row.due).label
    day = _day(row.due_on)
    if left == LATE:
        return f"{of}：{duty}，已超过期限（{day}）"
    if left == 0:
        return f"{of}：{duty}，今天到期（{day}）"
    return f"{of}：{duty}，还有{left}个工作日到期（{day}）"


def _concerned(row: Any, mark: int, place: Place, head: str) -> set[str]:
    """Who has it in hand, and from a mark on the head of the unit, the office, the leader."""
    directory = place.directory
    told = _holders(row, directory)
    if mark <= place.plan.escalate and head:
        told.add(head)
    if mark <= 0:
        told |= _seated(directory, Role.HEAD)
    if mark == LATE:
        told |= _seated(directory, Role.LEADER)
    return told


def _holders(row: Any, directory: Directory) -> set[str]:
    if row.handler and row.state in (State.HANDLING, State.REVIEW):
        return {row.handler} | (_seated(directory, Role.REVIEWER) if row.state is State.REVIEW
                                else set())
    return _seated(directory, _SEATS.get(row.state, Role.HEAD))


def _seated(directory: Directory, role: Role) -> set[str]:
    return {login for login, _ in directory.of_seat(role)}


def _words(row: Any, left: int) -> str:
    """What is said: the number and the day, nothing of the applicant or what was asked for."""
    day = _day(row.due_on)
    if left == LATE:
        return f"{row.no}已超过答复期限（{day}）"
    if left == 0:
        return f"{row.no}今天到期（{day}）"
    return f"{row.no}还有{left}个工作日到期（{day}）"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
