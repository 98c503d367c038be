"""The bands of an application (比对索引): a few keys two applications for one thing have in common.

Each key joins a name or a number with a matter or a kind of paper. Of all such keys a text keeps
the smallest by hash (a bottom-k sketch, as MinHash has it), so that two texts that say nearly the
same keep nearly the same ones, whichever of them is the longer. Keys only narrow: what was found by
one is compared whole.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product

from workflow.record.alike.reading import IDENTIFYING, YEAR, Reading, read
from workflow.record.alike.words import COMMON

#: How many keys a text keeps: more of them found no more of the labelled pairs.
KEPT = 6
#: So many of each side are joined, so that a long text costs no more than a short one.
_HEADS, _TAILS = 24, 6


@lru_cache(maxsize=4096)
def bands(text: str) -> tuple[int, ...]:
    """The keys of a text, in ascending order; none where it says nothing."""
    keys = {_hashed(one) for one in _joined(read(text))}
    return tuple(sorted(keys)[:KEPT])


def _joined(read_as: Reading) -> Iterator[str]:
    said = {f"{one.kind}{one.said}" for one in read_as.numbers if one.kind != YEAR}
    yield from (f"{one.kind}{one.said}" for one in read_as.numbers if one.kind in IDENTIFYING)
    heads = read_as.pairs | said
    tails = (read_as.matters - COMMON) | read_as.papers or read_as.matters
    if not read_as.pairs:
        years = {one.said for one in read_as.numbers if one.kind == YEAR}
        heads |= years
        yield from map("+".join, combinations(sorted(tails | said), 2))
    if heads:
        yield from map("|".join, product(_few(heads, _HEADS), _few(tails, _TAILS) or [""]))
    elif len(tails) == 1:
        yield from tails


def _few(parts: Iterable[str], most: int) -> list[str]:
    """At most so many, the same ones in every text that has them."""
    return sorted(parts, key=_hashed)[:most]


def _hashed(said: str) -> int:
    """Sixty-three bits of a text, as both databases keep a whole number."""
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest()) >> 1
