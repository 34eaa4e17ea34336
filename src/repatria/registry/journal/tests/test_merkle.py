"""The growing tree against the definition of RFC 6962, section 2.1, and its proofs against the verifier."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InvalidInput
from repatria.registry.journal import merkle, verifier
from repatria.registry.journal.verifier import consistent, included

LEAVES = [hashlib.sha256(number.to_bytes(2, "big")).digest() for number in range(300)]
sizes = st.integers(1, 200)


def half(size: int) -> int:
    """The largest power of two below `size`, by search."""
    return max(1 << k for k in range(10) if 1 << k < size)


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of the RFC, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = half(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of the RFC."""
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of the RFC."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = half(len(leaves))
    if old <= k:
        return [*naive_subproof(old, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def test_the_root_after_every_leaf_is_the_naive_one() -> None:
    frontier: list[bytes] = []
    for size, leaf in enumerate(LEAVES):
        assert merkle.root(frontier, size) == naive_root(LEAVES[:size])
        assert len(frontier) == size.bit_count()
        before = list(frontier)
        grown = merkle.append(frontier, size, leaf)
        assert frontier == before  # appending changes nothing that the caller holds
        frontier = grown


@given(sizes, st.integers(0, 100))
@settings(max_examples=100, deadline=None)
def test_extending_is_appending_one_by_one(size: int, more: int) -> None:
    at_once = merkle.extend(merkle.extend([], 0, LEAVES[:size]), size, LEAVES[size : size + more])
    assert merkle.root(at_once, size + more) == merkle.root_of(LEAVES[: size + more]) == naive_root(LEAVES[: size + more])


@given(sizes, st.data())
@settings(max_examples=150, deadline=None)
def test_inclusion_proofs_are_the_naive_ones_and_hold(size: int, data: st.DataObject) -> None:
    index, leaves = data.draw(st.integers(0, size - 1)), LEAVES[:size]
    proof = merkle.inclusion_proof(leaves, index)
    assert proof == naive_path(index, leaves)
    assert included(leaves[index], index, size, proof, naive_root(leaves))
    assert not included(LEAVES[-1], index, size, proof, naive_root(leaves))
    other = data.draw(st.integers(0, size + 3).filter(lambda at: at != index))
    assert not included(leaves[index], other, size, proof, naive_root(leaves))


@given(sizes, st.data())
@settings(max_examples=150, deadline=None)
def test_consistency_proofs_are_the_naive_ones_and_hold(size: int, data: st.DataObject) -> None:
    old, leaves = data.draw(st.integers(1, size)), LEAVES[:size]
    proof = merkle.consistency_proof(leaves, old)
    assert proof == naive_subproof(old, leaves, True)
    assert proof == merkle.extension_proof(merkle.extend([], 0, leaves[:old]), old, leaves[old:])
    assert consistent(old, size, proof, naive_root(leaves[:old]), naive_root(leaves))
    forked = [*leaves[: old - 1], LEAVES[-1], *leaves[old:]]
    assert not consistent(old, size, merkle.consistency_proof(forked, old), naive_root(leaves[:old]), naive_root(forked))


@given(sizes, st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_proof_never_holds(size: int, data: st.DataObject) -> None:
    old, leaves = data.draw(st.integers(1, size)), LEAVES[: size + 1]
    proof = merkle.consistency_proof(leaves, old)
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    step = bytearray(proof[at])
    step[bit // 8] ^= 1 << bit % 8
    changed = [*proof[:at], bytes(step), *proof[at + 1 :]]
    assert not consistent(old, size + 1, changed, naive_root(leaves[:old]), naive_root(leaves))
    assert not consistent(old, size + 1, [*proof, LEAVES[0]], naive_root(leaves[:old]), naive_root(leaves))
    assert not consistent(old, size + 1, proof[:-1], naive_root(leaves[:old]), naive_root(leaves))


def test_appending_costs_no_more_than_the_height_of_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, true_hash = [0], verifier.node_hash

    def counting(left: bytes, right: bytes) -> bytes:
        counted[0] += 1
        return true_hash(left, right)

    monkeypatch.setattr(merkle, "node_hash", counting)
    merkle.extend([], 0, LEAVES[:256])
    assert counted[0] == 255


def test_what_cannot_be_a_tree_is_refused() -> None:
    one = LEAVES[:1]
    for frontier, size in ((one, 0), (one, 3), ([], 1), (one, -1), ([b"short"], 1)):
        with pytest.raises(InvalidInput, match="frontier: .* cannot be a tree of"):
            merkle.root(frontier, size)
        with pytest.raises(InvalidInput, match="Rebuild it from the entries"):
            merkle.append(frontier, size, LEAVES[0])
    for index in (-1, 5):
        with pytest.raises(InvalidInput, match=f"no entry at index {index} among 5"):
            merkle.inclusion_proof(LEAVES[:5], index)
    for old in (0, 6):
        with pytest.raises(InvalidInput, match=f"no tree of {old} entries among 5"):
            merkle.consistency_proof(LEAVES[:5], old)
    with pytest.raises(InvalidInput, match="nothing follows from an empty tree"):
        merkle.extension_proof([], 0, LEAVES[:5])
