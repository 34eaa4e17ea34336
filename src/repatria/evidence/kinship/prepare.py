"""Each missing person's genotype probabilities given the typed family, once; then any profile is scored by look-up.

For missing person m and genotype g the row holds P(g, references) / P(references): under ``sum``, or with stationary mutation,
the conditional probability of g. The likelihood ratio of a profile is its weighted sum over rows divided by the same sum over
Hardy-Weinberg rows (:mod:`repatria.tables.genotypes`). A family that may come from several pools gets one table per pool,
weighted by how well each pool explains the typed relatives; the pools are mixed after multiplying over loci.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, OutOfScope
from repatria.evidence.kinship.likelihood import answers, marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel, Pool
from repatria.tables.genotypes import fold
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import SEX_CODE, row_offsets, unrelated_rows

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

THETA = "screening with theta is not covered: the family and the candidate share one pool. Use theta 0, or lr."


@dataclass(frozen=True, eq=False)
class PreparedFamilies:
    """Genotype tables of many missing people.

    ``people`` are (family, missing) codes, ``sex`` ``[people]`` 0 unknown, 1 male, 2 female. ``tables`` is ``[lanes, all rows]``;
    lane n belongs to person ``lane_person[n]`` with weight ``lane_weight[n]`` (one lane per person unless pools are mixed;
    a person's lanes are neighbours). ``informative`` is ``[people, loci]``: a typed relative says something there.
    ``contradicted`` lists (person, locus) where the typed relatives cannot fit their pedigree.
    """

    people: tuple[tuple[str, str], ...]
    sex: Codes
    tables: Array
    lane_person: Codes
    lane_weight: Array
    informative: NDArray[np.bool_]
    contradicted: tuple[tuple[int, int], ...]

    @property
    def usable(self) -> NDArray[np.bool_]:
        """People with something to compare and nothing contradictory, ``[people]``."""
        out: NDArray[np.bool_] = np.asarray(self.informative.any(axis=1))
        for who, _ in self.contradicted:
            out[who] = False
        return out

    def subset(self, chosen: NDArray[np.bool_]) -> PreparedFamilies:
        """Only the chosen people (``[people]``), in the same order."""
        position = np.cumsum(chosen) - 1
        lanes = chosen[self.lane_person]
        kept = np.flatnonzero(chosen)
        return PreparedFamilies(
            tuple(self.people[int(i)] for i in kept),
            self.sex[kept],
            self.tables[lanes],
            position[self.lane_person[lanes]],
            self.lane_weight[lanes],
            self.informative[kept],
            tuple((int(position[i]), j) for i, j in self.contradicted if chosen[i]),
        )


def prepare(families: Sequence[Family], panel: Panel, conventions: Conventions, pools: Sequence[Pool] = ()) -> PreparedFamilies:
    """Tables for every missing person of ``families``; with several missing in one family the others are left unknown.

    Families without pool weights of their own are read in ``panel``.
    """
    if conventions.theta > 0.0:
        raise OutOfScope(THETA)
    who = [(f, m) for f in families for m in f.missing]
    offsets, width = row_offsets(panel), len(panel.loci)
    lanes: list[tuple[int, float, Panel]] = []
    panels = {pool.name: pool.panel for pool in pools}
    for n, (family, _) in enumerate(who):
        lanes.extend((n, weight, chosen) for weight, chosen in _pools(family, panel, panels))
    lane_person = np.array([n for n, _, _ in lanes], dtype=np.int64)
    prior = np.array([w for _, w, _ in lanes])
    tables = np.full((len(lanes), int(offsets[-1])), np.nan)  # a table that nobody fills must never look like one
    below = np.ones((len(lanes), width))
    informative = np.zeros((len(lanes), width), dtype=bool)
    for chosen in {id(p): p for _, _, p in lanes}.values():  # by identity: the panel may equal a pool's, as it does from disk
        mine = np.array([i for i, (_, _, p) in enumerate(lanes) if p is chosen], dtype=np.int64)
        below[mine], informative[mine] = _fill(tables, mine, [who[lanes[i][0]] for i in mine], chosen, conventions)
    seen = np.zeros((len(who), width), dtype=bool)
    np.logical_or.at(seen, lane_person, informative)
    with np.errstate(divide="ignore"):
        weight = _posterior(np.log(prior) + np.log(below).sum(axis=1), lane_person, len(who))
    hopeless = np.bincount(lane_person, weight, minlength=len(who)) == 0.0  # no pool explains the relatives at every locus
    impossible = np.zeros((len(who), width), dtype=bool)
    np.logical_or.at(impossible, lane_person, below == 0.0)
    impossible &= hopeless[:, None]
    return PreparedFamilies(
        tuple((f.id, m) for f, m in who),
        np.array([SEX_CODE[f.pedigree[m].sex] for f, m in who], dtype=np.int64),
        tables,
        lane_person,
        weight,
        seen,
        tuple((int(i), int(j)) for i, j in np.argwhere(impossible)),
    )


def _pools(family: Family, panel: Panel, panels: dict[str, Panel]) -> list[tuple[float, Panel]]:
    if not family.pools:
        return [(1.0, panel)]
    unknown = sorted(set(family.pools) - set(panels))
    if unknown:
        raise InvalidCase(f"family {family.id}: pool {unknown[0]!r} is not in the case. Add it or correct the name.")
    if not all(np.isfinite(w) and w >= 0.0 for w in family.pools.values()) or not any(family.pools.values()):
        raise InvalidCase(f"family {family.id}: pool weights {family.pools}. Use numbers of at least 0, not all 0.")
    return [(w, panels[name]) for name, w in sorted(family.pools.items()) if w > 0.0]


def _posterior(log_weight: Array, person: Codes, people: int) -> Array:
    """Weights that sum to one within each person, from their logarithms."""
    top = np.full(people, -np.inf)
    np.maximum.at(top, person, log_weight)
    with np.errstate(invalid="ignore"):
        raw = np.nan_to_num(np.exp(log_weight - top[person]))
    total = np.bincount(person, raw, minlength=people)[person]
    return np.asarray(np.divide(raw, total, out=np.zeros_like(raw), where=total > 0.0))


def _fill(
    tables: Array, rows: Codes, who: Sequence[tuple[Family, str]], panel: Panel, conventions: Conventions
) -> tuple[Array, NDArray[np.bool_]]:
    """Fill ``tables[rows]``, one row for each of ``who``; P(references) and where a relative says something, ``[who, loci]``."""
    known = [{person: (p,) for person, p in f.references.items()} for f, _ in who]
    offsets, arrays = row_offsets(panel), panel_arrays(panel)
    tables[rows] = unrelated_rows(panel)
    informative = np.zeros((len(who), len(arrays)), dtype=bool)
    below = marker_likelihoods([Question(f.pedigree, k) for (f, _), k in zip(who, known, strict=True)], panel, conventions)
    asked = [Question(f.pedigree, k, asked=m) for (f, m), k in zip(who, known, strict=True)]
    for batch, values in answers(asked, panel, conventions):
        locus = int(batch.locus[0])
        if panel.loci[locus].chromosome == "X" or (batch.shape.alone and conventions.ancestors == "prune"):
            continue  # nobody typed: the unrelated table stands
        size = len(arrays[locus].p)
        chance = below[batch.question, locus]
        scale = np.divide(1.0, chance, out=np.zeros_like(chance), where=chance > 0.0)
        part = fold(values[:, :size, :size]) * scale[:, None]
        tables[rows[batch.question], offsets[locus] : offsets[locus + 1]] = part
        informative[batch.question, locus] = not batch.shape.alone
    return below, informative
