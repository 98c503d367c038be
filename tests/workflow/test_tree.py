"""The tree made anew for a verification: tile by tile it has the roots that leaf by leaf gives."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.archive.tree import Tree, octets_of, wanted_in
from workflow.record.merkle import HASH, Frontier, root, whole_root
from workflow.record.sequencer import TILE

LEAVES = [hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(5 * TILE + 7)]


@pytest.mark.parametrize("height", range(9))
def test_a_whole_subtree_has_the_root_of_its_leaves(height: int) -> None:
    some = LEAVES[: 1 << height]

    assert whole_root(b"".join(some)) == root(some)


def test_a_frontier_takes_a_whole_subtree_only_where_one_begins() -> None:
    edge = Frontier()
    edge.add(root(LEAVES[:TILE]), 8)
    edge.add(LEAVES[TILE])

    assert edge.root() == root(LEAVES[: TILE + 1])
    with pytest.raises(ValueError, match="height 8"):
        edge.add(LEAVES[0], 8)


_CUTS = st.lists(st.integers(0, len(LEAVES)), max_size=6)


@given(_CUTS, _CUTS)
def test_every_signed_size_has_the_root_of_its_leaves_however_they_are_read(
    sizes: list[int], cuts: list[int]
) -> None:
    tree = Tree(wanted_in(sizes))
    for first, end in pairwise([0, *sorted(cuts), len(LEAVES)]):
        tree.grow(b"".join(LEAVES[first:end]))

    assert tree.size == len(LEAVES)
    assert dict(tree.roots(sorted(sizes))) == {size: root(LEAVES[:size]) for size in sizes}


@given(_CUTS, st.integers(0, 5))
def test_two_trees_read_side_by_side_are_one(sizes: list[int], tiles: int) -> None:
    at = tiles * TILE
    left, right = Tree(wanted_in(sizes)), Tree(wanted_in(size - at for size in sizes))
    left.grow(b"".join(LEAVES[:at]))
    right.grow(b"".join(LEAVES[at:]))
    left.join(right)

    assert left.tiles == [root(LEAVES[n * TILE:(n + 1) * TILE]) for n in range(5)]
    assert dict(left.roots(sorted(sizes))) == {size: root(LEAVES[:size]) for size in sizes}


@pytest.mark.parametrize("bad", ["nonsense", "f" * 62, " " + "f" * 63, "f" * 66, None, b"f" * 64])
def test_what_is_no_hash_counts_as_none_and_leaves_its_neighbours_alone(bad: object) -> None:
    good = LEAVES[0].hex()

    assert octets_of([good, bad, good]) == LEAVES[0] + bytes(HASH) + LEAVES[0]


def test_two_halves_that_make_up_two_hashes_are_none() -> None:
    pair = (LEAVES[0] + LEAVES[1]).hex()

    assert octets_of([pair[:62], pair[62:]]) == bytes(2 * HASH)
