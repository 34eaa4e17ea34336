"""One family that a small exercise can carry to a signature: a man in the boxes with a good bone, and three typed children.

A full-size exercise has many such families by itself; one of a twentieth of that size may have none, and then nobody can be shown
how a signature comes about. Where there is none, one is made of a man who lies in the boxes already.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from repatria.model import Family, Profile
from repatria.simulate.genedrop import draw
from repatria.simulate.roster import Roster, Writer, pedigree_of
from repatria.simulate.shapes import SHAPES
from repatria.simulate.world import World

GOOD = 20
"""Markers called in a bone from which on it counts as good."""
THREE_CHILDREN = SHAPES["several"][3][0]


def with_one_to_sign(
    rng: np.random.Generator,
    world: World,
    roster: Roster,
    people: Any,
    samples: dict[str, list[str]],
    profiles: list[Profile],
) -> tuple[Roster, list[Profile]]:
    """``roster`` and ``profiles`` with at least one man whom three typed children name; as they are where there is one already.

    ``samples`` (the table of samples) is changed in place where a bone that gave nothing has to give a profile. Nothing is changed in
    an exercise so small that no man of the list lies in its boxes.
    """
    slipped = {slip.family for slip in roster.slips}
    by_code = {family.id: family for family in roster.families}
    found = []
    for person, man in enumerate(people.man):
        if man < 0 or roster.family[man] in slipped or len(by_code[roster.family[man]].missing) != 1:
            continue
        at, loci = _best(person, samples, {p.id: len(p.calls) for p in profiles})
        if at is not None:
            found.append((loci, -person, int(man), at))
    if not found or any(loci >= GOOD and _children(by_code[roster.family[man]]) for loci, _before, man, _at in found):
        return roster, profiles
    loci, before, man, at = max(found)
    if loci < GOOD:
        code = samples["sample"][at]
        whole = Writer(world.alleles).profile(code, roster.genotypes[man], "M", "bone")
        samples["result"][at] = "autosomal"
        profiles = sorted([*(p for p in profiles if p.id != code), whole], key=lambda p: p.id)
    return _with_children(rng, world, roster, man, int(people.group[-before])), profiles


def _best(person: int, samples: dict[str, list[str]], loci: dict[str, int]) -> tuple[int | None, int]:
    """The sample of a person's own bones that shows most markers, and how many."""
    name = f"P{person + 1:03d}"
    own = [i for i, (who, donor) in enumerate(zip(samples["bone_of"], samples["donor"], strict=True)) if who == donor == name]
    best = max(own, key=lambda i: (loci.get(samples["sample"][i], 0), -i), default=None)
    return best, 0 if best is None else loci.get(samples["sample"][best], 0)


def _children(family: Family) -> bool:
    """Whether three of his own children are typed."""
    (man,) = family.missing
    return sum(man in (p.father, p.mother) and p.id in family.references for p in family.pedigree.people) >= 3


def _with_children(rng: np.random.Generator, world: World, roster: Roster, man: int, group: int) -> Roster:
    """The roster in which this man's typed kin are three children, born without mutation."""
    shape, code, missing = THREE_CHILDREN, roster.family[man], roster.missing[man]
    sexes = tuple("F" if s == "U" and rng.random() < 0.5 else "M" if s == "U" else s for s in shape.sex)
    father = roster.genotypes[man]
    mother = np.stack([draw(rng, world.genome, np.array([group])) for _ in range(2)], axis=2)[0]
    writer, loci, references = Writer(world.alleles), np.arange(len(father)), {}
    for who in shape.typed:
        child = np.stack([parent[loci, rng.integers(0, 2, len(loci))] for parent in (father, mother)], axis=1)
        references[who] = writer.profile(f"{code}-{who}", child, sexes[shape.codes.index(who)], "reference")
    made = Family(code, pedigree_of(shape, sexes, code, [missing]), (missing,), references, {roster.population[man]: 1.0})
    kin = tuple(shape.kind if i == man else k for i, k in enumerate(roster.kin))
    return replace(roster, families=tuple(made if f.id == code else f for f in roster.families), kin=kin)
