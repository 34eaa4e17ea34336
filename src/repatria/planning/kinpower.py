"""How far a family's samples can carry: log LRs that would be seen if the unknown person were the missing one, for a shape of family.

Genotypes are dropped down the pedigree (MacCluer et al. 1986, Zoo Biol. 5:147) from the frequencies told, without mutation, and each
draw is weighed marker by marker with the engine of :mod:`repatria.evidence.kinship`. One table of draws serves all families of a shape.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.kinship.donors import autosomal
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model.casefile import Conventions
from repatria.model.locus import NO_MUTATION, Panel
from repatria.model.pedigree import Pedigree, Person
from repatria.model.profile import Call, Profile
from repatria.simulate.genedrop import Genome, drop
from repatria.tables.loci import panel_arrays

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FamilyShape:
    """The people that matter to one missing person, under numbers, parents before children: equal for families built alike.

    ``people`` are (father, mother) as positions or -1, one for each zygote; ``missing`` a position, ``typed`` positions (that of the
    missing person for a twin or a sample of his own).
    """

    people: tuple[tuple[int, int], ...]
    missing: int
    typed: tuple[int, ...]


def shape_of(pedigree: Pedigree, missing: str, typed: Collection[str]) -> FamilyShape | None:
    """The shape of those from whom ``missing`` or one of ``typed`` descends; ``None`` if the missing person is kin to none of them."""
    first: dict[str, str] = {}
    same = {p.id: first.setdefault(p.twins, p.id) if p.twins else p.id for p in pedigree.people}
    wanted = _above(pedigree, [missing, *typed])
    parents = {
        p.id: tuple(same[q] if q is not None else "" for q in (p.father, p.mother)) for p in pedigree.people if p.id in wanted
    }
    parents = {code: parents[code] for code in parents if same[code] == code}
    roles = {code: (code == same[missing]) + 2 * sum(same[t] == code for t in typed) for code in parents}
    _shorten(parents, roles)
    order = _ordered(parents, roles)
    at = {code: n for n, code in enumerate(order)} | {"": -1}
    people = tuple((at[parents[c][0]], at[parents[c][1]]) for c in order)
    found = FamilyShape(people, at[same[missing]], tuple(sorted(at[same[t]] for t in typed if same[t] in at)))
    return found if any(_kin(found, t) for t in found.typed) else None


def _shorten(parents: dict[str, tuple[str, ...]], roles: Mapping[str, int]) -> None:
    """Leave out founders without a part: a couple nobody else descends from, whose child is then a founder itself."""
    while True:
        children = Counter(p for both in parents.values() for p in both if p)
        ends = [c for c, n in children.items() if n == 1 and not roles[c] and not any(parents[c])]
        free = [c for c, both in parents.items() if any(both) and all(not p or p in ends for p in both)]
        if not free:
            return
        for code in free:
            for p in parents[code]:
                parents.pop(p, None)
            parents[code] = ("", "")


def _ordered(parents: Mapping[str, tuple[str, ...]], roles: Mapping[str, int]) -> list[str]:
    """Codes with parents first, in an order that rests on the shape alone as far as three rounds of colouring tell people apart."""
    fathers = {both[0] for both in parents.values()}
    colour = {code: f"{roles[code]} {code in fathers}" for code in parents}
    for _ in range(3):
        below: dict[str, list[str]] = {code: [] for code in parents}
        for code, both in parents.items():
            for p in both:
                if p:
                    below[p].append(colour[code])
        colour = {
            c: f"{zlib.crc32(repr((colour[c], [colour.get(p, '') for p in both], sorted(below[c]))).encode()):08x}"
            for c, both in parents.items()
        }
    depth: dict[str, int] = {}
    while len(depth) < len(parents):
        for code, both in parents.items():
            if all(not p or p in depth for p in both):
                depth[code] = 1 + max((depth[p] for p in both if p), default=-1)
    return sorted(parents, key=lambda c: (depth[c], colour[c]))


def _above(pedigree: Pedigree, people: Sequence[str]) -> set[str]:
    found: set[str] = set()
    todo = list(people)
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += [p for p in (pedigree[here].father, pedigree[here].mother) if p]
            if pedigree[here].twins:
                todo += [p.id for p in pedigree.people if p.twins == pedigree[here].twins]
    return found


def _kin(shape: FamilyShape, other: int) -> bool:
    def above(k: int) -> set[int]:
        out, todo = set(), [k]
        while todo:
            here = todo.pop()
            if here >= 0 and here not in out:
                out.add(here)
                todo += shape.people[here]
        return out

    return bool(above(shape.missing) & above(other))


def drawn_log_lrs(shape: FamilyShape, panel: Panel, draws: int, rng: np.random.Generator, *, stranger: bool = False) -> Array:
    """Natural log LR by draw and marker, ``[draws, markers]``, if the unknown person is the missing one; a full profile of both.

    With ``stranger`` the unknown person is kin to nobody of the family: -inf where the two cannot be related as told.
    """
    fixed = autosomal(replace(panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in panel.loci)))
    arrays = panel_arrays(fixed)
    frequencies = [
        x.p[: len(locus.alleles)] / x.p[: len(locus.alleles)].sum() for x, locus in zip(arrays, fixed.loci, strict=True)
    ]
    stay = tuple(np.eye(len(f)) for f in frequencies)
    genome = Genome(tuple(f[None, :] for f in frequencies), stay, stay)
    father, mother = zip(*shape.people, *([(-1, -1)] if stranger else []), strict=True)
    genotypes = drop(rng, genome, father, mother, np.zeros(draws, dtype=np.int64))
    pedigree, calls = _pedigree(shape), _Calls(fixed)
    questions = []
    for g in genotypes:
        known = {f"P{t}": (calls.profile(f"P{t}", g[t]),) for t in shape.typed if t != shape.missing}
        own = {"own": (calls.profile("own", g[shape.missing]),)} if shape.missing in shape.typed else {}
        unknown = (calls.profile("U", g[-1 if stranger else shape.missing]),)
        known |= own
        questions += [Question(pedigree, {**known, f"P{shape.missing}": unknown}), Question(pedigree, known)]
        questions.append(Question(Pedigree((Person("U"),)), {"U": unknown}))
    with np.errstate(divide="ignore"):
        logs = np.log(marker_likelihoods(questions, fixed, Conventions())).reshape(draws, 3, len(fixed.loci))
    return np.asarray(logs[:, 0] - logs[:, 1] - logs[:, 2])


class _Calls:
    """Genotypes as calls, each made once: most of the draws show the same few."""

    def __init__(self, panel: Panel) -> None:
        self.loci, self.made = panel.loci, [dict[tuple[int, int], Call]() for _ in panel.loci]

    def profile(self, code: str, genotype: NDArray[np.int16]) -> Profile:
        """The profile of ``genotype`` ``[markers, 2]``."""
        pairs = zip(self.loci, genotype.tolist(), strict=True)
        return Profile(code, {x.name: self._call(n, a, b) for n, (x, (a, b)) in enumerate(pairs)})

    def _call(self, n: int, a: int, b: int) -> Call:
        found = self.made[n].get((a, b))
        if found is None:
            names = self.loci[n].alleles
            found = self.made[n][a, b] = Call(tuple(sorted((names[a], names[b]))))
        return found


def _pedigree(shape: FamilyShape) -> Pedigree:
    fathers = {f for f, _ in shape.people if f >= 0}
    people = []
    for n, both in enumerate(shape.people):
        sex = "M" if n in fathers else "F" if any(n == m for _, m in shape.people) else "U"
        father, mother = (f"P{p}" if p >= 0 else None for p in both)
        twins = "Z" if n == shape.missing and n in shape.typed else ""
        people.append(Person(f"P{n}", sex, father, mother, twins))
        if twins:
            people.append(Person("own", sex, father, mother, twins))
    return Pedigree(tuple(people))
