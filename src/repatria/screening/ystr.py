"""Every Y-STR profile against every reference, over exactly the markers each two share, with frequencies counted for each set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.ystr.compare import ASSUMED, LEAST, Source, steps_table
from repatria.evidence.ystr.types import YTypes, same_y, y_types
from repatria.kernels.ystr_pairs import log_given_kin_y, near_y
from repatria.model.haplotypes import Counted
from repatria.model.yhaplotype import YHaplotype
from repatria.screening.lineage import (
    Ints,
    Kept,
    LineageSearch,
    Lines,
    in_blocks,
    lines_of,
    numbered,
    spread,
    together,
    trimmed,
)
from repatria.tables.yhaplotypes import Markers, columns, plain, shared_markers, y_groups


def search_haplotypes(
    queries: Sequence[YHaplotype],
    references: Sequence[YHaplotype],
    source: Source,
    *,
    most: int = 3,
    best: int = 10,
    threshold: float = math.inf,
    workers: int = 1,
) -> LineageSearch:
    """Score every pair that differs at no more than ``most`` markers; keep the ``best`` of each query and all from ``threshold`` (ln) up.

    The result does not depend on ``workers``.
    """
    if isinstance(source, Counted):
        raise InvalidCase(f"search: a single count ({source.source}) cannot serve many types. Give a database.")
    if not queries or not references:
        raise InvalidCase("search: no queries or no references. Give at least one of each.")
    mine, theirs, pool = y_groups(queries), y_groups(references), y_groups(source.entries)
    line, lines = numbered(r.line for r in references)
    told = np.array([max(1, ASSUMED if r.meioses is None else r.meioses) for r in references], dtype=np.int64)
    meioses, step = np.unique(told, return_inverse=True)
    parts: list[Kept] = []
    names: list[str] = []
    compared = scored = too_little = 0
    bound = -math.inf
    for a, typed in enumerate(mine.typed):
        for b, known in enumerate(theirs.typed):
            markers = shared_markers(typed, known)
            rows, others = np.flatnonzero(mine.group == a), np.flatnonzero(theirs.group == b)
            if len(markers) < LEAST:
                too_little += len(rows) * len(others)
                continue
            compared += len(rows) * len(others)
            asked = y_types(queries, rows, markers)
            seen, size = _counted(asked, source.entries, _typed(pool.typed, pool.group, markers), markers, source.name)
            near = _typed(theirs.typed, theirs.group, markers)
            around = y_types(references, near[line[near] >= 0], markers)
            listed = lines_of(same_y(asked, around, markers), around.members, line, len(asked), lines)
            steps = steps_table(markers, meioses.tolist())
            scorer = YScorer(
                asked,
                y_types(references, others, markers),
                seen,
                size,
                listed,
                line,
                step.ravel(),
                steps,
                markers,
                len(names),
                most,
                best,
                threshold,
            )
            names.append(" ".join(plain(markers)))
            done = in_blocks(len(asked), scorer, workers)
            scored += sum(n for _, n in done)
            parts.append(trimmed(together([k for k, _ in done]), best, threshold))
            bound = max(bound, (most + 1) * math.log(2.0 * steps[:, :, 1:].max()) + math.log(size + listed.known + 1))
    kept = trimmed(together(parts), best, threshold)
    return LineageSearch(kept, tuple(names), compared, compared - scored, too_little, most, bound)


def _typed(typed: Sequence[Markers], group: Ints, markers: Markers) -> Ints:
    need = set(plain(markers))
    return np.flatnonzero(np.isin(group, [i for i, names in enumerate(typed) if need <= set(names)]))


def _counted(asked: YTypes, entries: Sequence[YHaplotype], rows: Ints, markers: Markers, name: str) -> tuple[Ints, int]:
    if not len(rows):
        raise MissingReference(
            f"database {name}: none of its {len(entries)} people was typed at all of {' '.join(plain(markers))}. Give a database that was."
        )
    types = y_types(entries, rows, markers)
    pairs = same_y(asked, types, markers)
    people = np.array([len(m) for m in types.members], dtype=np.int64)
    return np.bincount(pairs[:, 0], weights=people[pairs[:, 1]], minlength=len(asked)).astype(np.int64), len(rows)


@dataclass(frozen=True, eq=False)
class YScorer:
    """Two groups of types at the same markers: called with a block of query types, gives the pairs kept and how many were scored."""

    asked: YTypes
    known: YTypes
    seen: Ints
    size: int
    listed: Lines
    line: Ints
    step: Ints
    steps: NDArray[np.float64]
    markers: Markers
    name: int
    most: int
    best: int
    threshold: float

    def __call__(self, first: int, last: int) -> tuple[Kept, int]:
        """The pairs kept of the types ``first`` to before ``last``, spread over the men who show them; how many were scored."""
        starts = columns(self.markers)
        pairs = near_y(self.asked.values, self.known.values, starts, self.most, first, last)
        values = log_given_kin_y(self.asked.values, self.known.values, starts, pairs, self.steps)
        counts = np.array([len(self.known.members[j]) for j in pairs[:, 1]], dtype=np.int64)
        pair = np.repeat(np.arange(len(pairs)), counts)
        who = np.concatenate([self.known.members[j] for j in pairs[:, 1]]) if len(pairs) else np.zeros(0, dtype=np.int64)
        kinds = pairs[pair, 0].astype(np.int64)
        k = self.seen[kinds] + self.listed.per_type[kinds] - self.listed.holds(kinds, self.line[who])
        n = self.size + self.listed.known - (self.line[who] >= 0)
        kept = Kept(
            kinds, who, pairs[pair, 2].astype(np.int64), values[pair, self.step[who]], np.log((k + 1) / (n + 1)), k, n,
            np.full(len(who), self.name, dtype=np.int64),
        )  # fmt: skip
        people = np.array([len(m) for m in self.asked.members], dtype=np.int64)
        return spread(trimmed(kept, self.best, self.threshold), self.asked.members), int(people[kinds].sum())
