"""The Merkle tree of a log (默克尔树, RFC 6962 section 2): one root for all entries, short proofs.

A leaf is the hash of an entry, `H(0x00 ‖ body)`; an inner node is `H(0x01 ‖ left ‖ right)`. The
root of n leaves splits at the largest power of two below n. Nothing here knows a database.
"""

import hashlib
from collections.abc import Callable, Sequence

_NODE = b"\x01"
#: Bytes of a hash.
HASH = 32
#: The root of a log without any entry.
EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(_NODE + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of some leaf hashes."""
    edge = Frontier()
    for leaf in leaves:
        edge.add(leaf)
    return edge.root()


def whole_root(octets: bytes) -> bytes:
    """The root of a whole subtree, its leaf hashes (a power of two of them) laid end to end."""
    digest = hashlib.sha256
    while len(octets) > HASH:
        octets = b"".join([
            digest(_NODE + octets[at : at + 2 * HASH]).digest()
            for at in range(0, len(octets), 2 * HASH)])
    return octets


class Frontier:
    """The right edge of a growing tree: what is needed to add leaves, at most 64 hashes."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Begin with an empty tree, or go on with the edge of one of `size` leaves.

        Raises ValueError if the hashes are not as many as the edge of that size has.
        """
        heights = [bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
        if len(heights) != len(hashes):
            raise ValueError(f"the edge of {size} leaves has {len(heights)} hashes")
        self.size = size
        self._edge = list(zip(heights, hashes, strict=True))

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The roots of the whole subtrees, the largest first."""
        return tuple(each for _, each in self._edge)

    def add(self, leaf: bytes, height: int = 0) -> None:
        """Add a leaf hash on the right, or the root of a whole subtree of some height.

        Raises ValueError if a subtree of that height cannot begin where the tree ends.
        """
        if self.size & ((1 << height) - 1):
            raise ValueError(f"no subtree of height {height} begins at {self.size}")
        self.size += 1 << height
        while self._edge and self._edge[-1][0] == height:
            leaf, height = node(self._edge.pop()[1], leaf), height + 1
        self._edge.append((height, leaf))

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._edge:
            return EMPTY
        (_, found), *larger = reversed(self._edge)
        for _, left in larger:
            found = node(left, found)
        return found


#: The root of the leaves from one index up to another, whole subtrees of one tree.
Subtree = Callable[[int, int], bytes]


def over(leaves: Sequence[bytes]) -> Subtree:
    """The subtrees of leaves that are all at hand."""
    return lambda first, end: root(leaves[first:end])


def inclusion(subtree: Subtree, size: int, index: int) -> list[bytes]:
    """The proof that the leaf at an index is in the tree, from the bottom up (RFC 6962, 2.1.1).

    Raises IndexError for an index outside the tree.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    return _path(subtree, 0, size, index)


def _path(subtree: Subtree, first: int, end: int, index: int) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + split(end - first)
    if index < middle:
        return [*_path(subtree, first, middle, index), subtree(middle, end)]
    return [*_path(subtree, middle, end, index), subtree(first, middle)]


def consistency(subtree: Subtree, size: int, older: int) -> list[bytes]:
    """The proof that the tree begins with that of `older` leaves (RFC 6962, 2.1.2).

    Raises IndexError for an older size outside the tree.
    """
    if not 0 <= older <= size:
        raise IndexError(older)
    return _subproof(subtree, 0, size, older, True) if 0 < older < size else []


def _subproof(subtree: Subtree, first: int, end: int, older: int, whole: bool) -> list[bytes]:
    if older == end:
        return [] if whole else [subtree(first, end)]
    middle = first + split(end - first)
    if older <= middle:
        return [*_subproof(subtree, first, middle, older, whole), subtree(middle, end)]
    return [*_subproof(subtree, middle, end, older, False), subtree(first, middle)]


def split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def includes(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether a proof shows a leaf at an index of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected


def extends(
    older: int, older_root: bytes, size: int, newer_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that one tree begins with another (RFC 9162, 2.1.4.2)."""
    if older in (0, size):
        return not proof and (older_root == newer_root if older == size else older_root == EMPTY)
    if not 0 < older < size or not proof:
        return False
    path = [older_root, *proof] if older & (older - 1) == 0 else list(proof)
    at, last = older - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(step, old), node(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == older_root and new == newer_root
