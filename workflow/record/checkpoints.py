"""Checkpoints (检查点): place what is queued, have both logs signed, keep a copy of the notes."""

from datetime import datetime

from sqlalchemy import Connection, Engine, Select, insert, select

from workflow.record import notes, security
from workflow.record.database import reading, writing
from workflow.record.logs import Log
from workflow.record.models import Checkpoint, LogLeaf, LogPending, SecurityEntry, TrailEntry
from workflow.record.notary import Notary
from workflow.record.sequencer import may_sequence, sequence
from workflow.record.trail import moment


def checkpoint_now(engine: Engine, notary: Notary, at: datetime, *, review: bool = False) -> None:
    """Sequence, sign both logs as they stand and keep the notes beside them.

    A notary whose account may only sign leaves the sequencing to the background work. Raises
    NotaryRefuses for a log that is not what was signed before.
    """
    with reading(engine) as connection:
        sequencing = may_sequence(connection)
    if sequencing:
        sequence(engine)
    for log in Log:
        with reading(engine) as connection:
            note = notary.sign(connection, log, at, review=review)
        _keep(engine, log, note, at)


def _keep(engine: Engine, log: Log, note: str, at: datetime) -> None:
    size = notes.read(note).size
    with writing(engine) as connection:
        if connection.scalar(_copy(log, size)) is None:
            connection.execute(insert(Checkpoint), {
                "log": log.value, "size": size, "at": at, "note": note})


def _copy(log: Log, size: int) -> Select[str]:
    return select(Checkpoint.note).where(Checkpoint.log == log.value, Checkpoint.size == size)


def newest(connection: Connection, log: Log) -> tuple[str, datetime] | None:
    """The newest note of a log and its moment; None before the first."""
    row = connection.execute(
        select(Checkpoint.note, Checkpoint.at).where(Checkpoint.log == log.value)
        .order_by(Checkpoint.size.desc()).limit(1)).first()
    return (row.note, row.at) if row else None


def unsigned_since(connection: Connection, log: Log) -> datetime | None:
    """Since when the first entry waits that no checkpoint covers; None if there is none."""
    signed = newest(connection, log)
    size = notes.read(signed[0]).size if signed else 0
    if log is Log.SECURITY:
        line = connection.scalar(select(SecurityEntry.seq).where(SecurityEntry.seq == size + 1))
        return None if line is None else security.at_of(connection, line)
    of = (TrailEntry.request == LogLeaf.request) & (TrailEntry.seq == LogLeaf.seq)
    at = connection.scalar(
        select(TrailEntry.at).join(LogLeaf, of).where(LogLeaf.idx == size))
    if at is None:
        of = (TrailEntry.request == LogPending.request) & (TrailEntry.seq == LogPending.seq)
        at = connection.scalar(
            select(TrailEntry.at).join(LogPending, of).order_by(LogPending.id).limit(1))
    return None if at is None else moment(at)
