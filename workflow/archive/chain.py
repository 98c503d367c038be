"""The hash chain of one request, checked link by link; total: a broken row is a finding.

Where thousands of chains are walked, a quick look vouches for those in which nothing is wrong; what
it does not vouch for is looked at link by link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from workflow.archive.slices import Slice
from workflow.record.models import LogLeaf, TrailEntry
from workflow.record.trail import LEAF, ORIGIN, hash_of, link_of, parsed


def broken_links(rows: Iterable[tuple[Any, Any, Any]]) -> Iterator[tuple[Any, str]]:
    """What is wrong with rows of (seq, body, hash) in order of seq: the seq and the fault."""
    previous, expected = ORIGIN, 1
    for seq, body, digest in rows:
        if seq != expected:
            yield seq, f"序号不连续（应为{expected}）"
            expected = seq if isinstance(seq, int) else expected
        if not _hashes_to(body, digest):
            yield seq, "内容与摘要不符"
        values = values_of(body)
        if values is None:
            yield seq, "内容无法读取"
        elif values.get("prev") != previous:
            yield seq, "与上一条的链接断开"
        previous, expected = digest, expected + 1


def values_of(body: Any) -> dict[str, Any] | None:
    """The JSON object of a body; None if it is none."""
    try:
        values = parsed(body)
    except (ValueError, TypeError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _hashes_to(body: Any, digest: Any) -> bool:
    """Whether text hashes to the digest; bytes and halves of characters never do."""
    try:
        return isinstance(body, str) and hash_of(body) == digest
    except UnicodeEncodeError:
        return False


#: Beyond so many entries without a leaf nobody has placed any for long: the database is asked.
_REMEMBERED = 100_000


@dataclass
class Walk:
    """What a walk along the chains told: which cannot be vouched for, and where entries stand."""

    #: Requests whose chain must be looked at link by link.
    doubtful: set[Any] = field(default_factory=set)
    #: How many entries have a leaf of their own hash in the log.
    placed: int = 0
    #: Entries without a leaf: request and seq.
    unplaced: list[tuple[Any, Any]] = field(default_factory=list)
    #: Whether a leaf says another hash than its entry, or too many have none to remember them.
    strange: bool = False

    def add(self, other: "Walk") -> None:
        """Go on with what another walk told."""
        self.doubtful |= other.doubtful
        self.placed += other.placed
        self.strange |= other.strange
        for request, seq in other.unplaced:
            self._misplaced(request, seq, None)

    def take(self, rows: Iterable[tuple[Any, Any, Any, Any, Any]]) -> None:
        """Look at rows of (request, seq, body, hash, same), in order of request and seq.

        `same` is whether the leaf of the entry has its hash, None where it has no leaf.

        A chain is vouched for only where `broken_links` would find nothing.
        """
        current: Any = None
        previous, expected, placed = ORIGIN, 1, 0
        for request, seq, body, digest, same in rows:
            if request != current:
                current, previous, expected = request, ORIGIN, 1
            try:
                octets = body.encode()
                good = (sha256(LEAF + octets).hexdigest() == digest
                        and link_of(octets).prev == previous and seq == expected)
            except Exception:  # whatever was written there: it is not vouched for
                good = False
            if not good:
                self.doubtful.add(request)
            if same:
                placed += 1
            else:
                self._misplaced(request, seq, same)
            previous, expected = digest, expected + 1
        self.placed += placed

    def place(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Note where entries stand in the log: rows begin with request and seq, end with `same`."""
        for row in rows:
            if row[-1]:
                self.placed += 1
            else:
                self._misplaced(row[0], row[1], row[-1])

    def _misplaced(self, request: Any, seq: Any, same: Any) -> None:
        if same is None and len(self.unplaced) < _REMEMBERED:
            self.unplaced.append((request, seq))
        else:
            self.strange = True



_CHAINS = (
    select(TrailEntry.request, TrailEntry.seq, TrailEntry.body, TrailEntry.hash,
           LogLeaf.hash == TrailEntry.hash)
    .outerjoin(LogLeaf, (LogLeaf.request == TrailEntry.request) & (LogLeaf.seq == TrailEntry.seq))
    .order_by(TrailEntry.request, TrailEntry.seq))
_LINKS = (
    select(TrailEntry.request, TrailEntry.seq, TrailEntry.body, TrailEntry.hash)
    .order_by(TrailEntry.request, TrailEntry.seq))


def walk(connection: Connection, part: Slice) -> Walk:
    """Walk the chains of a slice."""
    found = Walk()
    found.take(part.rows(connection, _CHAINS, TrailEntry.request))
    return found


def links_of(connection: Connection, part: Slice) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """The rows `broken_links` takes, request by request, in a slice."""
    groups: dict[Any, list[tuple[Any, ...]]] = {}
    for request, *link in part.rows(connection, _LINKS, TrailEntry.request):
        groups.setdefault(request, []).append(tuple(link))
    yield from groups.items()
