"""All pairs in full: every man's Y-STR profile against the reference of every missing man, for joint identification.

Each number is the one of :func:`repatria.evidence.ystr.compare.compare_haplotypes`; types are compared, not men. Where nobody of a
database was typed at all markers that two share, the type is counted at those of them that most of its men were typed at.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.ystr.compare import LEAST, steps_table
from repatria.evidence.ystr.types import YTypes, types_from
from repatria.kernels.ystr_pairs import log_given_kin_y, near_y
from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import YHaplotype
from repatria.tables.lineage_pairs import Columns, Floats, Ints, LineageMatrix, LinesHeld, lines_held
from repatria.tables.yhaplotypes import Markers, YGroups, YTable, columns, plain, shared_markers, y_table


def haplotype_matrix(
    queries: Sequence[YHaplotype],
    references: Sequence[YHaplotype],
    asked: Columns,
    databases: Sequence[Database[YHaplotype]],
    counted: NDArray[np.bool_],
) -> LineageMatrix:
    """Every query against every column of ``asked``, frequencies from every database.

    ``counted`` bool[databases, references]: whose line a database counts beside its own men; ``line`` of a reference names it.
    """
    return _Weighing(queries, references, asked, databases, counted).done()


class _Weighing:
    """The profiles of one weighing by what they were typed at, with what was counted at each set of markers kept."""

    def __init__(
        self,
        queries: Sequence[YHaplotype],
        references: Sequence[YHaplotype],
        asked: Columns,
        databases: Sequence[Database[YHaplotype]],
        counted: NDArray[np.bool_],
    ) -> None:
        self.queries, self.references, self.asked, self.databases = queries, references, asked, databases
        self.mine, self.theirs, self.pools = YTable(queries), y_table(references), [y_table(d.entries) for d in databases]
        known: dict[str, int] = {}
        self.line = np.array([known.setdefault(r.line, len(known)) if r.line else -1 for r in references], dtype=np.int64)
        self.own = self.line[asked.reference]
        self.counted = np.zeros((len(databases), len(known)), dtype=bool)
        for d, r in zip(*np.nonzero(counted & (self.line >= 0)), strict=True):
            self.counted[d, self.line[r]] = True
        self.out = LineageMatrix.empty(len(databases), len(queries), len(asked.reference))

    def done(self) -> LineageMatrix:
        """Everything weighed."""
        theirs_of = self.theirs.groups.group
        of_column = theirs_of[self.asked.reference] if len(theirs_of) else self.asked.reference
        for a, mine in enumerate(self.mine.groups.typed):
            rows, whole = np.flatnonzero(self.mine.groups.group == a), shared_markers(mine, mine)
            for d in range(len(self.databases)):
                self.out.log_alone[d, rows] = self._frequencies(d, rows, whole, np.array([-1], dtype=np.int64))[:, 0]
            for b, theirs in enumerate(self.theirs.groups.typed):
                chosen, markers = np.flatnonzero(of_column == b), shared_markers(mine, theirs)
                if len(chosen) and len(markers) >= LEAST:
                    self._weigh(rows, chosen, markers)
        return self.out

    def _weigh(self, rows: Ints, chosen: Ints, markers: Markers) -> None:
        place = np.ix_(rows, chosen)
        self.out.log_kin[place] = self._given_kin(rows, chosen, markers)
        self.out.compared[place] = len(plain(markers))
        for d in range(len(self.databases)):
            self.out.log_pool[d][place] = self._frequencies(d, rows, markers, self.own[chosen])

    def _given_kin(self, rows: Ints, chosen: Ints, markers: Markers) -> Floats:
        """float64[rows, chosen]"""
        used = np.unique(self.asked.reference[chosen])
        a, b = _types(self.mine, rows, markers), _types(self.theirs, used, markers)
        of_row, of_reference = _type_of(a, len(self.queries))[rows], _type_of(b, len(self.references))
        out = np.empty((len(rows), len(chosen)))
        for meioses in np.unique(self.asked.meioses[chosen]).tolist():
            mine = np.flatnonzero(self.asked.meioses[chosen] == meioses)
            kinds, which = np.unique(of_reference[self.asked.reference[chosen[mine]]], return_inverse=True)
            pairs = np.stack(np.meshgrid(np.arange(len(a)), kinds, indexing="ij"), axis=2).reshape(-1, 2).astype(np.int32)
            values = log_given_kin_y(a.values, b.values, columns(markers), pairs, steps_table(markers, (meioses,)))
            out[:, mine] = values.reshape(len(a), len(kinds))[of_row][:, which.ravel()]
        return out

    def _frequencies(self, d: int, rows: Ints, markers: Markers, own: Ints) -> Floats:
        """float64[rows, own]: ln of the frequency in database ``d`` of the type of each row; NaN where too few markers are typed."""
        people = self.pools[d].typed(markers)
        if not len(people):
            markers = shared_markers(plain(markers), _commonest(self.pools[d].groups))
            people = self.pools[d].typed(markers) if len(markers) >= LEAST else people
        if not len(people):
            return np.full((len(rows), len(own)), np.nan)
        asked, starts = _types(self.mine, rows, markers), columns(markers)
        everybody = self.pools[d].at(people, markers)
        seen = np.bincount(near_y(asked.values, everybody, starts, 0, 0, len(asked))[:, 0], minlength=len(asked)).astype(
            np.int64
        )
        held = self._held(asked, markers).log_frequency(seen, len(people), self.counted[d], own)
        return np.asarray(held[_type_of(asked, len(self.queries))[rows]])

    def _held(self, asked: YTypes, markers: Markers) -> LinesHeld:
        rows = self.theirs.typed(markers)
        rows = rows[self.line[rows] >= 0]
        theirs = self.theirs.at(rows, markers)
        pairs = near_y(asked.values, theirs, columns(markers), 0, 0, len(asked))[:, :2].tolist() if len(rows) else []
        return lines_held([(i, j) for i, j in pairs], list(rows[:, None]), self.line, len(asked), self.counted.shape[1])


def _types(table: YTable, rows: Ints, markers: Markers) -> YTypes:
    return types_from(table.at(rows, markers), rows)


def _commonest(found: YGroups) -> Markers:
    """The markers that most men of a database were typed at."""
    return found.typed[int(np.argmax(np.bincount(found.group, minlength=len(found.typed))))]


def _type_of(types: YTypes, rows: int) -> Ints:
    """int64[rows]: the type of each row, -1 of rows that were not asked for."""
    out = np.full(rows, -1, dtype=np.int64)
    for i, members in enumerate(types.members):
        out[members] = i
    return out
