"""Invented lineage types: a Pitman-Yor urn decides who shares a type with whom, real haplotypes and mutation what the types are.

Among 254 soldiers 220 types of the mitochondrial control region were seen, and 18 to 29 of a hundred men shared theirs. The urn is
fitted to both (Pitman and Yor 1997, Ann. Probab. 25:855): after i men with K types the next shows a new one with probability
(θ + σ K) / (θ + i), type k with (n_k - σ) / (θ + i). The list and the database are one sequence of the same urn, which is
the same as independent draws from one population. Everything made here is simulated and says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from repatria.model.haplotypes import Database
from repatria.model.mitotype import BITS, REGIONS, Mitotype, Ranges, Site
from repatria.model.yhaplotype import COPIES, YHaplotype
from repatria.reference.mtdna import mitogenomes, mtdna_rates, rcrs
from repatria.reference.tables import shipped
from repatria.reference.ystr import MEDIAN, kits, ystr_rates

Ints = NDArray[np.int64]
Kind = TypeVar("Kind", bound=Hashable)

DISCOUNT, CONCENTRATION = 0.7, 186.59
"""σ and θ. Given σ, θ makes 220 types of 254 men; every σ from 0 to 0.9 then keeps 18-29 % sharing, and 0.7 (23 %) is chosen."""
FOUNDERS = 20
"""Y types that descend from no other; an assumption."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Men of the list and people of the database by type: ``men`` and ``others`` number the types in order of appearance."""

    men: Ints
    others: Ints

    @property
    def types(self) -> int:
        """How many types there are."""
        return int(max(self.men.max(initial=-1), self.others.max(initial=-1))) + 1


def urn(rng: np.random.Generator, n: int, discount: float = DISCOUNT, concentration: float = CONCENTRATION) -> Ints:
    """``[n]`` the type of each of ``n`` people, numbered in order of appearance."""
    out = np.zeros(n, dtype=np.int64)
    counts: list[int] = []
    for i in range(n):
        if i == 0 or rng.random() < (concentration + discount * len(counts)) / (concentration + i):
            out[i] = len(counts)
            counts.append(1)
            continue
        while True:
            kind = int(out[rng.integers(i)])
            if rng.random() < (counts[kind] - discount) / counts[kind]:
                break
        out[i] = kind
        counts[kind] += 1
    return out


def expected_types(n: int, discount: float = DISCOUNT, concentration: float = CONCENTRATION) -> float:
    """How many types ``n`` people show on average."""
    kinds = 0.0
    for i in range(n):
        kinds += (concentration + discount * kinds) / (concentration + i) if i else 1.0
    return kinds


def expected_sharing(n: int, discount: float = DISCOUNT, concentration: float = CONCENTRATION) -> float:
    """The share of ``n`` people who show a type that another shows too, on average."""
    a, b = concentration + discount, concentration + 1.0
    return 1.0 - math.exp(math.lgamma(a + n - 1) - math.lgamma(a) - math.lgamma(b + n - 1) + math.lgamma(b))


def sharing(kinds: Ints) -> float:
    """The share of people whose type another of them shows too."""
    counts = np.bincount(kinds)
    return float((counts[kinds] > 1).mean())


def draw(rng: np.random.Generator, men: int, others: int) -> Drawn:
    """Types of the men of a list and of the people of a database, from one urn."""
    kinds = urn(rng, men + others)
    return Drawn(kinds[:men], kinds[men:])


