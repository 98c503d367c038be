"""The log against its entries and its signed roots (日志核验): nothing taken out, nothing changed.

From inside the database a whole request can be taken out together with its leaves and checkpoints;
the notes a witness keeps outside contradict that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workflow.archive.chain import Walk
from workflow.archive.finding import Finding, finding
from workflow.archive.tree import Tree, tree_of
from workflow.errors import TrailBroken
from workflow.record import notes
from workflow.record.logs import Log
from workflow.record.models import Checkpoint, LogLeaf, LogPending, LogTile, TrailEntry
from workflow.record.notes import Note, VerifierKey

_LEAF, _PLACE, _NOTE = "L1-日志叶", "L2-日志序号", "L3-检查点"
_SHORT, _ROOT = "L4-日志变短", "L5-日志根"


@dataclass(frozen=True)
class Evidence:
    """What a verification holds the log against: the notary's keys, and notes kept outside."""

    keys: Mapping[Log, VerifierKey] = field(default_factory=dict)
    outside: Sequence[tuple[VerifierKey, Note]] = ()


class Signed(NamedTuple):
    """What was said of a log under a signature, whatever is wrong with it, and its tree."""

    claims: tuple[Finding | tuple[str, Note], ...]
    tree: Tree


def of_all(
    connection: Connection, evidence: Evidence, walk: Walk | None = None
) -> Iterator[Finding]:
    """Both logs, whole.

    `walk` is what a walk along all chains told of the places of their entries.
    """
    yield from against_trees(connection, walk, trees(connection, evidence))


def trees(connection: Connection, evidence: Evidence) -> Mapping[Log, Signed]:
    """What was signed of each log, and its tree made anew from all leaves."""
    found = {}
    for log in Log:
        claims = (*_inside(connection, log, evidence), *_outside(log, evidence))
        sizes = [each[1].size for each in claims if not isinstance(each, Finding)]
        found[log] = Signed(claims, tree_of(connection, log, sizes))
    return found


def against_trees(
    connection: Connection, walk: Walk | None, made: Mapping[Log, Signed]
) -> Iterator[Finding]:
    """The places of all entries, and what was signed against the trees."""
    if walk is None or not _all_in_place(connection, walk):
        yield from _unplaced(connection, None)
        yield from _leaves_alone(connection)
    yield from _of_no_log(connection)
    for log, (claims, tree) in made.items():
        yield from (each for each in claims if isinstance(each, Finding))
        yield from _against(log, tree, [each for each in claims if not isinstance(each, Finding)])


def _all_in_place(connection: Connection, walk: Walk) -> bool:
    """Whether each entry has its leaf or waits for one, each leaf its entry, and none is missing.

    Vouched for only where the entries themselves are: each of them was met once, with its leaf.
    """
    if walk.doubtful or walk.strange:
        return False
    count, first, last = connection.execute(_LEAVES).one()
    if count != walk.placed or (count and (first, last) != (0, count - 1)):
        return False
    waiting = [tuple(row) for row in connection.execute(_WAITING)]
    return len(waiting) == len(walk.unplaced) and set(waiting) == set(walk.unplaced)


_LEAVES = select(func.count(), func.min(LogLeaf.idx), func.max(LogLeaf.idx))
_WAITING = select(LogPending.request, LogPending.seq)


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


def _against(log: Log, tree: Tree, signed: Sequence[tuple[str, Note]]) -> Iterator[Finding]:
    """Whether the log has the signed root at every signed size."""
    wanted: dict[int, list[tuple[str, Note]]] = {}
    for where, note in signed:
        wanted.setdefault(note.size, []).append((where, note))
    for size, root in tree.roots(size for size in sorted(wanted) if 0 <= size <= tree.size):
        for where, note in wanted.pop(size):
            if note.root != root:
                yield _about(log, _ROOT, f"前{note.size}条与{where}不符")
    for size in sorted(wanted):
        where = wanted[size][0][0]
        yield _about(log, _SHORT, f"只有{tree.size}条，{where}已有{size}条")


def tiles(connection: Connection, tree: Tree) -> Iterator[Finding]:
    """The kept roots of 256 leaves against the tree of the legal log."""
    rows = connection.execute(select(LogTile.idx, LogTile.root).order_by(LogTile.idx))
    if [tuple(row) for row in rows] != [(n, root.hex()) for n, root in enumerate(tree.tiles)]:
        yield _about(Log.LEGAL, _LEAF, "保存的日志块与各叶不符")


def _about(log: Log, code: str, text: str) -> Finding:
    return finding(code, log.label, 0, text)
