"""Whom to ask next, over the whole list: for each untyped relative the chance of a decisive match before and after a sample.

Suppose the remains of a missing person are found. The match is decisive where prior odds times LR reach the threshold. LRs are those
of :mod:`.kinpower` (the shape of the family, drawn once for all families built alike) and of :mod:`.lineagepower`; each system of the
remains shows with a stated chance, and an autosomal profile keeps a share of its markers::

    P(decisive) = sum over systems shown of P(shown) . P(ln prior odds + sum of ln LR >= ln threshold odds | shown)

The chance is that of the family as told, before anybody's genotype is looked at: what :mod:`.what_next` does for one pair that is
on the table, with the genotypes that are there. Mutation, reference error and types shared within the list are left out: all lower the
numbers and hardly the order.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.joint.evidence_file import prior_log_odds
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.planning.kinpower import FamilyShape, drawn_log_lrs, shape_of
from repatria.planning.lineagepower import mtdna_steps, ystr_steps
from repatria.planning.usable import Kinship, relation_in_words, usable_relatives

Array = NDArray[np.float64]
SYSTEMS = ("autosomal", "mtdna", "ystr")
OF_USE = {"autosomal": "autosomal", "mitochondrial": "mtdna", "y": "ystr"}
DRAWS = 128


@dataclass(frozen=True, slots=True)
class Shown:
    """The chance that remains show each system, and the share of autosomal profiles that are complete; of the others each marker is
    kept with a chance that is itself drawn from Beta(2, 2). Defaults: the assumptions of the exercise (docs/explanation/simulation.md)."""

    autosomal: float = 0.45
    mtdna: float = 0.84
    ystr: float = 0.40
    complete: float = 0.25

    def __post_init__(self) -> None:
        for name in ("autosomal", "mtdna", "ystr", "complete"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InvalidCase(f"shown: {name} {getattr(self, name)!r}. Write a probability from 0 to 1.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One relative and one missing person: systems a sample would serve, and the chance of a decisive match before and after.

    ``by_system`` is the chance after, were only that system typed. ``on_file`` if the relative gave a sample already, for another system.
    """

    family: str
    relative: str
    relation: str
    missing: str
    systems: tuple[str, ...]
    before: float
    after: float
    by_system: Mapping[str, float]
    on_file: bool

    @property
    def gain(self) -> float:
        """The chance that is added."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Standing:
    """A missing person now: what references are on file and the chance of a decisive match."""

    family: str
    missing: str
    systems: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class RelativesPlan:
    """``asked`` by family, relative and missing person, largest gain first; ``standing`` the list; ``left_out`` what was not weighed."""

    asked: tuple[Asked, ...]
    standing: tuple[Standing, ...]
    left_out: tuple[str, ...]


def plan_relatives(
    case: CaseFile,
    *,
    threshold: float = 0.9995,
    shown: Shown | None = None,
    among: Mapping[str, Collection[str]] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> RelativesPlan:
    """Rank everybody who could be asked for a sample. ``among`` (family -> people) limits who can be asked; default everybody.

    Refuses a threshold that is no probability, fewer than one draw, and people of ``among`` who are missing or not in the family.
    """
    if not 0.0 < threshold < 1.0:
        raise InvalidCase(f"plan: threshold {threshold!r}. Write a probability above 0 and below 1, such as 0.9995.")
    power = Power(case, threshold, shown or Shown(), draws, seed)
    asked: list[Asked] = []
    standing: list[Standing] = []
    on_line = _lineage_donors(case)
    for family in case.families:
        could = _could(family, among)
        for missing in family.missing:
            rows, now = _family(case, family, missing, could, on_line.get(family.id, {}), power)
            asked, standing = asked + rows, [*standing, now]
    asked.sort(key=lambda a: (-round(a.gain, 12), a.family, a.relative, a.missing))
    return RelativesPlan(tuple(asked), tuple(standing), power.left_out)


def _could(family: Family, among: Mapping[str, Collection[str]] | None) -> list[str]:
    free = [p.id for p in family.pedigree.people if p.id not in family.missing]
    if among is None:
        return free
    for who in among.get(family.id, ()):
        if who not in free:
            raise InvalidCase(
                f"family {family.id}: {who!r} cannot be asked: missing, or not in its pedigree. Correct the code."
            )
    return [who for who in free if who in among.get(family.id, ())]


def _lineage_donors(case: CaseFile) -> dict[str, dict[str, set[str]]]:
    out: dict[str, dict[str, set[str]]] = {}
    for r in case.beside.references:
        system = "mtdna" if r.mitotype is not None else "ystr"
        out.setdefault(r.family, {}).setdefault(system, set()).add(r.person)
    return out


def _family(
    case: CaseFile, family: Family, missing: str, could: Sequence[str], lines: Mapping[str, set[str]], power: Power
) -> tuple[list[Asked], Standing]:
    kinship = Kinship(family.pedigree)
    uses: dict[str, set[str]] = {}
    for use in usable_relatives(family.pedigree, [missing]):
        if use.can and use.system in OF_USE:
            uses.setdefault(use.relative, set()).add(OF_USE[use.system])
    typed = tuple(family.references)
    has = {s for s in ("mtdna", "ystr") if any(s in uses.get(donor, ()) for donor in lines.get(s, ()))}
    prior = prior_log_odds(case, missing, case.prior.listed)
    before = power.chance(family, missing, typed, has, prior)
    related = {t for t in typed if "autosomal" in uses.get(t, ())}
    now = Standing(family.id, missing, tuple(s for s in SYSTEMS if s in has or (s == "autosomal" and related)), before)
    out = []
    for who in could:
        new = uses.get(who, set()) - {s for s in SYSTEMS if who in (typed if s == "autosomal" else lines.get(s, ()))} - has
        new &= set(power.systems)
        if not new:
            continue
        by = {
            s: power.chance(family, missing, _more(typed, who, {s}), has | ({s} - {"autosomal"}), prior)
            for s in SYSTEMS
            if s in new
        }
        both = power.chance(family, missing, _more(typed, who, new), has | (new - {"autosomal"}), prior)
        on_file = who in typed or any(who in people for people in lines.values())
        words = relation_in_words(kinship, missing, who)
        systems = tuple(s for s in SYSTEMS if s in new)
        out.append(Asked(family.id, who, words, missing, systems, before, both, by, on_file))
    return out, now


def _more(typed: tuple[str, ...], who: str, systems: Collection[str]) -> tuple[str, ...]:
    return (*typed, who) if "autosomal" in systems and who not in typed else typed


class Power:
    """Chances of a decisive match, drawn once for each shape of family."""

    def __init__(self, case: CaseFile, threshold: float, shown: Shown, draws: int, seed: int) -> None:
        if draws < 1:
            raise InvalidCase(f"plan: {draws} draws. Use at least 1.")
        self.panel, self.shown, self.draws, self.seed = case.panel, shown, draws, seed
        self.reach = math.log(threshold) - math.log1p(-threshold)
        mt, y = case.beside.mtdna, case.beside.ystr
        self.lineage: dict[str, Array] = {}
        if mt:
            self.lineage["mtdna"] = mtdna_steps(mt.get("", next(iter(mt.values()))))
        if y:
            self.lineage["ystr"] = ystr_steps(y.get("", next(iter(y.values()))))
        absent = [s for s in ("mtdna", "ystr") if s not in self.lineage]
        self.left_out = tuple(f"{s}: the case holds no database to count its types in, so it was not weighed" for s in absent)
        self.systems = ("autosomal", *self.lineage)
        self._shapes: dict[FamilyShape, Array] = {}
        self._chances: dict[tuple[FamilyShape | None, frozenset[str], float], float] = {}

    def chance(self, family: Family, missing: str, typed: Sequence[str], lines: Collection[str], prior: float) -> float:
        """P(decisive) with ``typed`` autosomal donors and a reference on each of ``lines``."""
        shape = shape_of(family.pedigree, missing, typed)
        key = (shape, frozenset(lines) & set(self.lineage), prior)
        if key not in self._chances:
            self._chances[key] = self._chance(*key)
        return self._chances[key]

    def _chance(self, shape: FamilyShape | None, lines: frozenset[str], prior: float) -> float:
        need = self.reach - prior - (np.zeros(1) if shape is None else self.autosomal(shape))
        without = np.array([self.reach - prior])
        total = 0.0
        names = sorted(lines)
        for seen in itertools.product((False, True), repeat=len(names)):
            w, sums = 1.0, np.zeros(1)
            for name, yes in zip(names, seen, strict=True):
                p = getattr(self.shown, name)
                w *= p if yes else 1.0 - p
                sums = (sums[:, None] + self.lineage[name][None, :]).ravel() if yes else sums
            sums = np.sort(sums)
            a = self.shown.autosomal
            for weight, wanted in ((a, need), (1.0 - a, without)):
                total += w * weight * float(1.0 - np.searchsorted(sums, wanted, side="left").mean() / len(sums))
        return total

    def autosomal(self, shape: FamilyShape) -> Array:
        """Natural log LRs ``[draws]`` of the autosomal markers that remains show; markers kept are the same for every shape."""
        if shape not in self._shapes:
            rng = np.random.default_rng([self.seed, zlib.crc32(repr(shape).encode())])
            logs = drawn_log_lrs(shape, self.panel, self.draws, rng)
            chance = np.random.default_rng(self.seed)
            kept = np.where(chance.random(self.draws) < self.shown.complete, 1.0, chance.beta(2.0, 2.0, self.draws))
            seen = chance.random(logs.shape) < kept[:, None]
            self._shapes[shape] = np.where(seen, logs, 0.0).sum(axis=1)
        return self._shapes[shape]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A group of the list: how many, how many with each kind of reference, the mean chance, and whether the share asked for is reached."""

    group: str
    people: int
    with_reference: Mapping[str, int]
    any_reference: int
    mean_chance: float
    reached: bool
    lacking: int = field(default=0)


def coverage(standing: Sequence[Standing], groups: Mapping[str, str], least: float) -> tuple[Coverage, ...]:
    """Each group (``groups``: missing -> group, "" if not told) against the share ``least`` of people with any reference.

    ``lacking`` is how many more people need one.
    """
    if not 0.0 <= least <= 1.0:
        raise InvalidCase(f"coverage: share {least!r}. Write a number from 0 to 1.")
    out = []
    for group in sorted({groups.get(s.missing, "") for s in standing}):
        rows = [s for s in standing if groups.get(s.missing, "") == group]
        some = sum(bool(s.systems) for s in rows)
        wanted = math.ceil(least * len(rows) - 1e-9)
        by = {system: sum(system in s.systems for s in rows) for system in SYSTEMS}
        mean = math.fsum(s.chance for s in rows) / len(rows)
        out.append(Coverage(group, len(rows), by, some, mean, some >= wanted, max(0, wanted - some)))
    return tuple(out)
