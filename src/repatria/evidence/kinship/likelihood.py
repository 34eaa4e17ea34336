"""Exact probabilities of genotypes in pedigrees, many at once: one number per question and marker.

Questions of one shape are computed together (:mod:`repatria.tables.shape`); untyped ancestors follow the convention in force
(``prune`` or ``sum``, docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooManyLoops
from repatria.evidence.kinship.leaves import ItemLeaves, constant_leaf, partition_weight
from repatria.evidence.kinship.questions import Coded, Question, Unfolded, code, unfold
from repatria.kernels.elimination import Plan
from repatria.model.casefile import Conventions
from repatria.model.locus import Panel
from repatria.model.profile import Call, CallKind
from repatria.tables.loci import LocusArrays, Stack, locus_arrays, panel_arrays, panel_bundles, panel_stacks, stack
from repatria.tables.lumping import lumped
from repatria.tables.shape import WEIGHTED, Known, Shape, canonical, compiled

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CHUNK = 1 << 22
"""Most elements of the largest table of a batch; more items are cut into several batches."""
REMEMBERED = 1024
"""Most shapes whose constant tables a locus keeps."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Items of one shape: question and locus of each, ``[items]``, and which unit of the question stands for each unit of the
    shape, ``[items, units]`` (-1 for an unnamed parent)."""

    shape: Shape
    question: Codes
    locus: Codes
    origin: Codes

    def part(self, chosen: slice | NDArray[np.bool_]) -> Batch:
        """Only the chosen items."""
        return Batch(self.shape, self.question[chosen], self.locus[chosen], self.origin[chosen])

    def units(self, *known: Known) -> list[int]:
        """Positions of the units of which this is known, in order."""
        return [i for i, k in enumerate(self.shape.known) if k in known]


def marker_likelihoods(questions: Sequence[Question], panel: Panel, conventions: Conventions) -> Array:
    """P(evidence | pedigree) for every question and marker: ``[questions, loci]``; 1 where nobody is typed."""
    out = np.ones((len(questions), len(panel.loci)))
    for batch, values in answers(questions, panel, conventions):
        out[batch.question, batch.locus] = values
    return out


def answers(questions: Sequence[Question], panel: Panel, conventions: Conventions) -> Iterator[tuple[Batch, Array]]:
    """Batches of items with their answers: ``[items]``, or ``[items, *alleles of the asked person]``."""
    for x in (False, True):
        loci = np.array([i for i, locus in enumerate(panel.loci) if (locus.chromosome == "X") == x], dtype=np.int64)
        if len(loci):
            prepared = _Prepared(questions, panel, conventions, x)
            for batch in prepared.batches(loci):
                yield from prepared.run(batch)


class _Prepared:
    """Questions unfolded and coded once, for all markers of one chromosome type."""

    def __init__(self, questions: Sequence[Question], panel: Panel, conventions: Conventions, x: bool) -> None:
        self.panel, self.conventions, self.x = panel, conventions, x
        self.unfolded: list[Unfolded] = [unfold(q, x=x) for q in questions]
        self.coded: list[list[Coded | None]] = []
        memory: dict[tuple[int, ...], Coded] = {}
        for u in self.unfolded:
            row: list[Coded | None] = []
            for unit, profiles in zip(u.units, u.profiles, strict=True):
                if not profiles:
                    row.append(None)
                    continue
                key = (*map(id, profiles), unit.sex == "M")
                if key not in memory:
                    memory[key] = code(profiles, panel, male=unit.sex == "M", x=x)
                row.append(memory[key])
            self.coded.append(row)
        self.tables, self.place = _stacked(self.coded, len(panel.loci))

    @property
    def ancestors(self) -> str:
        """With theta ancestors are summed (as in Familias); where nothing mutates cutting them changes nothing, and is cheaper."""
        if self.conventions.theta == 0.0:
            return self.conventions.ancestors
        return "prune" if all(locus.lumps_exactly for locus in panel_arrays(self.panel)) else "sum"

    def batches(self, loci: Codes) -> Iterator[Batch]:
        """Group (question, locus) pairs by shape."""
        groups: dict[Shape, list[tuple[int, Codes, tuple[int, ...]]]] = {}
        seen: dict[tuple[int, bytes], tuple[Shape, tuple[int, ...]]] = {}
        same: dict[object, int] = {}
        for q, (u, row) in enumerate(zip(self.unfolded, self.coded, strict=True)):
            known = np.zeros((len(u.units), len(loci)), dtype=np.int8)
            for i, coded in enumerate(row):
                if coded is not None:
                    known[i] = coded.known[loci]
            if u.asked >= 0:
                known[u.asked] = np.where(known[u.asked] == Known.NOTHING, Known.ASKED, Known.ASKED_SEEN)
            units = same.setdefault(u.units, len(same))
            for pattern, where in _patterns(known, loci):
                if not pattern.any():
                    continue
                key = (units, pattern.tobytes())
                if key not in seen:
                    seen[key] = canonical(Shape(u.units, tuple(Known(int(k)) for k in pattern), self.x), self.ancestors)
                shape, origin = seen[key]
                groups.setdefault(shape, []).append((q, where, origin))
        for shape, items in groups.items():
            counts = [len(where) for _, where, _ in items]
            yield Batch(
                shape,
                np.repeat(np.array([q for q, _, _ in items], dtype=np.int64), counts),
                np.concatenate([where for _, where, _ in items]),
                np.repeat(np.array([origin for _, _, origin in items], dtype=np.int64), counts, axis=0),
            )

    def run(self, batch: Batch) -> Iterator[tuple[Batch, Array]]:
        """Answer a batch, cut by locus or bundle of loci, and by memory."""
        if self.conventions.theta > 0.0:
            yield from self._one_by_one(batch)
            return
        many = len(batch.question) >= 8 * len(self.panel.loci)
        if many or batch.shape.asks:
            parts = [(np.array([i]), s) for i, s in enumerate(panel_stacks(self.panel))]
        else:
            parts = list(panel_bundles(self.panel))
        place = np.full(len(self.panel.loci), -1, dtype=np.int64)
        for positions, loci in parts:
            place[:] = -1
            place[positions] = np.arange(len(positions))
            mine = place[batch.locus] >= 0
            if mine.any():
                part = batch.part(mine)
                try:
                    yield from self._run_stack(part, loci, place[part.locus])
                except TooManyLoops:
                    yield from self._one_by_one(part)

    def _run_stack(self, batch: Batch, loci: Stack, local: Codes) -> Iterator[tuple[Batch, Array]]:
        theta = self.conventions.theta
        terms = compiled(batch.shape, theta > 0.0, loci.states if theta > 0.0 else _about(loci.states))
        size = max(1, CHUNK // max(plan.largest for _, plan in terms))
        for start in range(0, len(local), size):
            cut = slice(start, start + size)
            part = batch.part(cut)
            leaves = ItemLeaves(loci, local[cut], self._codes(part), self._soft(part, loci, local[cut]))
            if len(terms) == 1:
                yield part, terms[0][1].run(self._constants(batch.shape, terms[0][1], loci), local[cut], leaves.codes, leaves)
                continue
            answer = np.zeros(())
            for blocks, plan in terms:
                tables = plan.constants(lambda source: constant_leaf(source, loci, theta))
                answer = answer + partition_weight(blocks, theta) * plan.run(tables, local[cut], leaves.codes, leaves)
            yield part, answer

    def _constants(self, shape: Shape, plan: Plan, loci: Stack) -> dict[int, Array]:
        theta = self.conventions.theta
        found = loci.cache.get((shape, theta))  # another thread may clear it at any time
        if found is None:
            found = plan.constants(lambda source: constant_leaf(source, loci, theta))
            if len(loci.cache) >= REMEMBERED:
                loci.cache.clear()
            loci.cache[shape, theta] = found
        return found  # type: ignore[return-value]

    def _codes(self, batch: Batch) -> Codes:
        """Codes of the clean units, ``[items, clean, 2]``."""
        clean = batch.units(Known.CLEAN)
        out = np.zeros((len(batch.question), len(clean), 2), dtype=np.int64)
        for n, unit in enumerate(clean):
            out[:, n] = self.tables[self.place[batch.question, batch.origin[:, unit]], batch.locus]
        return out

    def _soft(self, batch: Batch, loci: Stack, local: Codes) -> list[list[Array]]:
        soft = batch.units(*WEIGHTED)
        if not soft:
            return []
        return [
            [self._weights(int(q), int(origin[unit]), int(i), loci.loci[int(place)]) for unit in soft]
            for q, i, origin, place in zip(batch.question, batch.locus, batch.origin, local, strict=True)
        ]

    def _weights(self, q: int, unit: int, i: int, locus: LocusArrays) -> Array:
        from repatria.tables.observations import weights

        u = self.unfolded[q]
        name = self.panel.loci[i].name
        calls = [p.calls[name] for p in u.profiles[unit] if name in p.calls]
        return weights(calls, locus, single=self.x and u.units[unit].sex == "M")

    def _one_by_one(self, batch: Batch) -> Iterator[tuple[Batch, Array]]:
        """Item by item, with the alleles that nobody shows treated as one where that is exact."""
        for n, (q, i) in enumerate(zip(batch.question, batch.locus, strict=True)):
            full = locus_arrays(self.panel.loci[int(i)])
            calls = [p.calls[full.name] for shown in self.unfolded[q].profiles for p in shown if full.name in p.calls]
            small = (
                None if batch.shape.asks or _pairs_matter(calls) else lumped(full, {a for call in calls for a in call.alleles})
            )
            item = batch.part(slice(n, n + 1))
            recoded = _Recoded(self, small) if small is not None else self
            yield from recoded._run_stack(item, stack([small or full]), np.zeros(1, dtype=np.int64))


def _pairs_matter(calls: Sequence[Call]) -> bool:
    """True if it makes a difference whether two alleles that nobody shows are alike: both may have dropped, at other rates."""
    return any(c.kind is CallKind.DROPPED and c.dropin > 0.0 and c.d_hom != c.dropout**2 for c in calls)


def _stacked(coded: Sequence[Sequence[Coded | None]], loci: int) -> tuple[Codes, Codes]:
    """The codes of all distinct people, ``[people, loci, 2]``, and where each unit's stand, ``[questions, units]`` (-1 nowhere)."""
    rows: dict[int, int] = {}
    tables: list[Codes] = []
    place = np.full((len(coded), max(map(len, coded), default=0)), -1, dtype=np.int64)
    for q, row in enumerate(coded):
        for unit, one in enumerate(row):
            if one is not None:
                if id(one) not in rows:
                    rows[id(one)] = len(tables)
                    tables.append(one.codes)
                place[q, unit] = rows[id(one)]
    return np.array(tables, dtype=np.int64).reshape(len(tables), loci, 2), place


