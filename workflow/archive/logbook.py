"""The log against its entries and its signed roots (日志核验): nothing taken out, nothing changed.

From inside the database a whole request can be taken out together with its leaves and checkpoints;
the notes a witness keeps outside contradict that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select

from workflow.archive.finding import Finding, finding
from workflow.errors import TrailBroken
from workflow.record import notes
from workflow.record.logs import Log
from workflow.record.merkle import Frontier, root
from workflow.record.models import (
    Checkpoint,
    LogLeaf,
    LogPending,
    LogTile,
    SecurityEntry,
    TrailEntry,
)
from workflow.record.notes import Note, VerifierKey
from workflow.record.sequencer import TILE

_LEAF, _PLACE, _NOTE = "L1-日志叶", "L2-日志序号", "L3-检查点"
_SHORT, _ROOT = "L4-日志变短", "L5-日志根"
_NO_HASH = bytes(32)


@dataclass(frozen=True)
class Evidence:
    """What a verification holds the log against: the notary's keys, and notes kept outside."""

    keys: Mapping[Log, VerifierKey] = field(default_factory=dict)
    outside: Sequence[tuple[VerifierKey, Note]] = ()


def of_all(connection: Connection, evidence: Evidence) -> Iterator[Finding]:
    """Both logs, whole."""
    yield from _unplaced(connection, None)
    yield from _leaves_alone(connection)
    yield from _of_no_log(connection)
    for log in Log:
        claims = [*_inside(connection, log, evidence), *_outside(log, evidence)]
        yield from (each for each in claims if isinstance(each, Finding))
        signed = [each for each in claims if not isinstance(each, Finding)]
        hashes = _legal(connection) if log is Log.LEGAL else _security(connection)
        yield from _against(log, hashes, signed)


def of_request(connection: Connection, no: str) -> Iterator[Finding]:
    """The places of one request's entries."""
    yield from _unplaced(connection, no)
    rows = connection.execute(_JOINED.where(LogLeaf.request == no))
    for row in rows:
        yield from _faults(row)


_JOINED = (
    select(LogLeaf.idx, LogLeaf.request, LogLeaf.seq, LogLeaf.hash, TrailEntry.hash.label("own"))
    .outerjoin(TrailEntry, (TrailEntry.request == LogLeaf.request)
               & (TrailEntry.seq == LogLeaf.seq))
    .order_by(LogLeaf.idx))


def _unplaced(connection: Connection, no: str | None) -> Iterator[Finding]:
    """Entries that neither have a place nor wait for one."""
    query = (
        select(TrailEntry.request, TrailEntry.seq)
        .outerjoin(LogLeaf, (TrailEntry.request == LogLeaf.request)
                   & (TrailEntry.seq == LogLeaf.seq))
        .outerjoin(LogPending, (TrailEntry.request == LogPending.request)
                   & (TrailEntry.seq == LogPending.seq))
        .where(LogLeaf.idx.is_(None), LogPending.id.is_(None)))
    for request, seq in connection.execute(query if no is None else query.where(
            TrailEntry.request == no)):
        yield finding(_LEAF, request, seq, "条目不在日志中，也没有等待编号")
    waiting = (
        select(LogPending.request, LogPending.seq)
        .outerjoin(TrailEntry, (TrailEntry.request == LogPending.request)
                   & (TrailEntry.seq == LogPending.seq))
        .where(TrailEntry.hash.is_(None)))
    for request, seq in connection.execute(waiting if no is None else waiting.where(
            LogPending.request == no)):
        yield finding(_LEAF, request, seq, "等待编号的条目在台账中没有")


def _leaves_alone(connection: Connection) -> Iterator[Finding]:
    with connection.execute(_JOINED.execution_options(yield_per=1000)) as rows:
        expected = 0
        for row in rows:
            if row.idx != expected:
                yield finding(_PLACE, row.request, row.seq, f"日志序号为{row.idx}，应为{expected}")
            expected = row.idx + 1 if isinstance(row.idx, int) else expected
            yield from _faults(row)


