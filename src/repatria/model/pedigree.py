"""People and how they descend from each other. Requirements P1 to P8 are listed in docs/reference/pedigrees.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from repatria.errors import InvalidPedigree

RESERVED = ("*", "(others)", "(listed, no reference)")
"""Words of the joint answer that no person may be called by."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a pedigree, by code. ``sex`` is ``M``, ``F`` or ``U``; a parent that is not recorded is ``None``.

    People with the same non-empty ``twins`` value are one zygote: monozygotic twins, or one person known under two codes
    (a direct reference, such as a blood card of the missing person).
    """

    id: str
    sex: str = "U"
    father: str | None = None
    mother: str | None = None
    twins: str = ""


@dataclass(frozen=True, slots=True)
class Pedigree:
    """A family: valid from birth, or :class:`InvalidPedigree`.

    A single recorded parent is allowed and is completed by an unnamed one of the other sex. ``inbreeding`` maps a founder to
    its inbreeding coefficient f (autosomal; ``inbreeding_x`` likewise for X).
    """

    people: tuple[Person, ...]
    id: str = ""
    inbreeding: Mapping[str, float] = field(default_factory=dict)
    inbreeding_x: Mapping[str, float] = field(default_factory=dict)
    index: Mapping[str, Person] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        where = f"pedigree {self.id}" if self.id else "pedigree"
        index: dict[str, Person] = {}
        for person in self.people:
            if not person.id or person.id in RESERVED:
                raise InvalidPedigree(
                    f"{where}: a person has the id {person.id!r}. Use a code other than '*', '(others)' and '(listed, no reference)'."
                )
            if person.id in index:
                raise InvalidPedigree(f"{where}: {person.id} is listed twice. Keep one row.")
            if person.sex not in ("M", "F", "U"):
                raise InvalidPedigree(f"{where}, {person.id}: sex {person.sex!r}. Write M, F or U.")
            index[person.id] = person
        for person in self.people:
            _check_parents(where, person, index)
        _check_no_cycle(where, index)
        _check_twins(where, self.people)
        _check_roles(where, self.people, index)
        for table in (self.inbreeding, self.inbreeding_x):
            for who, f in table.items():
                if who not in index or index[who].father or index[who].mother:
                    raise InvalidPedigree(f"{where}: inbreeding is given for {who!r}, who is not a founder of it.")
                if not (math.isfinite(f) and 0.0 <= f <= 1.0):
                    raise InvalidPedigree(f"{where}, {who}: inbreeding {f!r}. Use a number from 0 to 1.")
        object.__setattr__(self, "inbreeding", dict(self.inbreeding))
        object.__setattr__(self, "inbreeding_x", dict(self.inbreeding_x))
        object.__setattr__(self, "index", index)

    def __getitem__(self, person: str) -> Person:
        return self.index[person]

    def __contains__(self, person: object) -> bool:
        return person in self.index

    def children(self, person: str) -> tuple[Person, ...]:
        """The recorded children of ``person``, in order of the pedigree."""
        return tuple(p for p in self.people if person in (p.father, p.mother))


def _check_parents(where: str, person: Person, index: Mapping[str, Person]) -> None:
    if person.father is not None and person.father == person.mother:
        raise InvalidPedigree(f"{where}, {person.id}: father and mother are both {person.father}. Correct one.")
    for role, parent, wrong in (("father", person.father, "F"), ("mother", person.mother, "M")):
        if parent is None:
            continue
        if parent not in index:
            raise InvalidPedigree(f"{where}, {person.id}: {role} {parent!r} is not in the pedigree. Add a row for {parent}.")
        if index[parent].sex == wrong:
            raise InvalidPedigree(
                f"{where}, {person.id}: {role} {parent} has sex {wrong}. Swap the parents or correct the sex."
            )


def _check_no_cycle(where: str, index: Mapping[str, Person]) -> None:
    state: dict[str, int] = {}
    for start in index:
        stack: list[tuple[str, Iterable[str]]] = [(start, iter(_parents(index[start])))] if start not in state else []
        if stack:
            state[start] = 1
        while stack:
            who, parents = stack[-1]
            parent = next(iter(parents), None)
            if parent is None:
                state[who] = 2
                stack.pop()
            elif state.get(parent) == 1:
                raise InvalidPedigree(
                    f"{where}: {parent} is recorded as an own ancestor through {who}. Check the parents of {who}."
                )
            elif parent not in state:
                state[parent] = 1
                stack.append((parent, iter(_parents(index[parent]))))


def _parents(person: Person) -> list[str]:
    return [p for p in (person.father, person.mother) if p is not None]


def _check_twins(where: str, people: Iterable[Person]) -> None:
    groups: dict[str, Person] = {}
    for person in people:
        if not person.twins:
            continue
        first = groups.setdefault(person.twins, person)
        same = (first.father, first.mother) == (person.father, person.mother)
        if not same or {first.sex, person.sex} == {"M", "F"}:
            raise InvalidPedigree(
                f"{where}: {first.id} and {person.id} share the zygote {person.twins!r} but differ in parents or sex. Correct one."
            )


def _check_roles(where: str, people: Iterable[Person], index: Mapping[str, Person]) -> None:
    """Nobody is a father and a mother, also not as a twin under another code."""
    sexes: dict[str, tuple[str, str]] = {}
    shown = [(p, p.sex, f"has sex {p.sex}") for p in people if p.sex != "U"]
    shown += [(index[p.father], "M", f"is the father of {p.id}") for p in people if p.father is not None]
    shown += [(index[p.mother], "F", f"is the mother of {p.id}") for p in people if p.mother is not None]
    for person, sex, words in shown:
        key = f"twins {person.twins}" if person.twins else person.id
        first = sexes.setdefault(key, (sex, f"{person.id} {words}"))
        if first[0] != sex:
            raise InvalidPedigree(f"{where}: {first[1]}, but {person.id} {words}. Correct one.")
