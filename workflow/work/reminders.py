"""Which limits are near (期限提醒), and who is to be told of each.

Only a running clock reminds: none while it stands still, none once an answer is in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.law.clock import ClockState
from workflow.law.workdays import Calendar
from workflow.record.models import Request
from workflow.record.people import Directory, Office
from workflow.record.units import head_of
from workflow.terms import Role, State
from workflow.work.plan import LATE, Plan

#: Whose it is in each state; while it is handled it is the handler's.
_SEATS = {
    State.RECEIPT: Role.INTAKE_CLERK, State.REGISTRATION: Role.INTAKE_CLERK,
    State.REVIEW: Role.REVIEWER, State.REPLY: Role.INTAKE_CLERK,
}


@dataclass(frozen=True)
class Told:
    """One thing to tell one officer; `ref` keeps it from being told twice."""

    login: str
    ref: str
    request: str
    text: str
    of_limit: bool


def near_limits(
    connection: Connection, office: Office, calendar: Calendar, directory: Directory, plan: Plan,
    today: Any,
) -> Iterator[Told]:
    """Whom to tell of which limit today, the nearest mark of each request only."""
    last = calendar.add(today, plan.farthest).on if plan.farthest else today
    rows = connection.execute(
        select(Request.no, Request.state, Request.due_on, Request.handler, Request.unit)
        .where(Request.agency_id == office.id, Request.closed == 0, Request.due_on <= last,
               Request.clock_state == ClockState.RUNNING.value)
        .order_by(Request.due_on, Request.id))
    for row in rows:
        left = calendar.between(today, row.due_on) if row.due_on >= today else LATE
        mark = plan.crossed(left)
        if mark is not None:
            head = head_of(connection, office.id, row.unit, today)
            for login in sorted(_concerned(row, mark, plan, directory, head)):
                yield Told(login, f"{row.no}/{row.due_on}/{mark}", row.no, _words(row, left), True)


def _concerned(row: Any, mark: int, plan: Plan, directory: Directory, head: str) -> set[str]:
    """Who has it in hand, and from a mark on the head of the unit, the office, the leader."""
    told = _holders(row, directory)
    if mark <= plan.escalate and head:
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
    day = f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日"
    if left == LATE:
        return f"{row.no}已超过答复期限（{day}）"
    if left == 0:
        return f"{row.no}今天到期（{day}）"
    return f"{row.no}还有{left}个工作日到期（{day}）"
