"""The list of the missing: families with their kin, references with their errors, and the men's true genotypes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.model import Call, Family, Pedigree, Person, Profile
from repatria.reference import MARKERS
from repatria.simulate.genedrop import Codes, drop
from repatria.simulate.settings import Settings
from repatria.simulate.shapes import ALONE, PAIRS, Shape, pick, pick_shapes
from repatria.simulate.world import World

KIT = "23 loci"


@dataclass(frozen=True, slots=True)
class Slip:
    """One error among the references: ``what`` is "wrong relation" or "swapped sample"."""

    family: str
    reference: str
    what: str


@dataclass(frozen=True, eq=False)
class Roster:
    """The listed men in order of the families: ``missing`` codes, true genotypes ``[men, loci, 2]``, how drawn."""

    families: tuple[Family, ...]
    missing: tuple[str, ...]
    genotypes: Codes
    family: tuple[str, ...]
    population: tuple[str, ...]
    kin: tuple[str, ...]
    slips: tuple[Slip, ...]
    links: Mapping[str, str]
    """Family recorded wrongly -> the person whose father truly is another man."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """One family before it is written: its shape, its people's sexes and genotypes ``[people, loci, 2]``, its population."""

    shape: Shape
    sexes: tuple[str, ...]
    genotypes: Codes
    population: str
    wrong: bool


def make_roster(rng: np.random.Generator, world: World, settings: Settings) -> Roster:
    """Draw ``settings.listed`` missing men in families."""
    n_pairs = round(settings.pairs * settings.listed)
    n = settings.listed - n_pairs
    pair = np.zeros(n, dtype=bool)
    pair[rng.choice(n, n_pairs, replace=False)] = True
    covered = rng.random(n) < settings.coverage * settings.autosomal
    shapes: list[Shape] = [_choose(rng, settings, bool(pair[i]), bool(covered[i])) for i in range(n)]
    names = list(settings.populations)
    shares = np.array(list(settings.populations.values()))
    where = [names[k] for k in rng.choice(len(names), n, p=shares / shares.sum())]
    wrong = rng.random(n) < settings.wrong_relation
    drawn = draw_families(rng, world, shapes, where, [bool(w) and bool(s.typed) for w, s in zip(wrong, shapes, strict=True)])
    return _write(rng, world, settings, drawn)


def draw_families(
    rng: np.random.Generator, world: World, shapes: Sequence[Shape], populations: Sequence[str], wrong: Sequence[bool]
) -> list[Drawn]:
    """Gene-drop families of many shapes, all of one shape at a time. In ``wrong`` ones another man fathered the link."""
    out: list[Drawn | None] = [None] * len(shapes)
    batches: dict[tuple[Shape, bool], list[int]] = {}
    for i, key in enumerate(zip(shapes, wrong, strict=True)):
        batches.setdefault(key, []).append(i)
    for (shape, is_wrong), members in batches.items():
        group = np.array([rng.choice(world.groups[populations[i]]) for i in members])
        true = _with_stranger(shape) if is_wrong else shape
        genotypes = drop(rng, world.genome, true.father, true.mother, group)[:, len(true.codes) - len(shape.codes) :]
        coins = rng.random((len(members), len(shape.codes))) < 0.5
        for k, i in enumerate(members):
            sexes = tuple(("M" if coin else "F") if s == "U" else s for s, coin in zip(shape.sex, coins[k], strict=True))
            out[i] = Drawn(shape, sexes, genotypes[k], populations[i], is_wrong)
    return [d for d in out if d is not None]


def pedigree_of(shape: Shape, sexes: Sequence[str], family: str, missing: Sequence[str]) -> Pedigree:
    """The recorded pedigree: missing people under their own codes, relatives under those of the shape."""
    names = dict(zip(shape.missing, missing, strict=True))
    codes = [names.get(c, c) for c in shape.codes]

    def parent(at: int) -> str | None:
        return codes[at] if at >= 0 else None

    people = zip(codes, sexes, shape.father, shape.mother, strict=True)
    return Pedigree(tuple(Person(c, s, parent(f), parent(m)) for c, s, f, m in people), family)


