"""Every mitochondrial profile against every reference, over exactly what each two share, with frequencies counted for each range.

Profiles are grouped by what was read of them. For each two groups the rows are cut to the shared positions and reduced to distinct
types; types are compared, not people. A sign of 64 bits dismisses most pairs at once; the rest are compared site by site.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.mtdna.compare import ASSUMED, LEAST, USUAL, lengths, total_rate
from repatria.evidence.mtdna.counting import Source, check_lengths, known_table
from repatria.evidence.mtdna.types import Types, same_types, types_of
from repatria.kernels.mtdna_pairs import log_given_kin_of, near
from repatria.model.haplotypes import Counted
from repatria.model.mitotype import Mitotype, Ranges, range_text
from repatria.model.tracts import Rules
from repatria.reference.mtdna import mtdna_rates, rcrs
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
from repatria.tables.mitotypes import MitotypeTable, covers, length_of, mitotype_table, reference_masks, shared


def search_mitotypes(
    queries: Sequence[Mitotype],
    references: Sequence[Mitotype],
    source: Source,
    *,
    rules: Rules = USUAL,
    most: int = 2,
    best: int = 10,
    threshold: float = math.inf,
    workers: int = 1,
) -> LineageSearch:
    """Score every pair that differs in at most ``most`` places; keep the ``best`` of each query and all from ``threshold`` (ln LR) up.

    A count made elsewhere (:class:`Counted`) belongs to one type and is refused here. The result does not depend on ``workers``.
    """
    if isinstance(source, Counted):
        raise InvalidCase(f"search: a single count ({source.source}) cannot serve many types. Give a database.")
    if not queries or not references:
        raise InvalidCase("search: no queries or no references. Give at least one of each.")
    mine, theirs = mitotype_table(queries, rules, rcrs()), mitotype_table(references, rules, rcrs())
    line, lines = numbered(m.line for m in references)
    told = np.array([max(1, ASSUMED if m.meioses is None else m.meioses) for m in references], dtype=np.int64)
    meioses, step = np.unique(told, return_inverse=True)
    pool = known_table(source.entries, rules)
    parts: list[Kept] = []
    names: list[str] = []
    compared = scored = too_little = 0
    rarest = 1.0
    for a, b in [(a, b) for a in range(len(mine.spans)) for b in range(len(theirs.spans))]:
        over = shared(mine.spans[a], theirs.spans[b])
        here = int((mine.span == a).sum()) * int((theirs.span == b).sum())
        if length_of(over) < LEAST:
            too_little += here
            continue
        check_lengths(source, rules, over)
        compared += here
        asked, known = (
            types_of(mine, np.flatnonzero(mine.span == a), over),
            types_of(theirs, np.flatnonzero(theirs.span == b), over),
        )
        seen, size = _counted(asked, pool, over, source.name, len(source))
        listed = _listed(asked, theirs, over, line, lines)
        rarest = min(rarest, 1.0 / (size + listed.known + 1))
        scorer = Scorer(
            asked,
            known,
            seen,
            size,
            listed,
            line,
            meioses,
            step.ravel(),
            total_rate(over, rules),
            rules,
            len(names),
            most,
            best,
            threshold,
        )
        names.append(range_text(over))
        done = in_blocks(len(asked), scorer, workers)
        scored += sum(n for _, n in done)
        parts.append(trimmed(together([k for k, _ in done]), best, threshold))
    rates = mtdna_rates()
    highest = max(float(rates.substitution.max()), float(lengths(rules, rates).max()))
    bound = (most + 1) * math.log(math.expm1(float(meioses.max()) * highest)) - math.log(rarest)
    return LineageSearch(
        trimmed(together(parts), best, threshold), tuple(names), compared, compared - scored, too_little, most, bound
    )


def _counted(asked: Types, pool: MitotypeTable, over: Ranges, name: str, everybody: int) -> tuple[Ints, int]:
    wide = [i for i, spans in enumerate(pool.spans) if covers(spans, over)]
    rows = np.flatnonzero(np.isin(pool.span, wide))
    if not len(rows):
        raise MissingReference(
            f"database {name}: none of its {everybody} people was read over all of {range_text(over)}. Give a database that covers it."
        )
    types = types_of(pool, rows, over)
    pairs = same_types(asked, types)
    people = np.array([len(m) for m in types.members], dtype=np.int64)
    return np.bincount(pairs[:, 0], weights=people[pairs[:, 1]], minlength=len(asked)).astype(np.int64), len(rows)


def _listed(asked: Types, theirs: MitotypeTable, over: Ranges, line: Ints, lines: int) -> Lines:
    wide = [i for i, spans in enumerate(theirs.spans) if covers(spans, over)]
    rows = np.flatnonzero(np.isin(theirs.span, wide) & (line >= 0))
    if not len(rows):
        return lines_of(np.zeros((0, 2), dtype=np.int32), [], line, len(asked), lines)
    types = types_of(theirs, rows, over)
    return lines_of(same_types(asked, types), types.members, line, len(asked), lines)


@dataclass(frozen=True, eq=False)
class Scorer:
    """Two groups of types over the same positions: called with a block of query types, gives the pairs kept and how many were scored."""

    asked: Types
    known: Types
    seen: Ints
    size: int
    listed: Lines
    line: Ints
    meioses: Ints
    step: Ints
    total: float
    rules: Rules
    name: int
    most: int
    best: int
    threshold: float

    def __call__(self, first: int, last: int) -> tuple[Kept, int]:
        """The pairs kept of the types ``first`` to before ``last``, spread over the people who show them; how many were scored."""
        a, b, reference, rates = self.asked, self.known, reference_masks(rcrs()), mtdna_rates()
        pairs = near(
            a.sites, a.masks, a.starts, a.signs, a.mixed, b.sites, b.masks, b.starts, b.signs, b.mixed, reference, self.most, first, last
        )  # fmt: skip
        values = log_given_kin_of(
            a.sites, a.masks, a.starts, b.sites, b.masks, b.starts, pairs, reference,
            rates.substitution, lengths(self.rules, rates), rates.transitions, self.meioses.astype(np.float64), self.total,
        )  # fmt: skip
        counts = np.array([len(b.members[j]) for j in pairs[:, 1]], dtype=np.int64)
        pair = np.repeat(np.arange(len(pairs)), counts)
        who = np.concatenate([b.members[j] for j in pairs[:, 1]]) if len(pairs) else np.zeros(0, dtype=np.int64)
        kinds = pairs[pair, 0].astype(np.int64)
        k = self.seen[kinds] + self.listed.per_type[kinds] - self.listed.holds(kinds, self.line[who])
        n = self.size + self.listed.known - (self.line[who] >= 0)
        kept = Kept(
            kinds, who, pairs[pair, 2].astype(np.int64), values[pair, self.step[who]], np.log((k + 1) / (n + 1)), k, n,
            np.full(len(who), self.name, dtype=np.int64),
        )  # fmt: skip
        people = np.array([len(m) for m in a.members], dtype=np.int64)
        return spread(trimmed(kept, self.best, self.threshold), a.members), int(people[kinds].sum())
