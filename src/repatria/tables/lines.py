"""How many transmissions lie between two people in one line of mothers, or of fathers."""

from __future__ import annotations

from typing import Literal

from repatria.errors import InvalidPedigree
from repatria.model.pedigree import Pedigree

Line = Literal["mothers", "fathers"]


def meioses_between(pedigree: Pedigree, one: str, other: str, line: Line) -> int:
    """Transmissions from ``one`` up to the nearest common ancestor in the line and down to ``other``; 0 for one zygote.

    Raises :class:`InvalidPedigree` if somebody is not in the pedigree, if the line between them is broken, or for fathers if one of
    them is a woman.
    """
    where = f"pedigree {pedigree.id}" if pedigree.id else "pedigree"
    for person in (one, other):
        if person not in pedigree:
            raise InvalidPedigree(f"{where}: {person!r} is not in it. Add the person or correct the code.")
        if line == "fathers" and pedigree[person].sex == "F":
            raise InvalidPedigree(f"{where}: {person} is a woman and carries no Y chromosome. Choose a donor of the male line.")
    mine, theirs = above(pedigree, one, line), above(pedigree, other, line)
    common = next((person for person in mine if person in theirs), None)
    if common is None:
        raise InvalidPedigree(
            f"{where}: {one} and {other} are not of one line of {line}: it ends at {mine[-1]} and at {theirs[-1]}. "
            "Check the relation, or choose another donor."
        )
    return mine.index(common) + theirs.index(common)


def top_of_line(pedigree: Pedigree, person: str, line: Line) -> str:
    """The highest recorded mother (father) above ``person``, who names the line within the pedigree; the person itself if none is."""
    return above(pedigree, person, line)[-1]


def above(pedigree: Pedigree, person: str, line: Line) -> list[str]:
    """``person`` and the recorded mothers (fathers) above, nearest first, each zygote under its first code."""
    first: dict[str, str] = {}
    same = {p.id: first.setdefault(p.twins, p.id) if p.twins else p.id for p in pedigree.people}
    chain = [same[person]]
    while True:
        parent = pedigree[chain[-1]].mother if line == "mothers" else pedigree[chain[-1]].father
        if parent is None:
            return chain
        chain.append(same[parent])
