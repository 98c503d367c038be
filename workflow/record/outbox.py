"""The outbox (发件箱): work to be done after the commit, written with its cause.

This table is the truth; whatever carries its numbers to the workers may be lost. A job is taken for
a while before it is done and marked afterwards: where a worker dies in between, the same job is
done again under the same key, never lost.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.record.models import FAILED, WAITS, Job
from workflow.record.prepared import Prepared

#: How long a worker may take for one job before another tries.
TAKEN = timedelta(minutes=5)
#: How long a job may lie in the queue before it is brought there again.
CARRIED = timedelta(minutes=10)
#: No job is put off farther: office hours come again after the longest holidays.
_FARTHEST = timedelta(days=30)
#: After so many failures a job is given up.
MOST_ATTEMPTS = 12
_DIED = "后台任务程序办理此项时多次中断：请查看内存、磁盘和运行日志"
#: So long a job is remembered once it is done or dropped.
KEPT = timedelta(days=90)

# Written out, since an index of part of a table serves no condition with parameters.
#: That a job waits; that it was given up and nobody has decided about it.
IS_WAITING: Any = literal_column(f"({WAITS})")
IS_FAILED: Any = literal_column(f"({FAILED})")


@dataclass(frozen=True)
class Put:
    """A job to be put into the outbox."""

    kind: str
    #: What it is, however often it is done: begins with its kind.
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    agency: int | None = None
    not_before: datetime | None = None


class Taken(NamedTuple):
    """A job that is this worker's own for a while."""

    id: int
    agency: int | None
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int


_PUT = {
    dialect.name: Prepared(made.insert(Job).on_conflict_do_nothing(index_elements=["key"]))
    for dialect, made in ((sqlite.dialect, sqlite), (postgresql.dialect, postgresql))}


def put(connection: Connection, jobs: Sequence[Put], at: datetime) -> None:
    """Put jobs into the outbox, inside the transaction that causes them; each key once."""
    if jobs:
        _PUT[connection.dialect.name].say(connection, [
            {"kind": one.kind, "key": one.key, "agency_id": one.agency, "at": at, "attempts": 0,
             "error": "", "not_before": one.not_before or at,
             "payload": json.dumps(one.payload, ensure_ascii=False, sort_keys=True)}
            for one in jobs])


def to_carry(connection: Connection, at: datetime, most: int = 500) -> list[int]:
    """The jobs whose hour has come and that lie in no queue, now taken to be in it."""
    found = list(connection.scalars(
        select(Job.id)
        .where(*_due(at), or_(Job.carried_until.is_(None), Job.carried_until < at))
        .order_by(Job.not_before, Job.id).limit(most).with_for_update(skip_locked=True)))
    if found:
        connection.execute(
            update(Job).where(Job.id.in_(found)).values(carried_until=at + CARRIED))
    return found


def not_carried(connection: Connection, ids: Sequence[int]) -> None:
    """Jobs that did not get into the queue after all."""
    connection.execute(update(Job).where(Job.id.in_(ids)).values(carried_until=None))


def is_any_to_carry(connection: Connection, at: datetime) -> bool:
    """Whether there is such a job, without locking anything."""
    return connection.scalar(
        select(Job.id)
        .where(*_due(at), or_(Job.carried_until.is_(None), Job.carried_until < at))
        .limit(1)) is not None


def take(connection: Connection, at: datetime, id: int | None = None) -> Taken | None:
    """The next job whose hour has come, or this one, now this worker's own; None if none waits."""
    query = (
        select(Job.id, Job.agency_id, Job.kind, Job.key, Job.payload, Job.attempts)
        .where(*_due(at)).order_by(Job.not_before, Job.id).limit(1)
        .with_for_update(skip_locked=True))
    row = connection.execute(query if id is None else query.where(Job.id == id)).first()
    if row is None:
        return None
    if row.attempts > MOST_ATTEMPTS:  # each worker that took it has died over it
        _set(connection, row.id, failed_at=at, taken_until=None, error=_DIED)
        return None
    _set(connection, row.id, taken_until=at + TAKEN, attempts=row.attempts + 1)
    return Taken(row.id, row.agency_id, row.kind, row.key, json.loads(row.payload),
                 row.attempts + 1)


