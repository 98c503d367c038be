"""The sequencer (编号): gives committed entries their places in the log, one after another.

Numbers of a database commit out of order, so "all entries up to number N" would leave some out for
good. Each act therefore queues its entry in its own transaction, and whoever sequences takes the
queue as it then stands. Places are contiguous from 0 and never given twice.
"""

from collections.abc import Sequence
from itertools import count

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, text

from workflow.record.database import is_alone, writing
from workflow.record.merkle import root
from workflow.record.models import LogLeaf, LogPending, LogTile, TrailEntry

#: Leaves a tile stands for.
TILE = 256
#: Entries placed in one transaction: writers wait for it on SQLite.
_BATCH = 2_000
_LOCK = 0x79736571  # "yseq": the advisory lock of the sequencer on PostgreSQL
_QUEUED = (
    select(LogPending.id, LogPending.request, LogPending.seq, TrailEntry.hash)
    .join(TrailEntry, (TrailEntry.request == LogPending.request)
          & (TrailEntry.seq == LogPending.seq))
    .order_by(LogPending.id)
    .limit(_BATCH)
)
_PLACED = delete(LogPending).where(LogPending.id == bindparam("of"))


def sequence(engine: Engine) -> int:
    """Place all queued entries; returns how many. Another sequencer at work is left to it."""
    placed = 0
    while True:
        with writing(engine) as connection:
            now = _batch(connection) if is_alone(connection, _LOCK) else 0
        placed += now
        if now < _BATCH:
            return placed


def may_sequence(connection: Connection) -> bool:
    """Whether this account may place entries: a notary of its own may only sign."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(text("SELECT has_table_privilege('log_pending', 'DELETE')")))


def _batch(connection: Connection) -> int:
    rows = connection.execute(_QUEUED).all()
    if not rows:
        return 0
    first = size_of(connection)
    connection.execute(insert(LogLeaf), [
        {"idx": idx, "request": row.request, "seq": row.seq, "hash": row.hash}
        for idx, row in zip(count(first), rows, strict=False)])
    connection.execute(_PLACED, [{"of": row.id} for row in rows])
    _tile(connection, first + len(rows))
    return len(rows)


def size_of(connection: Connection) -> int:
    """How many entries have a place."""
    last = connection.scalar(select(func.max(LogLeaf.idx)))
    return 0 if last is None else last + 1


def _tile(connection: Connection, size: int) -> None:
    """Keep the root of every tile that has become full."""
    last = connection.scalar(select(func.max(LogTile.idx)))
    for tile in range(0 if last is None else last + 1, size // TILE):
        leaves = _hashes(connection, tile * TILE, (tile + 1) * TILE)
        connection.execute(insert(LogTile), {"idx": tile, "root": root(leaves).hex()})


def _hashes(connection: Connection, first: int, end: int) -> Sequence[bytes]:
    found = connection.scalars(
        select(LogLeaf.hash).where(LogLeaf.idx >= first, LogLeaf.idx < end).order_by(LogLeaf.idx))
    return [bytes.fromhex(each) for each in found]
