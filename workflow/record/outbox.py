"""The outbox (发件箱): what is to leave by mail, written with its cause, sent after the commit.

A row is taken for a while before its mail is sent and marked afterwards: where a worker dies in
between, the mail is sent again under the same Message-ID, never lost.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, or_, select, update

from workflow.law.clock import ClockState
from workflow.record.models import OutboxMail, Request

#: How long a worker may take for one mail before another tries.
_TAKEN = timedelta(minutes=5)
#: After so many failures a mail is given up.
MOST_ATTEMPTS = 12


class Waiting(NamedTuple):
    """A mail to be sent now."""

    id: int
    address: str
    ref: str
    request_no: str
    text: str
    attempts: int


def put(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put mails into the outbox, inside the transaction that causes them."""
    found = [{"attempts": 0, "error": "", **row} for row in rows]
    if found:
        connection.execute(insert(OutboxMail), found)


def take(connection: Connection, at: datetime) -> Waiting | None:
    """The next mail whose hour has come, now this worker's own; None if none waits."""
    row = connection.execute(
        select(OutboxMail.id, OutboxMail.address, OutboxMail.ref, OutboxMail.request_no,
               OutboxMail.text, OutboxMail.attempts)
        .where(*_waiting(), OutboxMail.not_before <= at,
               or_(OutboxMail.taken_until.is_(None), OutboxMail.taken_until < at))
        .order_by(OutboxMail.not_before, OutboxMail.id).limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    _set(connection, row.id, taken_until=at + _TAKEN, attempts=row.attempts + 1)
    return Waiting(*row[:5], row.attempts + 1)


def drop_answered(connection: Connection, at: datetime) -> int:
    """Drop mails about a limit whose request has been answered or stopped; how many."""
    running = select(Request.no).where(Request.clock_state == ClockState.RUNNING.value)
    return connection.execute(
        update(OutboxMail)
        .where(*_waiting(), OutboxMail.of_limit, OutboxMail.request_no.not_in(running))
        .values(dropped_at=at)).rowcount


def sent(connection: Connection, mail: Waiting, at: datetime) -> None:
    """Mark a mail as sent."""
    _set(connection, mail.id, sent_at=at, error="")


def failed(connection: Connection, mail: Waiting, at: datetime, why: str) -> None:
    """Keep a mail for another try, later each time; given up after MOST_ATTEMPTS."""
    over = mail.attempts >= MOST_ATTEMPTS
    _set(connection, mail.id, error=why[:200], taken_until=None,
         not_before=at + timedelta(minutes=min(2 ** mail.attempts, 12 * 60)),
         dropped_at=at if over else None)


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(update(OutboxMail).where(OutboxMail.id == id).values(**values))


def _waiting() -> tuple[Any, ...]:
    return OutboxMail.sent_at.is_(None), OutboxMail.dropped_at.is_(None)
