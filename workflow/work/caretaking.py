"""Looking after jobs (任务处置): what waits and what failed; retried or given up, each on record.

The administrator sees the kind of a job and the number of its request, nothing of its content; the
jobs of the own agency, and those of the installation, which are nobody's alone.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, tuple_

from workflow.entitled import need
from workflow.errors import NotFound
from workflow.record import outbox, security
from workflow.record.models import Job
from workflow.record.outbox import IS_FAILED, IS_WAITING
from workflow.record.people import Actor
from workflow.record.security import SecurityAct
from workflow.terms import Role
from workflow.work.jobs import KINDS

#: So many are retried by one press, and counted at most.
MOST = 1000


@dataclass(frozen=True)
class Line:
    """A job as its list shows it."""

    id: int
    label: str
    #: The number of the request it is about; "" for none.
    no: str
    at: datetime
    not_before: datetime
    attempts: int
    error: str
    #: Whether a worker has it in hand.
    in_hand: bool


def waiting(
    connection: Connection, by: Actor, at: datetime, after: tuple[datetime, int] | None, limit: int
) -> list[Line]:
    """What waits, the longest due first; from a place of the list on."""
    query = _of(by).where(IS_WAITING).order_by(Job.not_before, Job.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(Job.not_before, Job.id) > after)
    return [_line(row, at) for row in connection.execute(query)]


def failed(
    connection: Connection, by: Actor, at: datetime, before: int | None, limit: int
) -> list[Line]:
    """What was given up after too many attempts, the newest first."""
    query = _of(by).where(IS_FAILED).order_by(Job.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Job.id < before)
    return [_line(row, at) for row in connection.execute(query)]


def counts(connection: Connection, by: Actor) -> tuple[int, int]:
    """How many wait and how many failed, each counted to MOST."""
    found = [connection.scalar(select(func.count()).select_from(
        select(Job.id).where(_ours(by), which).limit(MOST).subquery())) or 0
        for which in (IS_WAITING, IS_FAILED)]
    return found[0], found[1]


def retry(connection: Connection, at: datetime, by: Actor, id: int) -> None:
    """Let a job be done at once, whatever became of it before.

    Raises NotFound for one of another agency, or that is done or given up.
    """
    job = _open(connection, by, id)
    outbox.retry(connection, [id], at)
    _note(connection, at, by, SecurityAct.JOB_RETRIED, job)


def retry_all(connection: Connection, at: datetime, by: Actor) -> int:
    """Let everything that failed be done at once, at most MOST; how many jobs."""
    need(by, Role.SYSTEM_ADMIN, by.agency_id, ())
    ids = list(connection.scalars(
        select(Job.id).where(_ours(by), IS_FAILED).order_by(Job.id).limit(MOST)))
    if ids:
        outbox.retry(connection, ids, at)
        security.append(connection, at, by.login, SecurityAct.JOB_RETRIED,
                        {"entries": len(ids)}, by.agency_id)
    return len(ids)


def discard(connection: Connection, at: datetime, by: Actor, id: int) -> None:
    """Give a job up for good.

    Raises NotFound for one of another agency, or that is done or given up.
    """
    job = _open(connection, by, id)
    outbox.discard(connection, id, at)
    _note(connection, at, by, SecurityAct.JOB_DISCARDED, job)


def _open(connection: Connection, by: Actor, id: int) -> Any:
    need(by, Role.SYSTEM_ADMIN, by.agency_id, ())
    row = connection.execute(
        select(Job.kind, Job.payload, Job.error)
        .where(Job.id == id, _ours(by), or_(IS_WAITING, IS_FAILED)).with_for_update()).first()
    if row is None:
        raise NotFound("没有这项任务，或者已经办完、已经放弃")
    return row


def _note(connection: Connection, at: datetime, by: Actor, what: SecurityAct, job: Any) -> None:
    security.append(connection, at, by.login, what, {
        "kind": job.kind, "request": _no(job.payload), "error": job.error}, by.agency_id)


def _ours(by: Actor) -> Any:
    return or_(Job.agency_id == by.agency_id, Job.agency_id.is_(None))


def _of(by: Actor) -> Any:
    return select(Job.id, Job.kind, Job.payload, Job.at, Job.not_before, Job.attempts, Job.error,
                  Job.taken_until).where(_ours(by))


def _line(row: Any, at: datetime) -> Line:
    kind = KINDS.get(row.kind)
    return Line(row.id, kind.label if kind else row.kind, _no(row.payload), row.at, row.not_before,
                row.attempts, row.error, row.taken_until is not None and row.taken_until > at)


def _no(payload: str) -> str:
    return str(json.loads(payload).get("no", ""))