class MtTypes:
    """Invented mitochondrial types over ``ranges``, drawn with ``rng``: real haplotypes of the 1000 Genomes, with private mutations.

    Positions mutate by their rates, transitions and transversions as in PhyloTree. No length of C tracts is made. ``groups`` keeps
    the haplotypes of these populations, ``without`` leaves some out.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        ranges: Ranges,
        groups: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.rng, self.ranges = rng, ranges
        kept = [m for m in mitogenomes().entries if (not groups or m.group in groups) and m.group not in without]
        self._real = [_cut(m, ranges) for m in kept]
        self._places = np.array([p for first, last in ranges for p in range(first, last + 1)])
        rates = mtdna_rates().substitution[self._places]
        self.rate = float(rates.sum())
        """Mutations per meiosis within the ranges."""
        self._weights = rates / rates.sum()

    def fresh(self, known: Sequence[tuple[Site, ...]]) -> tuple[Site, ...]:
        """A real haplotype."""
        return self._real[int(self.rng.integers(len(self._real)))]

    def mutated(self, kind: tuple[Site, ...]) -> tuple[Site, ...]:
        """``kind`` after one mutation."""
        return _mutated(kind, int(self.rng.choice(self._places, p=self._weights)), self.rng)

    def inherited(self, kind: tuple[Site, ...], faster: float = 1.0) -> tuple[Site, ...]:
        """What a child of somebody of ``kind`` has, with ``faster`` times the told rate."""
        return self.mutated(kind) if self.rng.random() < self.rate * faster else kind

    def kinds(self, n: int) -> list[tuple[Site, ...]]:
        """``n`` types, no two the same."""
        return _distinct(n, self.fresh, self.mutated)


def mitotypes(
    seed: int, men: int, others: int, *, ranges: Ranges = REGIONS["control region"]
) -> tuple[tuple[Mitotype, ...], Database[Mitotype]]:
    """Mitochondrial profiles of ``men`` and a simulated database of ``others``, read over ``ranges``; see :class:`MtTypes`."""
    rng = np.random.default_rng(seed)
    drawn = draw(rng, men, others)
    kinds = MtTypes(rng, ranges).kinds(drawn.types)
    people = tuple(Mitotype(f"M-{i + 1:05d}", ranges, kinds[k]) for i, k in enumerate(drawn.men.tolist()))
    return people, mt_database(ranges, [kinds[k] for k in drawn.others.tolist()])


def mt_database(ranges: Ranges, kinds: Sequence[tuple[Site, ...]]) -> Database[Mitotype]:
    """People of these types as a database that says it is simulated."""
    pool = tuple(Mitotype(f"D-{i + 1:05d}", ranges, kind) for i, kind in enumerate(kinds))
    return Database(f"simulated, {len(pool)} people", pool, "Pitman-Yor urn over 1000 Genomes haplotypes", True, lengths=False)


def _cut(whole: Mitotype, ranges: Ranges) -> tuple[Site, ...]:
    return tuple(s for s in whole.differences if any(a <= s.position <= b for a, b in ranges))


def _mutated(kind: tuple[Site, ...], position: int, rng: np.random.Generator) -> tuple[Site, ...]:
    """``kind`` with another base at ``position``; unchanged where a base is deleted there or the rCRS has none."""
    here = next((s for s in kind if (s.position, s.insert) == (position, 0)), None)
    own = BITS.get(rcrs()[position - 1], 0)
    now = here.mask if here else own
    if now not in (1, 2, 4, 8) or not own:
        return kind
    partner = {1: 4, 4: 1, 2: 8, 8: 2}[now]
    rest = [m for m in (1, 2, 4, 8) if m not in (now, partner)]
    new = partner if rng.random() < mtdna_rates().transitions else rest[int(rng.integers(2))]
    others = tuple(s for s in kind if s is not here)
    return tuple(sorted(others if new == own else (*others, Site(position, 0, new))))


def _distinct(n: int, fresh: Callable[[Sequence[Kind]], Kind], mutated: Callable[[Kind], Kind]) -> list[Kind]:
    """``n`` kinds, no two the same: a fresh one, mutated until nobody has it."""
    out: list[Kind] = []
    seen: set[Kind] = set()
    while len(out) < n:
        kind = fresh(out)
        while kind in seen:
            kind = mutated(kind)
        seen.add(kind)
        out.append(kind)
    return out


Alleles = tuple[tuple[str, tuple[int, ...]], ...]


class YTypes:
    """Invented Y types of a ``kit``, drawn with ``rng``.

    :data:`FOUNDERS` types are drawn marker by marker from single-marker frequencies; every other type descends from one before it by
    single steps, at markers by their rates. No frequency of a real haplotype may be read from it.
    """

    def __init__(self, rng: np.random.Generator, kit: str) -> None:
        self.rng, self.kit = rng, kit
        self._markers = sorted(kits()[kit])
        known = ystr_rates()
        rates = np.array([COPIES.get(m, 1) * known.get(m, MEDIAN) for m in self._markers])
        self.rate = float(rates.sum())
        """Mutations per meiosis over all markers."""
        self._weights = rates / rates.sum()

    def mutated(self, kind: Alleles) -> Alleles:
        """``kind`` after one step of one copy."""
        at = int(self.rng.choice(len(self._markers), p=self._weights))
        marker, values = kind[at]
        copy, step = int(self.rng.integers(len(values))), int(self.rng.choice([-1, 1]))
        moved = tuple(sorted(max(1, v + step) if i == copy else v for i, v in enumerate(values)))
        return (*kind[:at], (marker, moved), *kind[at + 1 :])

    def fresh(self, before: Sequence[Alleles]) -> Alleles:
        """A founder, or some steps from a type there is."""
        if len(before) < FOUNDERS:
            return tuple((m, _founder(m, self.rng)) for m in self._markers)
        kind = before[int(self.rng.integers(len(before)))]
        for _ in range(int(self.rng.geometric(0.4))):
            kind = self.mutated(kind)
        return kind

    def inherited(self, kind: Alleles, faster: float = 1.0) -> Alleles:
        """What a son of a man of ``kind`` has, with ``faster`` times the told rate."""
        return self.mutated(kind) if self.rng.random() < self.rate * faster else kind

    def kinds(self, n: int) -> list[Alleles]:
        """``n`` types, no two the same."""
        return _distinct(n, self.fresh, self.mutated)


def haplotypes(seed: int, men: int, others: int, *, kit: str = "Yfiler") -> tuple[tuple[YHaplotype, ...], Database[YHaplotype]]:
    """Y-STR profiles of ``men`` and a simulated database of ``others``, typed with ``kit``; see :class:`YTypes`."""
    rng = np.random.default_rng(seed)
    drawn = draw(rng, men, others)
    kinds = [y_written(kind) for kind in YTypes(rng, kit).kinds(drawn.types)]
    people = tuple(YHaplotype(f"M-{i + 1:05d}", kinds[k], kit=kit) for i, k in enumerate(drawn.men.tolist()))
    return people, y_database(kit, [kinds[k] for k in drawn.others.tolist()])


def y_written(kind: Alleles) -> dict[str, tuple[str, ...]]:
    """A type as a profile writes it: two copies with one allele as that allele."""
    return {m: tuple(dict.fromkeys(map(str, v))) for m, v in kind}


def y_database(kit: str, kinds: Sequence[dict[str, tuple[str, ...]]]) -> Database[YHaplotype]:
    """Men of these types as a database that says it is simulated."""
    pool = tuple(YHaplotype(f"D-{i + 1:05d}", kind, kit=kit) for i, kind in enumerate(kinds))
    return Database(f"simulated, {len(pool)} men", pool, "Pitman-Yor urn over invented founders", True)


def _founder(marker: str, rng: np.random.Generator) -> tuple[int, ...]:
    """Alleles of a founder: by single-marker frequencies where there are any, else evenly from a usual span (an assumption)."""
    rows = [r for r in shipped("ystr_uae") if r["marker"] == marker and r["allele"].isdigit()]
    if not rows:
        low = {"DYS385": 11, "DYF387S1": 34}.get(marker, 10)
        return tuple(sorted(int(v) for v in rng.integers(low, low + 7, size=COPIES.get(marker, 1))))
    p = np.array([float(r["frequency"]) for r in rows])
    return (int(rows[int(rng.choice(len(rows), p=p / p.sum()))]["allele"]),)
