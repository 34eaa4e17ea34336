"""From a family and its profiles to a shape per marker: which people are typed, how, and with what codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCall, InvalidPedigree
from repatria.model.locus import Panel
from repatria.model.pedigree import Pedigree, Person
from repatria.model.profile import Profile
from repatria.tables.loci import panel_arrays
from repatria.tables.observations import clean_codes
from repatria.tables.shape import Known, Unit

NOTHING, CLEAN, SOFT = int(Known.NOTHING), int(Known.CLEAN), int(Known.SOFT)

Evidence = Profile | tuple[Profile, ...]
"""One profile, or several of one person (independent given the genotype)."""


def as_tuple(evidence: Evidence) -> tuple[Profile, ...]:
    """Several profiles of one person, as a tuple."""
    return (evidence,) if isinstance(evidence, Profile) else tuple(evidence)


@dataclass(frozen=True, slots=True)
class Question:
    """What is the probability of ``evidence`` in ``pedigree``, with ``strangers`` drawn from the same population?

    ``asked`` names a person whose genotype is left open: the answer is then a table over that person's genotypes.
    """

    pedigree: Pedigree
    evidence: Mapping[str, tuple[Profile, ...]] = field(default_factory=dict)
    strangers: tuple[tuple[Profile, ...], ...] = ()
    asked: str | None = None


@dataclass(frozen=True, eq=False)
class Unfolded:
    """A question as units: parents and sex, each unit's profiles, and the position of the asked unit (-1 if none)."""

    units: tuple[Unit, ...]
    profiles: tuple[tuple[Profile, ...], ...]
    asked: int


def unfold(question: Question, *, x: bool) -> Unfolded:
    """Merge monozygotic twins, attach profiles, add strangers as founders of their own. Sex matters at X markers only."""
    pedigree = question.pedigree
    position: dict[str, int] = {}
    first: dict[str, int] = {}
    order: list[Person] = []
    for person in pedigree.people:
        if person.twins and person.twins in first:
            position[person.id] = first[person.twins]
            continue
        position[person.id] = len(order)
        if person.twins:
            first[person.twins] = len(order)
        order.append(person)
    inbred = {position[who]: f for who, f in (pedigree.inbreeding_x if x else pedigree.inbreeding).items() if f > 0.0}
    sexes = _sexes(pedigree)
    units = [
        Unit(
            position[p.father] if p.father is not None else -1,
            position[p.mother] if p.mother is not None else -1,
            sexes[p.id] if x else "U",
            inbred.get(position[p.id], 0.0),
        )
        for p in order
    ]
    profiles: list[tuple[Profile, ...]] = [() for _ in units]
    for who, shown in question.evidence.items():
        if who not in position:
            raise InvalidPedigree(
                f"pedigree {pedigree.id}: profile of {who!r}, who is not in it. Add the person or correct the code."
            )
        _check_sex(pedigree, who, sexes[who], shown)
        profiles[position[who]] += shown
        if x and units[position[who]].sex == "U":
            units[position[who]] = _with_sex(units[position[who]], shown)
    for shown in (*profiles, *question.strangers):
        _check_one_person(shown)
    for shown in question.strangers:
        units.append(Unit(-1, -1, next((p.sex for p in shown if p.sex != "U"), "U") if x else "U"))
        profiles.append(shown)
    asked = -1 if question.asked is None else position[question.asked]
    return Unfolded(tuple(units), tuple(profiles), asked)


def _with_sex(unit: Unit, shown: tuple[Profile, ...]) -> Unit:
    sex = next((p.sex for p in shown if p.sex != "U"), "U")
    return Unit(unit.father, unit.mother, sex, unit.inbreeding)


def _check_sex(pedigree: Pedigree, who: str, sex: str, shown: tuple[Profile, ...]) -> None:
    for profile in shown:
        if {sex, profile.sex} == {"M", "F"}:
            raise InvalidPedigree(
                f"pedigree {pedigree.id}, {who}: has sex {sex} but profile {profile.id} shows {profile.sex}. Correct one of them."
            )


def _check_one_person(shown: tuple[Profile, ...]) -> None:
    known = {p.sex: p.id for p in shown if p.sex != "U"}
    if len(known) > 1:
        raise InvalidCall(f"profiles {known['M']} and {known['F']}: of one person, but of different sex. Correct one of them.")


def _sexes(pedigree: Pedigree) -> dict[str, str]:
    """Recorded sex; where it is unknown, that of the parental role or of a twin."""
    out = {p.id: p.sex for p in pedigree.people}
    for p in pedigree.people:
        if p.father is not None:
            out[p.father] = "M"
        if p.mother is not None:
            out[p.mother] = "F"
    twins = {p.twins: out[p.id] for p in pedigree.people if p.twins and out[p.id] != "U"}
    return {p.id: twins.get(p.twins, out[p.id]) if p.twins else out[p.id] for p in pedigree.people}


@dataclass(frozen=True, eq=False)
class Coded:
    """One person's profiles against a panel: ``known`` is ``[loci]`` (:class:`Known`), ``codes`` ``[loci, 2]`` where clean."""

    known: NDArray[np.int8]
    codes: NDArray[np.int64]


def code(profiles: tuple[Profile, ...], panel: Panel, *, male: bool, x: bool) -> Coded:
    """Encode the calls of one person at the X loci of ``panel`` (``x``), or at the others; calls elsewhere are left aside.

    Several calls at one locus, or a call that does not fix the genotype, make it soft.
    """
    arrays = panel_arrays(panel)
    n = len(arrays)
    known, codes = [NOTHING] * n, [(-1, -1)] * n
    for profile in profiles:
        for marker, call in profile.calls.items():
            i = panel.index.get(marker)
            if i is None or (panel.loci[i].chromosome == "X") != x:
                continue
            pair = clean_codes(call, arrays[i], single=male)
            if known[i] == NOTHING and pair is not None:
                known[i], codes[i] = CLEAN, pair
            elif known[i] != CLEAN or codes[i] != pair:
                known[i] = SOFT
    return Coded(np.array(known, dtype=np.int8), np.array(codes, dtype=np.int64).reshape(n, 2))