class _Recoded(_Prepared):
    """The same questions with the codes of one lumped locus."""

    def __init__(self, whole: _Prepared, locus: LocusArrays) -> None:
        self.panel, self.conventions, self.x = whole.panel, whole.conventions, whole.x
        self.unfolded, self.coded, self.locus = whole.unfolded, whole.coded, locus

    def _codes(self, batch: Batch) -> Codes:
        clean = batch.units(Known.CLEAN)
        out = np.zeros((1, len(clean), 2), dtype=np.int64)
        for n, unit in enumerate(clean):
            for profile in self.unfolded[int(batch.question[0])].profiles[int(batch.origin[0, unit])]:
                if self.locus.name in profile.calls:
                    call = profile.calls[self.locus.name]
                    out[0, n] = sorted((self.locus.encode(call.alleles[0]), self.locus.encode(call.alleles[-1])))
        return out


def _about(states: int) -> int:
    """``states`` rounded up to 2, 3, 4, 6, 8, 12 …: sizes decide the order of a plan only, so near sizes share one."""
    power: int = 1 << max(1, (states - 1).bit_length())
    return power * 3 // 4 if states <= power * 3 // 4 and power > 2 else power


def _patterns(known: NDArray[np.int8], loci: Codes) -> Iterator[tuple[NDArray[np.int8], Codes]]:
    """Distinct columns of ``known`` (``[units, loci]``) and the loci that have each."""
    first = known[:, :1]
    if (known == first).all():
        yield known[:, 0], loci
        return
    columns, inverse = np.unique(known, axis=1, return_inverse=True)
    for n in range(columns.shape[1]):
        yield columns[:, n], loci[inverse.reshape(-1) == n]
