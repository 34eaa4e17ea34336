"""Proofs that several entries stand in one tree of the journal: every leaf is read once, however many entries are asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from repatria.errors import InvalidInput
from repatria.registry.journal.verifier import node_hash


class Tree:
    """The Merkle tree over ``leaves`` (32 bytes each) as in RFC 6962, section 2.1, with its complete subtrees kept."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            raise InvalidInput("journal: it has no entry. There is nothing to prove.")
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self.levels[0])

    def root(self) -> bytes:
        """The root over all leaves."""
        return self._node(0, self.size)

    def proof(self, index: int) -> list[bytes]:
        """The nodes beside the way from the leaf at ``index`` (from 0) up to the root, the lowest first."""
        if not 0 <= index < self.size:
            raise InvalidInput(f"inclusion proof: no entry at index {index} among {self.size}. Ask for one that exists.")
        beside, first, size = [], 0, self.size
        while size > 1:
            half = 1 << (size - 1).bit_length() - 1
            if index < first + half:
                beside.append(self._node(first + half, size - half))
                size = half
            else:
                beside.append(self._node(first, half))
                first, size = first + half, size - half
        return beside[::-1]

    def _node(self, first: int, size: int) -> bytes:
        if size & (size - 1) == 0 and first % size == 0:
            return self.levels[size.bit_length() - 1][first // size]
        half = 1 << (size - 1).bit_length() - 1
        return node_hash(self._node(first, half), self._node(first + half, size - half))


def proofs(leaves: Sequence[bytes], wanted: Iterable[int]) -> tuple[bytes, dict[int, list[str]]]:
    """(root, {entry number from 1: hexadecimal nodes}) of the ``wanted`` entries in the tree over ``leaves``."""
    tree = Tree(leaves)
    return tree.root(), {seq: [node.hex() for node in tree.proof(seq - 1)] for seq in wanted}
