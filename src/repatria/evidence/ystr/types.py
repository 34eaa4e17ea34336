"""Distinct Y-STR haplotypes among profiles at stated markers: types are compared and counted, not men."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kernels.ystr_pairs import near_y
from repatria.model.yhaplotype import YHaplotype
from repatria.tables.grouped import Ints, groups
from repatria.tables.yhaplotypes import Markers, columns, y_columns


@dataclass(frozen=True, eq=False)
class YTypes:
    """The distinct haplotypes of some profiles at some markers, ``[types, columns]``; if a copy may have dropped out; who shows each."""

    values: NDArray[np.int16]
    mixed: NDArray[np.bool_]
    members: list[Ints]

    def __len__(self) -> int:
        return len(self.values)


def y_types(profiles: Sequence[YHaplotype], rows: Ints, markers: Markers) -> YTypes:
    """The distinct haplotypes among ``rows`` of ``profiles``, all typed at ``markers``."""
    return types_from(y_columns([profiles[i] for i in rows.tolist()], markers), rows)


def types_from(values: NDArray[np.int16], rows: Ints) -> YTypes:
    """The distinct haplotypes among ``values`` ``[rows, columns]``, shown by the profiles ``rows``."""
    if not len(rows):
        return YTypes(values, np.zeros(0, dtype=bool), [])
    types, inverse = np.unique(values, axis=0, return_inverse=True)
    return YTypes(
        np.ascontiguousarray(types), (types == -2).any(axis=1), [rows[g] for g in groups(inverse.ravel(), len(types))]
    )


def same_y(a: YTypes, b: YTypes, markers: Markers) -> NDArray[np.int32]:
    """``[pairs, 2]`` types that no marker tells apart."""
    known = {row.tobytes(): j for j, row in enumerate(b.values)}
    pairs = [(i, known[key]) for i, row in enumerate(a.values) if (key := row.tobytes()) in known]
    starts = columns(markers)
    for i in np.flatnonzero(a.mixed).tolist():
        pairs += [(i, int(j)) for j in near_y(a.values, b.values, starts, 0, i, i + 1)[:, 1]]
    for j in np.flatnonzero(b.mixed).tolist():
        pairs += [(int(i), j) for i in near_y(b.values, a.values, starts, 0, j, j + 1)[:, 1]]
    return np.array(sorted(set(pairs)), dtype=np.int32).reshape(-1, 2)
