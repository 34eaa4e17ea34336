"""Rows of a lineage that were weighed by the case before: a new profile, or a new word of somebody's stature, weighs no other person anew.

A row rests on the person's own profile, on all references and who speaks for whom, on the databases and on whose line is counted in which.
Only where all of these are what they were is a row taken over, to the last bit; it stays in this process and goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint.consensus import Haplotype
from repatria.joint.lines import Kind, LineReferences
from repatria.model.haplotypes import Database
from repatria.tables.lineage_pairs import Columns, LineageMatrix

Weigh = Callable[
    [Sequence[Haplotype], Sequence[Haplotype], Columns, Sequence[Database[Haplotype]], NDArray[np.bool_]], LineageMatrix
]
WORTH = 32
"""People from which on rows are kept: one pair that is looked at puts nothing in the place of a whole search."""


@dataclass(frozen=True, eq=False)
class _Kept:
    held: LineReferences[Any]
    entries: tuple[tuple[Any, ...], ...]
    lengths: tuple[bool, ...]
    counted: NDArray[np.bool_]
    profiles: tuple[Any, ...]
    matrix: LineageMatrix


_KEPT: dict[Kind, _Kept] = {}
_LOCK = Lock()


def weighed_rows(
    kind: Kind,
    weigh: Weigh[Haplotype],
    profiles: Sequence[Haplotype],
    held: LineReferences[Haplotype],
    databases: Sequence[Database[Haplotype]],
    counted: NDArray[np.bool_],
) -> LineageMatrix:
    """As ``weigh`` of everybody in ``profiles``, computing only the rows that the last weighing does not hold."""
    entries, lengths = tuple(d.entries for d in databases), tuple(d.lengths for d in databases)
    with _LOCK:
        before = _KEPT.get(kind)
    if before is None or not _rests_on(before, _Kept(held, entries, lengths, counted, (), before.matrix)):
        made = weigh(profiles, held.profiles, held.columns, databases, counted)
    else:
        known = {p.id: i for i, p in enumerate(before.profiles)}
        source = np.array([_row(before, known, p) for p in profiles], dtype=np.int64)
        new = np.flatnonzero(source < 0)
        fresh = (
            weigh([profiles[i] for i in new.tolist()], held.profiles, held.columns, databases, counted) if len(new) else None
        )
        made = _together(before.matrix, source, fresh, new)
    for table in (made.log_kin, made.log_pool, made.log_alone, made.compared):
        table.setflags(write=False)
    if len(profiles) >= WORTH:
        with _LOCK:
            _KEPT[kind] = _Kept(held, entries, lengths, counted, tuple(profiles), made)
    return made


def forget() -> None:
    """Nothing was weighed before."""
    with _LOCK:
        _KEPT.clear()


def _rests_on(before: _Kept, now: _Kept) -> bool:
    return (
        before.held is now.held
        and before.lengths == now.lengths
        and all(a is b for a, b in zip(before.entries, now.entries, strict=True))
        and np.array_equal(before.counted, now.counted)
    )


def _row(before: _Kept, known: dict[str, int], profile: Haplotype) -> int:
    """Where the row of exactly this profile stands; -1 nowhere."""
    i = known.get(profile.id, -1)
    return i if i >= 0 and before.profiles[i] == profile else -1


def _together(
    before: LineageMatrix, source: NDArray[np.int64], fresh: LineageMatrix | None, new: NDArray[np.int64]
) -> LineageMatrix:
    out = LineageMatrix(
        before.log_kin[source], before.log_pool[:, source], before.log_alone[:, source], before.compared[source]
    )
    if fresh is not None:
        out.log_kin[new], out.log_pool[:, new] = fresh.log_kin, fresh.log_pool
        out.log_alone[:, new], out.compared[new] = fresh.log_alone, fresh.compared
    return out
