"""Who of a family can tell something of whom, by kind of DNA, from parents by birth alone: pure, and quick for thousands of families.

Mitochondrial DNA passes from mothers, the Y chromosome from fathers to sons; two people share the others where they have a common
ancestor, or one is the ancestor of the other. What a pedigree does not show is taken as not being there.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Lines(Generic[Node]):
    """Fathers and mothers by birth, and who is male."""

    father: Mapping[Node, Node]
    mother: Mapping[Node, Node]
    male: frozenset[Node]

    def tells(self, kind: str, one: Node, other: Node) -> bool:
        """Whether a profile of ``kind`` (``mt``, ``y``, anything else autosomal) of one can tell something of the other."""
        if kind == "mt":
            return _top(one, self.mother) == _top(other, self.mother)
        if kind == "y":
            return one in self.male and other in self.male and _top(one, self.father) == _top(other, self.father)
        return bool(self._ancestors(one) & self._ancestors(other))

    def _ancestors(self, one: Node) -> set[Node]:
        """Somebody and everybody he or she descends from."""
        found, ahead = {one}, [one]
        while ahead:
            child = ahead.pop()
            for parent in (self.father.get(child), self.mother.get(child)):
                if parent is not None and parent not in found:
                    found.add(parent)
                    ahead.append(parent)
        return found


def _top(one: Node, parent: Mapping[Node, Node]) -> Node:
    """The first of a line that is known."""
    seen = {one}
    while one in parent and parent[one] not in seen:
        one = parent[one]
        seen.add(one)
    return one