class Writer:
    """Turns genotype codes into calls; equal calls are one object, which keeps a case small."""

    def __init__(self, alleles: Sequence[Sequence[str]]) -> None:
        self._alleles = alleles
        self._calls: dict[tuple[int, int, int], Call] = {}

    def profile(self, code: str, genotype: Codes, sex: str, source: str) -> Profile:
        """A complete profile from codes ``[loci, 2]``."""
        pairs = np.sort(genotype, axis=1).tolist()
        return Profile(
            code, {m: self._call(i, a, b) for i, (m, (a, b)) in enumerate(zip(MARKERS, pairs, strict=True))}, sex, KIT, source
        )

    def _call(self, locus: int, a: int, b: int) -> Call:
        call = self._calls.get((locus, a, b))
        if call is None:
            call = self._calls[locus, a, b] = Call((self._alleles[locus][a], self._alleles[locus][b]))
        return call


def _choose(rng: np.random.Generator, settings: Settings, pair: bool, covered: bool) -> Shape:
    if pair:
        shape = pick(rng, PAIRS)
        return shape if covered else replace(shape, typed=())
    if not covered:
        return ALONE
    return pick_shapes(rng, settings.mix, 1)[0]


def _with_stranger(shape: Shape) -> Shape:
    """The true family behind a wrongly recorded one: a stranger, put first, is the father of the link person."""
    father = [-1, *(f + 1 if f >= 0 else -1 for f in shape.father)]
    father[shape.codes.index(shape.link) + 1] = 0
    mother = (-1, *(m + 1 if m >= 0 else -1 for m in shape.mother))
    return replace(shape, codes=("stranger", *shape.codes), sex=("M", *shape.sex), father=tuple(father), mother=mother)


def _write(rng: np.random.Generator, world: World, settings: Settings, drawn: Sequence[Drawn]) -> Roster:
    typed = [(i, d.shape.codes.index(who)) for i, d in enumerate(drawn) for who in d.shape.typed]
    given: dict[tuple[int, int], NDArray[np.int16]] = {(i, k): drawn[i].genotypes[k] for i, k in typed}
    slips = []
    for i, d in enumerate(drawn):
        if d.wrong:
            slips += [Slip(f"F{i + 1:04d}", f"F{i + 1:04d}-{who}", "wrong relation") for who in d.shape.typed]
    for one, other in _swaps(rng, typed, settings.swapped):
        given[one], given[other] = given[other], given[one]
        slips += [Slip(f"F{i + 1:04d}", f"F{i + 1:04d}-{drawn[i].shape.codes[k]}", "swapped sample") for i, k in (one, other)]
    writer = Writer(world.alleles)
    families: list[Family] = []
    missing: list[str] = []
    family: list[str] = []
    rows: list[NDArray[np.int16]] = []
    for i, d in enumerate(drawn):
        code = f"F{i + 1:04d}"
        men = [f"M{len(missing) + k + 1:04d}" for k in range(len(d.shape.missing))]
        at = {who: d.shape.codes.index(who) for who in d.shape.typed}
        references = {w: writer.profile(f"{code}-{w}", given[i, k], d.sexes[k], "reference") for w, k in at.items()}
        families.append(Family(code, pedigree_of(d.shape, d.sexes, code, men), tuple(men), references, {d.population: 1.0}))
        missing += men
        family += [code] * len(men)
        rows += [d.genotypes[d.shape.codes.index(m)] for m in d.shape.missing]
    per_man = [d for d in drawn for _ in d.shape.missing]
    kin = tuple(d.shape.kind if d.shape.typed else "none" for d in per_man)
    population = tuple(d.population for d in per_man)
    links = {f"F{i + 1:04d}": d.shape.link for i, d in enumerate(drawn) if d.wrong}
    return Roster(tuple(families), tuple(missing), np.stack(rows), tuple(family), population, kin, tuple(slips), links)


def _swaps(
    rng: np.random.Generator, typed: Sequence[tuple[int, int]], share: float
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of references, of two families, whose samples changed places; ``share`` of all references are in one."""
    n = round(share * len(typed) / 2)
    picked = rng.choice(len(typed), 2 * n, replace=False) if n else np.empty(0, dtype=np.int64)
    pairs = [(typed[int(a)], typed[int(b)]) for a, b in picked.reshape(-1, 2)]
    return [(a, b) for a, b in pairs if a[0] != b[0]]
