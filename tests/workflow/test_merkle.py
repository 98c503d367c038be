"""The Merkle tree: the published vectors of Certificate Transparency, and proofs that can fail."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.record.merkle import (
    EMPTY,
    Frontier,
    consistency,
    extends,
    includes,
    inclusion,
    over,
    root,
)

#: The test vectors that came with RFC 6962's reference implementation: eight leaves, eight roots.
_INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
           "606162636465666768696a6b6c6d6e6f")
_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
_LEAVES = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in _INPUTS]


def leaves(count: int) -> list[bytes]:
    return [sha256(b"\x00%d" % number).digest() for number in range(count)]


def test_no_entry_has_the_root_of_nothing() -> None:
    assert root([]) == EMPTY == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert root(_LEAVES[:size]).hex() == _ROOTS[size - 1]


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    for size in range(1, 40):
        tree = leaves(size)
        for index in range(size):
            proof = inclusion(over(tree), size, index)
            assert includes(tree[index], index, size, proof, root(tree))


def test_every_older_tree_is_the_beginning_of_the_newer() -> None:
    for size in range(40):
        tree = leaves(size)
        for older in range(size + 1):
            proof = consistency(over(tree), size, older)
            assert extends(older, root(tree[:older]), size, root(tree), proof)


@given(st.data())
def test_a_changed_proof_of_inclusion_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    tree = leaves(size)
    proof = inclusion(over(tree), size, index)
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[place]) ^ 1 << bit).to_bytes(32)
    changed = [*proof[:place], flipped, *proof[place + 1:]]

    assert not includes(tree[index], index, size, changed, root(tree))
    assert not includes(tree[index], index, size, proof[:-1], root(tree))
    assert not includes(tree[index], index, size, [*proof, proof[-1]], root(tree))
    assert not includes(tree[index], index ^ 1, size, proof, root(tree))
    assert not includes(tree[(index + 1) % size], index, size, proof, root(tree))


@given(st.data())
def test_a_changed_beginning_is_never_consistent(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    older = data.draw(st.integers(1, size))
    tree = leaves(size)
    place = data.draw(st.integers(0, older - 1))
    other = [*tree[:place], sha256(b"forged").digest(), *tree[place + 1:older]]

    assert not extends(older, root(other), size, root(tree), consistency(over(tree), size, older))
    assert not extends(older, root(tree[:older]), size, root(tree),
                       [*consistency(over(tree), size, older), EMPTY])


@given(st.integers(0, 300), st.integers(0, 60))
def test_a_tree_goes_on_from_its_edge(size: int, more: int) -> None:
    tree = leaves(size + more)
    edge = Frontier()
    for leaf in tree[:size]:
        edge.add(leaf)
    going_on = Frontier(size, edge.hashes)
    for leaf in tree[size:]:
        going_on.add(leaf)

    assert (going_on.size, going_on.root()) == (size + more, root(tree))


def test_an_edge_has_the_hashes_of_its_size() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2"):
        Frontier(3, leaves(3))


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_outside_the_tree(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion(over(leaves(3)), 3, index)
    with pytest.raises(IndexError):
        consistency(over(leaves(3)), 3, index if index < 0 else 4)
    assert not includes(leaves(3)[0], index, 3, [], root(leaves(3)))
