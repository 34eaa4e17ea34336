"""Told parents that a finding hangs on: the links from the missing person down to children, and the pedigree with one of them cut.

A child told to be the missing man's may be another man's. Somebody is its father, and he may be missing too. So a cut link is
drawn with another person in its place: of the child's line up to the missing person, everybody is doubled. The other parents
(the mother beside a told father) stay as told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from repatria.model.pedigree import Pedigree, Person


@dataclass(frozen=True, eq=False)
class Link:
    """The told parent ``parent`` of ``child``, cut in the pedigree ``cut``, where ``other`` stands in the missing person's place.

    ``side`` are the donors on the child's side of the cut; ``parts`` whether the missing person and all other donors are on the other.
    """

    child: str
    parent: str
    cut: Pedigree
    other: str
    side: frozenset[str]
    parts: bool


def links_of(pedigree: Pedigree, missing: str, donors: Collection[str]) -> tuple[Link, ...]:
    """The links below ``missing`` that carry evidence: a donor is, or is tied to, the child. One for twins, in order of the pedigree."""
    mine, seen, out = zygote(pedigree, missing), set(), []
    for person in pedigree.people:
        for parent in (person.father, person.mother):
            key = (zygote(pedigree, person.id), parent)
            if parent is None or key in seen or mine not in zygotes(pedigree, parent):
                continue
            seen.add(key)
            side = _tied(pedigree, person.id, parent)
            reached = frozenset(side & set(donors))
            if reached:
                cut, other = _cut(pedigree, person.id, parent, mine)
                out.append(Link(person.id, parent, cut, other, reached, missing not in side))
    return tuple(out)


def zygote(pedigree: Pedigree, person: str) -> str:
    """What identical twins, and one person under two codes, have in common."""
    one = pedigree[person]
    return f"twins {one.twins}" if one.twins else f"person {one.id}"


def zygotes(pedigree: Pedigree, person: str) -> frozenset[str]:
    """A person and all ancestors, by zygote."""
    return frozenset(zygote(pedigree, one) for one in _line(pedigree, person))


def _line(pedigree: Pedigree, person: str) -> Iterator[str]:
    seen, waiting = set(), [person]
    while waiting:
        one = pedigree[waiting.pop()]
        if one.id not in seen:
            seen.add(one.id)
            waiting += [p for p in (one.father, one.mother) if p is not None]
            yield one.id


def _tied(pedigree: Pedigree, child: str, parent: str) -> set[str]:
    """Everybody tied to ``child`` by parentage or as a twin, without the link to ``parent``."""
    mine = zygote(pedigree, child)
    near: dict[str, set[str]] = {p.id: set() for p in pedigree.people}
    for p in pedigree.people:
        near[p.id] |= {o.id for o in pedigree.people if p.twins and o.twins == p.twins}
        for one in (p.father, p.mother):
            if one is not None and not (one == parent and zygote(pedigree, p.id) == mine):
                near[p.id].add(one)
                near[one].add(p.id)
    seen, waiting = set(), [child]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += near[one]
    return seen


def _cut(pedigree: Pedigree, child: str, parent: str, missing: str) -> tuple[Pedigree, str]:
    """The pedigree in which another line stands behind ``child``, and who stands in it for the zygote ``missing``."""
    line = [x for x in _line(pedigree, parent) if missing in zygotes(pedigree, x)]
    name = {x: _free(pedigree, x) for x in line}
    top = next(x for x in line if zygote(pedigree, x) == missing)
    mine = zygote(pedigree, child)

    def moved(person: Person) -> Person:
        if zygote(pedigree, person.id) != mine:
            return person
        father, mother = (name[parent] if x == parent else x for x in (person.father, person.mother))
        return replace(person, father=father, mother=mother)

    doubled = [
        Person(name[x], pedigree[x].sex)
        if x == top
        else Person(name[x], pedigree[x].sex, name.get(pedigree[x].father or ""), name.get(pedigree[x].mother or ""))
        for x in line
    ]
    return replace(pedigree, people=(*map(moved, pedigree.people), *doubled)), name[top]


def _free(pedigree: Pedigree, person: str) -> str:
    """A code for the other one in ``person``'s place that nobody has."""
    name = f"{person} (another)"
    while name in pedigree:
        name += "'"
    return name
