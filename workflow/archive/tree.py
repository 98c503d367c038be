"""The tree over the leaves of a log as they lie there (日志树核验), made anew from every leaf.

Leaves are hashed tile by tile; of a tile only its root is remembered, and its leaves where
something was signed in the middle of it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from workflow.archive.slices import rows_of
from workflow.record.logs import Log
from workflow.record.merkle import HASH, Frontier, whole_root
from workflow.record.models import LogLeaf, SecurityEntry
from workflow.record.sequencer import TILE

_NO_HASH = bytes(HASH)
_HEIGHT = TILE.bit_length() - 1
_TILE_BYTES = TILE * HASH
#: Leaves read at a time: whole tiles.
_AT_ONCE = 64 * TILE


@dataclass
class Tree:
    """The roots of all full tiles, and the leaves of those that are needed one by one."""

    #: Tiles in the middle of which something was signed.
    wanted: Collection[int] = ()
    size: int = 0
    tiles: list[bytes] = field(default_factory=list)
    kept: dict[int, bytes] = field(default_factory=dict)

    def grow(self, octets: bytes) -> None:
        """Add leaf hashes, laid end to end."""
        first = self.size // TILE
        octets = (self.kept.pop(first) if self.size % TILE else b"") + octets
        self.size = first * TILE + len(octets) // HASH
        for tile, at in enumerate(range(0, len(octets), _TILE_BYTES), first):
            piece = octets[at : at + _TILE_BYTES]
            if len(piece) == _TILE_BYTES:
                self.tiles.append(whole_root(piece))
            if len(piece) < _TILE_BYTES or tile in self.wanted:
                self.kept[tile] = piece

    def join(self, other: "Tree") -> None:
        """Go on with what was read behind the last full tile."""
        self.kept.update({tile + len(self.tiles): piece for tile, piece in other.kept.items()})
        self.size += other.size
        self.tiles += other.tiles

    def roots(self, sizes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The root of the first so many leaves, for sizes in ascending order."""
        edge, part = Frontier(), Frontier()
        for size in sizes:
            while edge.size + TILE <= size:
                edge.add(self.tiles[edge.size // TILE], _HEIGHT)
            if part.size < edge.size:
                part = Frontier(edge.size, edge.hashes)
            piece = self.kept[edge.size // TILE] if size > edge.size else b""
            for at in range(part.size - edge.size, size - edge.size):
                part.add(piece[at * HASH : (at + 1) * HASH])
            yield size, part.root()


def wanted_in(sizes: Iterable[int]) -> frozenset[int]:
    """The tiles in the middle of which something was signed."""
    return frozenset(size // TILE for size in sizes if size % TILE)


def tree_of(connection: Connection, log: Log, sizes: Iterable[int]) -> Tree:
    """The tree of a whole log."""
    tree = Tree(wanted_in(sizes))
    column, own = (LogLeaf.idx, LogLeaf.hash) if log is Log.LEGAL else (
        SecurityEntry.seq, SecurityEntry.hash)
    query = select(column, own).order_by(column).limit(_AT_ONCE)
    rows = rows_of(connection, query)
    while rows:
        tree.grow(octets_of([row[1] for row in rows]))
        rows = rows_of(connection, query.where(column > rows[-1][0]))
    return tree


def octets_of(hashes: list[Any]) -> bytes:
    """The bytes of hashes in hex; what is none counts as no hash, so that the root differs."""
    try:
        octets = bytes.fromhex("".join(hashes))
        if len(octets) == HASH * len(hashes) and {*map(len, hashes)} <= {2 * HASH}:
            return octets
    except (TypeError, ValueError):
        pass
    return b"".join(map(_octets, hashes))


def _octets(leaf: Any) -> bytes:
    try:
        found = bytes.fromhex(leaf)
    except (TypeError, ValueError):
        return _NO_HASH
    return found if len(found) == HASH else _NO_HASH
