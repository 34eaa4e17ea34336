"""All pairs in full: everybody's mitochondrial profile against the reference of every missing person, for joint identification.

Each number is the one of :func:`repatria.evidence.mtdna.compare.compare_mitotypes`; types are compared, not people. Where nobody of
a database was read over all that two share, the type is counted over the part that most of its people were read over: fewer
positions make a type more frequent, so that this speaks for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.mtdna.compare import LEAST, USUAL, lengths, total_rate
from repatria.evidence.mtdna.counting import check_lengths, known_table
from repatria.evidence.mtdna.types import Types, kept_types, same_types, types_of, types_over
from repatria.kernels.mtdna_pairs import log_given_kin_of
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype, Ranges
from repatria.model.tracts import Rules
from repatria.reference.mtdna import mtdna_rates, rcrs
from repatria.tables.lineage_pairs import Columns, Floats, Ints, LineageMatrix, LinesHeld, lines_held
from repatria.tables.mitotypes import MitotypeTable, length_of, mitotype_table, reference_masks, shared


def mitotype_matrix(
    queries: Sequence[Mitotype],
    references: Sequence[Mitotype],
    columns: Columns,
    databases: Sequence[Database[Mitotype]],
    counted: NDArray[np.bool_],
    rules: Rules = USUAL,
) -> LineageMatrix:
    """Every query against every column, frequencies from every database.

    ``counted`` bool[databases, references]: whose line a database counts beside its own people; ``line`` of a reference names it.
    """
    return _Weighing(queries, references, columns, databases, counted, rules).done()


class _Weighing:
    """The tables of one weighing, with what was counted over each range kept."""

    def __init__(
        self,
        queries: Sequence[Mitotype],
        references: Sequence[Mitotype],
        columns: Columns,
        databases: Sequence[Database[Mitotype]],
        counted: NDArray[np.bool_],
        rules: Rules,
    ) -> None:
        self.rules, self.columns, self.databases = rules, columns, databases
        self.mine, self.theirs = mitotype_table(queries, rules, rcrs()), known_table(references, rules)
        self.pools = [known_table(d.entries, rules) for d in databases]
        known: dict[str, int] = {}
        self.line = np.array([known.setdefault(r.line, len(known)) if r.line else -1 for r in references], dtype=np.int64)
        self.own = self.line[columns.reference]
        self.counted = np.zeros((len(databases), len(known)), dtype=bool)
        for d, r in zip(*np.nonzero(counted & (self.line >= 0)), strict=True):
            self.counted[d, self.line[r]] = True
        self.out = LineageMatrix.empty(len(databases), len(queries), len(columns.reference))

    def done(self) -> LineageMatrix:
        """Everything weighed."""
        of_column = self.theirs.span[self.columns.reference] if len(self.theirs.span) else self.columns.reference
        for a, mine in enumerate(self.mine.spans):
            rows = np.flatnonzero(self.mine.span == a)
            for d in range(len(self.databases)):
                self.out.log_alone[d, rows] = self._frequencies(d, rows, mine, np.array([-1], dtype=np.int64))[:, 0]
            for b, theirs in enumerate(self.theirs.spans):
                columns = np.flatnonzero(of_column == b)
                over = shared(mine, theirs)
                if len(columns) and length_of(over) >= LEAST:
                    self._weigh(rows, columns, over)
        return self.out

    def _weigh(self, rows: Ints, columns: Ints, over: Ranges) -> None:
        place = np.ix_(rows, columns)
        self.out.log_kin[place] = self._given_kin(rows, columns, over)
        self.out.compared[place] = length_of(over)
        for d in range(len(self.databases)):
            self.out.log_pool[d][place] = self._frequencies(d, rows, over, self.own[columns])

    def _given_kin(self, rows: Ints, columns: Ints, over: Ranges) -> Floats:
        """float64[rows, columns]"""
        used = np.unique(self.columns.reference[columns])
        a, b = types_of(self.mine, rows, over), kept_types(self.theirs, used, over)
        of_row, of_reference = _type_of(a, len(self.mine.span))[rows], _type_of(b, len(self.theirs.span))
        out, rates = np.empty((len(rows), len(columns))), mtdna_rates()
        for meioses in np.unique(self.columns.meioses[columns]):
            mine = np.flatnonzero(self.columns.meioses[columns] == meioses)
            kinds, which = np.unique(of_reference[self.columns.reference[columns[mine]]], return_inverse=True)
            pairs = np.stack(np.meshgrid(np.arange(len(a)), kinds, indexing="ij"), axis=2).reshape(-1, 2).astype(np.int32)
            values = log_given_kin_of(
                a.sites, a.masks, a.starts, b.sites, b.masks, b.starts, pairs, reference_masks(rcrs()), rates.substitution,
                lengths(self.rules, rates), rates.transitions, np.array([float(meioses)]), total_rate(over, self.rules),
            )  # fmt: skip
            out[:, mine] = values.reshape(len(a), len(kinds))[of_row][:, which.ravel()]
        return out

    def _frequencies(self, d: int, rows: Ints, over: Ranges, own: Ints) -> Floats:
        """float64[rows, own]: ln of the frequency in database ``d`` of the type of each row; NaN where it reads too little of it."""
        people = types_over(self.pools[d], over)
        if people is None:
            over = shared(over, _widest(self.pools[d]))
            people = types_over(self.pools[d], over) if length_of(over) >= LEAST else None
        if people is None:
            return np.full((len(rows), len(own)), np.nan)
        check_lengths(self.databases[d], self.rules, over)
        asked = types_of(self.mine, rows, over)
        number = np.array([len(m) for m in people.members], dtype=np.int64)
        pairs = same_types(asked, people)
        seen = np.bincount(pairs[:, 0], weights=number[pairs[:, 1]], minlength=len(asked)).astype(np.int64)
        found = self._held(asked, over).log_frequency(seen, int(number.sum()), self.counted[d], own)
        return np.asarray(found[_type_of(asked, len(self.mine.span))[rows]])

    def _held(self, asked: Types, over: Ranges) -> LinesHeld:
        types, lines = types_over(self.theirs, over, self.line >= 0), self.counted.shape[1]
        if types is None:
            return lines_held([], [], self.line, len(asked), lines)
        pairs = [(i, j) for i, j in same_types(asked, types).tolist()]
        return lines_held(pairs, types.members, self.line, len(asked), lines)


def _type_of(types: Types, rows: int) -> Ints:
    """int64[rows]: the type of each row, -1 of rows that were not asked for."""
    out = np.full(rows, -1, dtype=np.int64)
    for i, members in enumerate(types.members):
        out[members] = i
    return out


def _widest(pool: MitotypeTable) -> Ranges:
    """What most people of a database were read over."""
    return pool.spans[int(np.argmax(np.bincount(pool.span, minlength=len(pool.spans))))]
