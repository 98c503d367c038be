"""The two logs (日志): of the acts on requests, and of the acts outside them (安全日志).

Both are Merkle logs over the hashes of their entries. Here their leaves are read: new ones with
the bytes they stand for, subtrees by their tiles.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from workflow.record.merkle import Subtree, inclusion, node, root, split
from workflow.record.models import LogLeaf, LogTile, SecurityEntry, TrailEntry
from workflow.record.sequencer import TILE, size_of
from workflow.terms import Term


class Log(Term):
    """Which log."""

    LEGAL = "legal", "办理台账"
    SECURITY = "security", "安全日志"


@dataclass(frozen=True)
class Leaf:
    """A leaf as it lies there: its place, its hash, and the body it stands for (None = none)."""

    index: int
    hash: str
    body: str | None


def size(connection: Connection, log: Log) -> int:
    """How many entries a log has."""
    if log is Log.LEGAL:
        return size_of(connection)
    return connection.scalar(select(func.count()).select_from(SecurityEntry)) or 0


def leaves_from(connection: Connection, log: Log, first: int) -> Iterator[Leaf]:
    """The leaves of a log from one place on, with their bodies."""
    query = _with_bodies(log, first).execution_options(yield_per=1000)
    with connection.execute(query) as rows:
        for row in rows:
            yield Leaf(*row)


def _with_bodies(log: Log, first: int) -> Select[int, str, str]:
    if log is Log.SECURITY:  # its entries are numbered from 1
        return (select(SecurityEntry.seq - 1, SecurityEntry.hash, SecurityEntry.body)
                .where(SecurityEntry.seq > first).order_by(SecurityEntry.seq))
    return (select(LogLeaf.idx, LogLeaf.hash, TrailEntry.body)
            .outerjoin(TrailEntry, (TrailEntry.request == LogLeaf.request)
                       & (TrailEntry.seq == LogLeaf.seq))
            .where(LogLeaf.idx >= first).order_by(LogLeaf.idx))


def hashes(connection: Connection, log: Log, first: int, end: int) -> list[bytes]:
    """The hashes of the leaves from one place up to another.

    Raises ValueError where one is no hash.
    """
    if log is Log.SECURITY:
        query = select(SecurityEntry.hash).where(
            SecurityEntry.seq > first, SecurityEntry.seq <= end).order_by(SecurityEntry.seq)
    else:
        query = select(LogLeaf.hash).where(
            LogLeaf.idx >= first, LogLeaf.idx < end).order_by(LogLeaf.idx)
    return [bytes.fromhex(each) for each in connection.scalars(query)]


def subtree_of(connection: Connection, log: Log) -> Subtree:
    """The subtrees of a log, read by tiles where there are some."""
    tiles = [] if log is Log.SECURITY else [
        bytes.fromhex(each)
        for each in connection.scalars(select(LogTile.root).order_by(LogTile.idx))]

    def subtree(first: int, end: int) -> bytes:
        wide = end - first
        if wide and first % TILE == 0 and wide % TILE == 0 and end // TILE <= len(tiles):
            return root(tiles[first // TILE:end // TILE])
        if wide <= TILE or not tiles:
            return root(hashes(connection, log, first, end))
        middle = first + split(wide)
        return node(subtree(first, middle), subtree(middle, end))

    return subtree


@dataclass(frozen=True)
class Inclusion:
    """The proof that an entry is in the log of this size (包含证明)."""

    index: int
    size: int
    path: tuple[bytes, ...]


def inclusion_of(connection: Connection, request: str, seq: int, of: int) -> Inclusion | None:
    """The proof that an entry is among the first `of` of the log; None if it is not."""
    index = connection.scalar(
        select(LogLeaf.idx).where(LogLeaf.request == request, LogLeaf.seq == seq))
    if index is None or index >= of:
        return None
    path = inclusion(subtree_of(connection, Log.LEGAL), of, index)
    return Inclusion(index, of, tuple(path))


def last_hash(connection: Connection, log: Log, of: int) -> str | None:
    """The hash of the last of the first `of` entries, as it lies there."""
    if log is Log.SECURITY:
        return connection.scalar(select(SecurityEntry.hash).where(SecurityEntry.seq == of))
    return connection.scalar(select(LogLeaf.hash).where(LogLeaf.idx == of - 1))