def _faults(row: Any) -> Iterator[Finding]:
    if row.own is None:
        yield finding(_LEAF, row.request, row.seq, "日志中有这一条，台账中没有")
    elif row.own != row.hash:
        yield finding(_LEAF, row.request, row.seq, "台账条目与编入日志时不同")


def _legal(connection: Connection) -> Iterator[Any]:
    yield from connection.scalars(
        select(LogLeaf.hash).order_by(LogLeaf.idx).execution_options(yield_per=1000))


def _security(connection: Connection) -> Iterator[Any]:
    yield from connection.scalars(
        select(SecurityEntry.hash).order_by(SecurityEntry.seq).execution_options(yield_per=1000))


def _inside(
    connection: Connection, log: Log, evidence: Evidence
) -> Iterator[Finding | tuple[str, Note]]:
    """The notes kept in the database, and where there is a key whether they bear its signature."""
    key = evidence.keys.get(log)
    rows = connection.execute(
        select(Checkpoint.size, Checkpoint.note).where(Checkpoint.log == log.value)
        .order_by(Checkpoint.size))
    for size, text in rows:
        try:
            note = notes.read(text)
        except (TrailBroken, TypeError, AttributeError) as error:
            yield _about(log, _NOTE, str(error))
            continue
        if note.size != size:
            yield _about(log, _NOTE, f"检查点{size}的内容是{note.size}条的")
        if key is not None and (note.origin != key.name or not key.signed(note)):
            yield _about(log, _NOTE, f"检查点{size}没有可以验证的签名")
            continue
        yield "检查点", note


def _of_no_log(connection: Connection) -> Iterator[Finding]:
    known = [log.value for log in Log]
    for name in connection.scalars(
            select(Checkpoint.log).where(Checkpoint.log.not_in(known)).distinct()):
        yield finding(_NOTE, Log.LEGAL.label, 0, f"有不属于任何日志的检查点（“{name}”）")


def _outside(log: Log, evidence: Evidence) -> Iterator[Finding | tuple[str, Note]]:
    for key, note in evidence.outside:
        if note.origin.rsplit("/", 1)[-1] != log.value:
            continue
        if note.origin == key.name and key.signed(note):
            yield "见证方保存的检查点", note
        else:
            yield _about(log, _NOTE, f"见证方保存的检查点{note.size}没有可以验证的签名")


def _against(
    log: Log, leaves: Iterable[Any], signed: Sequence[tuple[str, Note]]
) -> Iterator[Finding]:
    """Whether the log has the signed root at every signed size."""
    wanted: dict[int, list[tuple[str, Note]]] = {}
    for where, note in signed:
        wanted.setdefault(note.size, []).append((where, note))
    edge = Frontier()
    for leaf in chain([None], leaves):
        if leaf is not None:
            edge.add(_octets(leaf))
        for where, note in wanted.pop(edge.size, ()):
            if note.root != edge.root():
                yield _about(log, _ROOT, f"前{note.size}条与{where}不符")
    for size in sorted(wanted):
        where = wanted[size][0][0]
        yield _about(log, _SHORT, f"只有{edge.size}条，{where}已有{size}条")


def tiles(connection: Connection) -> Iterator[Finding]:
    """The kept roots of 256 leaves against the leaves."""
    rows = connection.execute(select(LogTile.idx, LogTile.root).order_by(LogTile.idx))
    kept = [tuple(row) for row in rows]
    hashes: list[bytes] = []
    made: list[tuple[Any, ...]] = []
    for leaf in _legal(connection):
        hashes.append(_octets(leaf))
        if len(hashes) == TILE:
            made.append((len(made), root(hashes).hex()))
            hashes.clear()
    if kept != made:
        yield _about(Log.LEGAL, _LEAF, "保存的日志块与各叶不符")


def _octets(leaf: Any) -> bytes:
    """The bytes of a hash; what is none is counted as no hash, so that the root differs."""
    try:
        found = bytes.fromhex(leaf)
    except (TypeError, ValueError):
        return _NO_HASH
    return found if len(found) == len(_NO_HASH) else _NO_HASH


def _about(log: Log, code: str, text: str) -> Finding:
    return finding(code, log.label, 0, text)
