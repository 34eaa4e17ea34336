"""The journal's Merkle tree while it grows: a frontier that takes leaves, and the proofs that a witness asks for.

A tree of `size` leaves is kept as its *frontier*: the roots of its complete subtrees, largest first, one for each bit set in
`size`. All functions are pure and take leaf hashes of 32 bytes, as :func:`repatria.registry.journal.verifier.leaf_hash`
gives them. Source of the tree and of both proofs: RFC 6962, section 2.1. The verifier has its own code for the root, so that
a fault here is seen there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from repatria.errors import InvalidInput
from repatria.registry.journal.verifier import node_hash

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def append(frontier: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The frontier of a tree of `size` leaves after one more, at most log2(size) + 1 hashes later.

    Raises InvalidInput if the frontier cannot be that of `size` leaves.
    """
    _fits(frontier, size)
    kept = list(frontier)
    carry, rest = leaf, size
    while rest % 2:
        carry, rest = node_hash(kept.pop(), carry), rest // 2
    return [*kept, carry]


def extend(frontier: Sequence[bytes], size: int, leaves: Iterable[bytes]) -> list[bytes]:
    """The frontier after several more leaves, in order."""
    kept = list(frontier)
    for offset, leaf in enumerate(leaves):
        kept = append(kept, size + offset, leaf)
    return kept


def root(frontier: Sequence[bytes], size: int) -> bytes:
    """The Merkle root of a tree of `size` leaves kept as its frontier.

    Raises InvalidInput if the frontier cannot be that of `size` leaves.
    """
    _fits(frontier, size)
    if not frontier:
        return EMPTY
    *larger, total = frontier
    while larger:
        total = node_hash(larger.pop(), total)
    return total


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root over a list of leaves."""
    return root(extend([], 0, leaves), len(leaves))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Proof that the leaf at `index` (from 0) is in the tree over `leaves`.

    Raises InvalidInput if there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise InvalidInput(f"inclusion proof: no entry at index {index} among {len(leaves)}. Ask for one that exists.")
    proof = []
    first, last = 0, len(leaves)
    while last - first > 1:
        middle = first + _half(last - first)
        if index < middle:
            proof.append(root_of(leaves[middle:last]))
            last = middle
        else:
            proof.append(root_of(leaves[first:middle]))
            first = middle
    return proof[::-1]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Proof that the tree over the first `old` leaves is the beginning of the tree over all of them.

    Raises InvalidInput unless 0 < old <= number of leaves.
    """
    if not 0 < old <= len(leaves):
        raise InvalidInput(f"consistency proof: no tree of {old} entries among {len(leaves)}. Ask for a size from 1.")
    return extension_proof(extend([], 0, leaves[:old]), old, leaves[old:])


def extension_proof(frontier: Sequence[bytes], old: int, fresh: Sequence[bytes]) -> list[bytes]:
    """The same proof out of the old tree's frontier and the leaves added since: nothing older need be read.

    Raises InvalidInput if the frontier cannot be that of `old` leaves, or if `old` is 0.
    """
    _fits(frontier, old)
    if old == 0:
        raise InvalidInput("consistency proof: nothing follows from an empty tree. Ask for a size from 1.")
    peaks, proof = list(frontier), []
    first, last, descended_right = 0, old + len(fresh), False
    while last != old:  # the old tree ends inside [first, last)
        middle = first + _half(last - first)
        if old <= middle:
            proof.append(root_of(fresh[middle - old : last - old]))
            last = middle
        else:
            proof.append(peaks.pop(0))  # [first, middle) is complete and old: the largest subtree not yet used
            first, descended_right = middle, True
    if descended_right:
        proof.append(root(peaks, old - first))
    return proof[::-1]


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def _fits(frontier: Sequence[bytes], size: int) -> None:
    """Refuse a frontier that cannot be that of `size` leaves."""
    if size < 0 or len(frontier) != size.bit_count() or any(len(peak) != 32 for peak in frontier):
        raise InvalidInput(
            f"frontier: {len(frontier)} subtrees cannot be a tree of {size} entries. Rebuild it from the entries themselves."
        )
