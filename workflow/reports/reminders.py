"""What an officer was told (提醒): unread first, without limits that are answered meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, func, select, update

from workflow.record.models import Officer, Reminder, Request
from workflow.record.people import Actor
from workflow.record.reminded import STANDS

_NEWEST = 2**31 - 1
_MOST = bindparam("most", type_=Integer)
#: The officer's own, of the own agency, of what still stands.
_CONCERNING = (
    Reminder.login == bindparam("login"), Request.agency_id == bindparam("agency"), *STANDS)
# Statements made once: to build one costs more than to run it.
_UNREAD = select(func.count()).select_from(
    select(Reminder.id).join(Request, Request.no == Reminder.request_no)
    .where(*_CONCERNING, Reminder.read_at.is_(None)).limit(_MOST).subquery())
_LINES = (
    select(Reminder.id, Reminder.request_no, Reminder.text, Reminder.of_limit, Reminder.at,
           Reminder.read_at, Request.subject)
    .join(Request, Request.no == Reminder.request_no)
    .where(*_CONCERNING, Reminder.id < bindparam("before", type_=Integer))
    .order_by(Reminder.id.desc()).limit(_MOST)
)


@dataclass(frozen=True)
class ReminderLine:
    """One reminder, with what the request is about."""

    id: int
    request_no: str
    text: str
    of_limit: bool
    at: datetime
    read_at: datetime | None
    subject: str


def unread(connection: Connection, actor: Actor, most: int = 99) -> int:
    """How many reminders wait to be read, counted up to a number."""
    return connection.scalar(_UNREAD, {**_asking(actor), "most": most}) or 0


def reminders(
    connection: Connection, actor: Actor, before: int = 0, limit: int = 50
) -> Sequence[ReminderLine]:
    """The newest reminders of an officer, or those before one."""
    told = {**_asking(actor), "before": before or _NEWEST, "most": limit}
    return [ReminderLine(*row) for row in connection.execute(_LINES, told)]


def mark_read(connection: Connection, actor: Actor, until: int, at: datetime) -> None:
    """Mark everything up to a reminder as read."""
    connection.execute(
        update(Reminder)
        .where(Reminder.login == actor.login, Reminder.id <= until, Reminder.read_at.is_(None))
        .values(read_at=at))


def address_of(connection: Connection, actor: Actor) -> str:
    """Where an officer's reminders are mailed to; "" for nowhere."""
    return connection.scalar(select(Officer.email).where(Officer.login == actor.login)) or ""


def _asking(actor: Actor) -> dict[str, str | int]:
    return {"login": actor.login, "agency": actor.agency_id}
