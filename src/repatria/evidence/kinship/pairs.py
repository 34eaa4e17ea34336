"""Profile against profile: the same person despite drop-out, parent and child, siblings.

For putting fragments together, for finding contamination, and for control and staff profiles. Pairs are read in the case's
panel; siblings and parents without mutation, since a pair found here is a lead and not yet a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, OutOfScope
from repatria.kernels.pairing import later_pairs, own_tables
from repatria.kernels.scoring import lanes
from repatria.model.locus import Panel
from repatria.model.profile import Profile
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import ProfileColumns, profile_columns, row_offsets, unrelated_rows
from repatria.tables.relatives import child_tables, sibling_tables

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Relation = Literal["same", "parent", "sibling"]
Found = tuple[int, tuple[Codes, Codes, Array]]
Runner = Callable[[Callable[[int], Found], Sequence[int]], Iterable[Found]]
RELATIONS: tuple[Relation, ...] = ("same", "parent", "sibling")

CHUNK = 512
"""Profiles per block."""

LARGEST = 700.0
"""Logarithms beyond this do not fit a double as a ratio."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs ``left[n] < right[n]`` (positions in ``profiles``) with natural ``log_lr`` of ``relation`` against unrelated."""

    relation: Relation
    profiles: tuple[str, ...]
    left: Codes
    right: Codes
    log_lr: Array


def compare_profiles(
    people: Sequence[Profile | tuple[Profile, ...]],
    panel: Panel,
    *,
    relation: Relation = "same",
    threshold: float = float(np.log(1e4)),
    run: Runner = map,
) -> Pairs:
    """Every pair of ``people`` with ``log_lr`` of at least ``threshold``, in order of position. All pairs are compared.

    ``run(work, starts)`` applies ``work`` to every start of a block, in any order; the default does it here, one by one.
    """
    if relation not in RELATIONS:
        raise InvalidCase(f"relation {relation!r}: choose one of {', '.join(RELATIONS)}.")
    if not abs(threshold) <= LARGEST:
        raise InvalidCase(f"threshold {threshold}: use a natural logarithm between {-LARGEST:g} and {LARGEST:g}.")
    columns = profile_columns(people, panel)
    starts = list(range(0, len(columns.ids), CHUNK))
    work = partial(_block, columns=columns, panel=panel, relation=relation, threshold=threshold)
    found = dict(run(work, starts))
    parts = [found[s] for s in starts] or [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    left, right, value = (np.concatenate(c) for c in zip(*parts, strict=True))
    if not np.isfinite(value).all():
        raise OutOfScope("a likelihood ratio exceeds what a double can hold. Compare with fewer loci at once.")
    order = np.lexsort((right, left))
    return Pairs(relation, columns.ids, left[order], right[order], np.log(value[order]))


def _block(start: int, columns: ProfileColumns, panel: Panel, relation: Relation, threshold: float) -> Found:
    end = min(start + CHUNK, len(columns.ids))
    blocks = lanes(relation_tables(columns, panel, relation, start, end))
    first = columns.first[start:]
    room = 1 << 14
    while True:
        left, right, value = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64), np.zeros(room)
        found = later_pairs(
            blocks, end - start, start, first, columns.ends, columns.rows, columns.weights, columns.scale, columns.sex,
            float(np.exp(threshold)), relation == "same", left, right, value,
        )  # fmt: skip
        if found <= room:
            return start, (left[:found], right[:found], value[:found])
        room = found


def relation_tables(columns: ProfileColumns, panel: Panel, relation: Relation, start: int, end: int) -> Array:
    """Genotypes of the ``relation`` of profiles ``start`` to ``end``, ``[profiles, all rows]``."""
    arrays, offsets, free = panel_arrays(panel), row_offsets(panel), unrelated_rows(panel)
    sizes = np.array([len(x.p) for x in arrays])
    own = np.empty((end - start, len(free)))
    own_tables(
        free, offsets[:-1], sizes, columns.first, columns.ends, columns.rows, columns.weights, columns.scale, columns.locus,
        start, own,
    )  # fmt: skip
    if relation == "same":
        return own
    return sibling_tables(own, panel) if relation == "sibling" else child_tables(own, panel)
