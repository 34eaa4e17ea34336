"""Who gives a mitochondrial or a Y reference: somebody typed already who is on the line, or else a further relative of the family.

An autosomal sample serves for the lineages of its donor too. Where no autosomal donor is on the line, one relative is added to the
recorded pedigree; how often which is an assumption of the exercise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repatria.model import Family, Pedigree, Person
from repatria.simulate.roster import Roster
from repatria.simulate.settings import Settings

Kind = Literal["mtdna", "ystr"]

ADDED: Mapping[Kind, tuple[tuple[str, float], ...]] = {
    "mtdna": (
        ("sister", 0.30),
        ("sister's child", 0.35),
        ("sister's daughter's child", 0.15),
        ("mother's sister's child", 0.20),
    ),
    "ystr": (("brother", 0.30), ("brother's son", 0.35), ("brother's son's son", 0.15), ("father's brother's son", 0.20)),
}
"""Relatives added for a line, with their shares (an assumption)."""


@dataclass(frozen=True, slots=True)
class Donor:
    """One reference of a lineage: family by position, person, kind; ``wrong``: truly not of the line. ``added``: not typed otherwise."""

    family: int
    person: str
    kind: Kind
    added: bool = False
    wrong: bool = False


@dataclass(frozen=True, eq=False)
class Donors:
    """The families with their added relatives, the donors, and (family, person) pairs whose samples changed places."""

    families: tuple[Family, ...]
    donors: tuple[Donor, ...]
    swaps: tuple[tuple[tuple[int, str], tuple[int, str]], ...]


def make_donors(rng: np.random.Generator, settings: Settings, roster: Roster) -> Donors:
    """Draw which families give which lineages. ``coverage`` of the families have a donor at all, those with autosomal types among them."""
    with_any, typed = settings.coverage, settings.coverage * settings.autosomal
    rest = (with_any - typed) / (1.0 - typed) if typed < 1.0 else 0.0
    families, donors = [], []
    shares: tuple[tuple[Kind, float], ...] = (("mtdna", settings.mt), ("ystr", settings.y))
    chances = rng.random((len(roster.families), 9))  # as many of each family, so that none depends on what another is like
    for at, family in enumerate(roster.families):
        own = chances[at]
        kin = _Kin(family)
        for n, (kind, share) in enumerate(shares):
            if (family.references or own[0] < rest) and own[1 + 4 * n] < share:
                donors.append(kin.donor(own[2 + 4 * n : 5 + 4 * n], at, kind, settings.wrong_relation))
        families.append(kin.family())
    return Donors(tuple(families), tuple(donors), _swaps(rng, settings, roster, donors))


def _swaps(
    rng: np.random.Generator, settings: Settings, roster: Roster, donors: Sequence[Donor]
) -> tuple[tuple[tuple[int, str], tuple[int, str]], ...]:
    """The swaps of the autosomal samples, and as large a share of the added donors."""
    number = {f.id: i for i, f in enumerate(roster.families)}
    old = [(number[s.family], s.reference.partition("-")[2]) for s in roster.slips if s.what == "swapped sample"]
    added = sorted({(d.family, d.person) for d in donors if d.added})
    n = round(settings.swapped * len(added) / 2)
    picked = rng.choice(len(added), 2 * n, replace=False).reshape(-1, 2) if n else np.empty((0, 2), dtype=np.int64)
    fresh = [(added[int(a)], added[int(b)]) for a, b in picked]
    return (*zip(old[::2], old[1::2], strict=True), *((a, b) for a, b in fresh if a[0] != b[0]))


class _Kin:
    """A family to which relatives of its first missing man may be added."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self._people = {p.id: p for p in family.pedigree.people}
        self._changed = False

    def family(self) -> Family:
        """The family as it is now."""
        if not self._changed:
            return self._family
        old = self._family.pedigree
        return replace(self._family, pedigree=Pedigree(tuple(self._people.values()), old.id, old.inbreeding, old.inbreeding_x))

    def donor(self, chances: NDArray[np.float64], at: int, kind: Kind, wrong: float) -> Donor:
        """Somebody typed who is on the line, or else a relative who is added and, with probability ``wrong``, truly is not of it.

        ``chances`` are three numbers drawn evenly from 0 to 1.
        """
        line = set(chain(self._people, self._family.missing[0], kind))
        for who in self._family.references:
            if (kind == "mtdna" or self._people[who].sex == "M") and line & set(chain(self._people, who, kind)):
                return Donor(at, who, kind)
        names, shares = zip(*ADDED[kind], strict=True)
        how = names[min(int(np.searchsorted(np.cumsum(shares), chances[0], side="right")), len(names) - 1)]
        sex = "F" if kind == "mtdna" and chances[1] < 0.5 else "M"
        return Donor(at, self._add(how, sex), kind, True, bool(chances[2] < wrong))

    def _add(self, how: str, sex: str) -> str:
        man = self._family.missing[0]
        if how in ("mother's sister's child", "father's brother's son"):
            mothers = how.startswith("mother")
            parent = self._parent(man, mother=mothers)
            grand = self._parent(parent, mother=mothers)
            return self._child(self._sibling(grand, mothers), sex, mothers)
        mother, father = self._parent(man, mother=True), self._parent(man, mother=False)
        mothers = how.startswith("sister")
        if how in ("sister", "brother"):
            return self._new("VS" if mothers else "VB", "F" if mothers else "M", father, mother)
        sibling = self._new("VS" if mothers else "VB", "F" if mothers else "M", father, mother)
        if how in ("sister's daughter's child", "brother's son's son"):
            sibling = self._child(sibling, "F" if mothers else "M", mothers)
        return self._child(sibling, sex, mothers)

    def _parent(self, who: str, *, mother: bool) -> str:
        """The recorded mother or father, added if there is none."""
        known = self._people[who].mother if mother else self._people[who].father
        if known is not None:
            return known
        base = ("MO" if mother else "FA") if who == self._family.missing[0] else ("VM" if mother else "VF")
        code = self._code(base)
        self._people = {code: Person(code, "F" if mother else "M"), **self._people}
        self._people[who] = replace(self._people[who], **{"mother" if mother else "father": code})
        self._changed = True
        return code

    def _sibling(self, parent: str, mothers: bool) -> str:
        return self._new("VA" if mothers else "VU", "F" if mothers else "M", *((None, parent) if mothers else (parent, None)))

    def _child(self, parent: str, sex: str, mothers: bool) -> str:
        return self._new("VC", sex, *((None, parent) if mothers else (parent, None)))

    def _new(self, base: str, sex: str, father: str | None, mother: str | None) -> str:
        code = self._code(base)
        self._people[code] = Person(code, sex, father, mother)
        self._changed = True
        return code

    def _code(self, base: str) -> str:
        n = 1
        while f"{base}{n if n > 1 else ''}" in self._people:
            n += 1
        return f"{base}{n if n > 1 else ''}"


def chain(people: Mapping[str, Person], who: str, kind: Kind) -> list[str]:
    """``who`` and the mothers (for Y the fathers) above, as recorded."""
    found = [who]
    while True:
        parent = people[found[-1]].mother if kind == "mtdna" else people[found[-1]].father
        if parent is None:
            return found
        found.append(parent)
