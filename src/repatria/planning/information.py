"""What one more result would say about who a person is: expected information, and the expected number of decided names.

With p the person's posterior now and L_m the likelihood ratio of the new data D for missing person m (1 for whom nothing typed speaks),
the information is the mean gain of the truth's log posterior (the mutual information of identity and data; Lindley 1956, Ann. Math.
Stat. 27:986, recalled)::

    I = sum over m of p_m E[ ln L_m - ln sum over j of p_j L_j | m ]

It is estimated from draws: the truth from p (systematically), its autosomal LR from families drawn alike (:mod:`.kinpower`), its
lineage type as typed or as frequent as the types are. The foremost others draw an LR of a stranger each; the LR of all further ones is
replaced by its mean, which is 1. The spread is the standard error of the mean. Not in it: mutation, reference error, the genotypes
themselves, and that other people may take the name.
"""

from __future__ import annotations

import hashlib
import itertools
import zlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.model.locus import Panel
from repatria.planning.kinpower import drawn_log_lrs
from repatria.planning.offered import Offered

Array = NDArray[np.float64]
DRAWS = 256
FAMILIES = 64
"""Families drawn of each shape."""
FOREMOST = 40
LEAST = 1e-9
"""Candidates below this posterior are left with everybody else."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Expected information in nats with its standard error, and the chance that a name not decided yet is then."""

    nats: float
    names: float
    spread: float


NOTHING = Worth(0.0, 0.0, 0.0)


class Informer:
    """Worths of further results of one list; tables of draws are made once for each shape of family."""

    def __init__(
        self,
        offered: Offered,
        panel: Panel,
        *,
        threshold: float = 0.9995,
        complete: float = 0.25,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        if not 0.0 < threshold < 1.0:
            raise InvalidCase(f"plan: threshold {threshold!r}. Write a probability above 0 and below 1, such as 0.9995.")
        if not 0.0 <= complete <= 1.0:
            raise InvalidCase(f"plan: share of complete profiles {complete!r}. Write a number from 0 to 1.")
        if draws < 2:
            raise InvalidCase(f"plan: {draws} draws. Use at least 2.")
        self.offered, self.panel = offered, panel
        self.threshold, self.complete, self.draws, self.seed = threshold, complete, draws, seed
        self.markers = [x.name for x in panel.loci]
        self._speaks = offered.speaks
        self._tables: dict[tuple[int, bool], Array] = {}
        self._known: dict[tuple[bytes, frozenset[str], frozenset[str]], Worth] = {}

    def worths(self, p: Array, systems: Collection[str], seen: Collection[str] = ()) -> dict[frozenset[str], Worth]:
        """The worth of every combination of ``systems`` that may show, kept for the next who asks."""
        mark, markers = hashlib.sha256(p.tobytes()).digest(), frozenset(seen)
        out = {}
        for n in range(1, len(systems) + 1):
            for have in map(frozenset, itertools.combinations(systems, n)):
                key = (mark, have, markers if "autosomal" in have else frozenset())
                if key not in self._known:
                    self._known[key] = self.worth(p, have, seen)
                out[have] = self._known[key]
        return out

    def worth(self, p: Array, systems: Collection[str], seen: Collection[str] = ()) -> Worth:
        """What showing ``systems`` at once says of a person with posterior ``p`` ``[missing]``; ``seen`` are the markers shown already.

        All systems of one person are weighed on the same draws.
        """
        told = np.flatnonzero(self._speaks & (p > LEAST))
        q = p[told]
        rng = np.random.default_rng([self.seed, zlib.crc32(p.tobytes())])
        n, rows = len(told), np.arange(self.draws)
        if n == 0 or not systems:
            return NOTHING
        truth = np.searchsorted(np.cumsum(q), (rows + rng.random()) / self.draws, side="right")
        weight = np.ones((self.draws, n))
        for system in ("mtdna", "ystr"):
            dice = rng.random(self.draws)
            if system in systems:
                weight *= self._line(system, told, truth, dice)
        if "autosomal" in systems:
            weight *= self._autosomal(told, q, truth, seen, rng)
        listed = truth < n
        of_truth = np.where(listed, weight[rows, np.minimum(truth, n - 1)], 1.0)
        total = max(0.0, 1.0 - float(q.sum())) + weight @ q
        gain = np.log(of_truth) - np.log(total)
        after = np.where(listed, q[np.minimum(truth, n - 1)] * of_truth / total, 0.0)
        decided = bool(p.max() >= self.threshold)
        names = 0.0 if decided else float((after >= self.threshold).mean())
        return Worth(max(0.0, float(gain.mean())), names, float(gain.std(ddof=1)) / self.draws**0.5)

    def _line(self, system: str, told: NDArray[np.int64], truth: NDArray[np.int64], dice: Array) -> Array:
        """LR of the type shown, ``[draws, told]``: 1 / frequency on the line that has it, 0 on others, 1 without a reference."""
        if system not in self.offered.types:
            return np.ones((len(truth), len(told)))
        types, often = self.offered.types[system][told], self.offered.often[system]
        mine = np.append(types, -1)[truth]
        shown = np.where(mine >= 0, mine, np.searchsorted(np.cumsum(often), dice, side="right"))
        rare = np.append(1.0 / often, 0.0)
        return np.where(types[None, :] < 0, 1.0, np.where(types[None, :] == shown[:, None], rare[shown][:, None], 0.0))

    def _autosomal(
        self, told: NDArray[np.int64], q: Array, truth: NDArray[np.int64], seen: Collection[str], rng: np.random.Generator
    ) -> Array:
        """LR of the markers shown that were not before, ``[draws, told]``: of the family for the truth, of strangers for the foremost."""
        kept = np.where(rng.random(self.draws) < self.complete, 1.0, rng.beta(2.0, 2.0, self.draws))
        fresh = np.array([m not in seen for m in self.markers])
        shown = (rng.random((self.draws, len(fresh))) < kept[:, None]) & fresh
        out = np.ones((self.draws, len(told)))
        shapes = self.offered.shape[told]
        for c in np.argsort(-q, kind="stable")[:FOREMOST].tolist():
            pick = rng.integers(0, FAMILIES, self.draws)
            if shapes[c] >= 0:
                out[:, c] = np.exp(np.where(shown, self._table(int(shapes[c]), True)[pick], 0.0).sum(axis=1))
        pick = rng.integers(0, FAMILIES, self.draws)
        mine = np.append(shapes, -1)[truth]
        for shape in np.unique(mine[mine >= 0]).tolist():
            rows = np.flatnonzero(mine == shape)
            logs = np.where(shown[rows], self._table(shape, False)[pick[rows]], 0.0).sum(axis=1)
            out[rows, truth[rows]] = np.exp(logs)
        return out

    def _table(self, shape: int, stranger: bool) -> Array:
        """Natural log LRs ``[FAMILIES, markers]`` of a shape; markers that are not autosomal say nothing here."""
        if (shape, stranger) not in self._tables:
            form = self.offered.shapes[shape]
            rng = np.random.default_rng([self.seed, zlib.crc32(repr(form).encode()), stranger])
            logs = drawn_log_lrs(form, self.panel, FAMILIES, rng, stranger=stranger)
            out = np.zeros((FAMILIES, len(self.markers)))
            out[:, [i for i, x in enumerate(self.panel.loci) if x.chromosome == "autosomal"]] = logs
            self._tables[shape, stranger] = out
        return self._tables[shape, stranger]