def renew(connection: Connection, job: Taken, at: datetime) -> bool:
    """Go on holding a job that takes long; False where it is this worker's no more."""
    return bool(connection.execute(
        update(Job).where(Job.id == job.id, Job.attempts == job.attempts, IS_WAITING)
        .values(taken_until=at + TAKEN)).rowcount)


def done(connection: Connection, job: Taken, at: datetime) -> None:
    """Mark a job as done."""
    _set(connection, job.id, done_at=at, error="", failed_at=None)


def drop(connection: Connection, job: Taken, at: datetime, why: str) -> None:
    """Mark a job as needless."""
    _set(connection, job.id, dropped_at=at, error=why[:200])


def failed(connection: Connection, job: Taken, at: datetime, why: str) -> None:
    """Keep a job for another try, later each time; given up after MOST_ATTEMPTS.

    Changes nothing where another worker has taken it since.
    """
    over = job.attempts >= MOST_ATTEMPTS
    connection.execute(
        update(Job).where(Job.id == job.id, Job.attempts == job.attempts, IS_WAITING).values(
            error=why[:200], taken_until=None, carried_until=None,
            not_before=at + timedelta(minutes=min(2 ** job.attempts, 12 * 60)),
            failed_at=at if over else None))


def hold_back(connection: Connection, kind: str, until: datetime) -> None:
    """Let the jobs of a kind wait: whatever all of them need is out of order."""
    connection.execute(
        update(Job).where(*_due(until), Job.kind == kind)
        .values(not_before=until, carried_until=None))


def retry(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """Let jobs that were given up, or that wait for their next try, be done at once."""
    connection.execute(update(Job).where(Job.id.in_(ids)).values(
        not_before=at, attempts=0, failed_at=None, carried_until=None))


def discard(connection: Connection, id: int, at: datetime) -> None:
    """Give a job up for good."""
    _set(connection, id, dropped_at=at)


def set_right(connection: Connection, at: datetime) -> None:
    """Free what a clock that had run ahead has put off: no job is put off or held for so long.

    The clock of another machine may run a little ahead.
    """
    connection.execute(update(Job).where(Job.not_before > at + _FARTHEST, IS_WAITING)
                       .values(not_before=at))
    connection.execute(update(Job).where(Job.taken_until > at + 2 * TAKEN, IS_WAITING)
                       .values(taken_until=None))
    connection.execute(update(Job).where(Job.carried_until > at + 2 * CARRIED, IS_WAITING)
                       .values(carried_until=None))


def forget(connection: Connection, at: datetime) -> None:
    """Delete what has been done or dropped for long."""
    connection.execute(delete(Job).where(Job.done_at < at - KEPT))
    connection.execute(delete(Job).where(Job.dropped_at < at - KEPT))


def is_any_left(connection: Connection, kind: str, before: datetime) -> bool:
    """Whether a job of a kind from before a moment still waits to be done."""
    return connection.scalar(
        select(Job.id).where(IS_WAITING, Job.kind == kind, Job.at < before).limit(1)) is not None


def oldest_due(connection: Connection, at: datetime) -> datetime | None:
    """Since when the job has waited that should have been done first; None if none is due."""
    return connection.scalar(
        select(Job.not_before).where(IS_WAITING, Job.not_before <= at)
        .order_by(Job.not_before, Job.id).limit(1))


def is_any_failed(connection: Connection) -> bool:
    """Whether a job was given up about which nobody has decided yet."""
    return connection.scalar(select(Job.id).where(IS_FAILED).limit(1)) is not None


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(update(Job).where(Job.id == id).values(**values))


def _due(at: datetime) -> tuple[Any, ...]:
    return (IS_WAITING, Job.not_before <= at, or_(Job.taken_until.is_(None), Job.taken_until < at))
