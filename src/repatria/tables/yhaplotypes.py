"""Y-STR profiles as columns: alleles as numbers, two columns for a marker with two copies, groups of profiles by what was typed.

DYS389II holds DYS389I: where both profiles show both, the second part alone is compared, so that one mutation counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.model.yhaplotype import COPIES, YHaplotype, steps_of
from repatria.tables.once import once

INNER, OUTER, REST = "DYS389I", "DYS389II", "DYS389II-I"
Markers = tuple[str, ...]


def code_of(allele: str) -> int:
    """Repeats × 10 + bases of an incomplete repeat."""
    whole, bases = steps_of(allele)
    return whole * 10 + bases


def codes_of(profile: YHaplotype, marker: str) -> tuple[int, ...]:
    """The columns of a marker: -1 no result, -2 a copy that may have dropped out; :data:`REST` is DYS389II less DYS389I."""
    if marker == REST:
        inner, outer = profile.alleles[INNER][0], profile.alleles[OUTER][0]
        (a, part), (b, other) = steps_of(inner), steps_of(outer)
        return ((b - a) * 10 + (other - part) % 10,)
    width = COPIES.get(marker, 1)
    seen = [code_of(allele) for allele in profile.alleles.get(marker, ())]
    if not seen:
        return (-1,) * width
    if width == 2 and len(seen) == 1:
        return (seen[0], -2 if marker in profile.dropped else seen[0])
    return tuple(seen)


def shared_markers(a: Iterable[str], b: Iterable[str]) -> Markers:
    """The markers to compare of two profiles typed at ``a`` and at ``b``, sorted."""
    both = set(a) & set(b)
    if {INNER, OUTER} <= both:
        both = (both - {OUTER}) | {REST}
    return tuple(sorted(both))


def plain(markers: Markers) -> Markers:
    """The markers that have to be typed for these to be compared."""
    return tuple(sorted((set(markers) - {REST}) | ({INNER, OUTER} if REST in markers else set())))


def columns(markers: Markers) -> NDArray[np.int64]:
    """``[markers + 1]`` first column of each marker."""
    return np.concatenate([[0], np.cumsum([COPIES.get(m, 1) for m in markers])]).astype(np.int64)


def y_columns(profiles: Sequence[YHaplotype], markers: Markers) -> NDArray[np.int16]:
    """``[profiles, columns]`` alleles of profiles that are typed at all ``markers``."""
    codes = np.array([[c for m in markers for c in codes_of(p, m)] for p in profiles], dtype=np.int16)
    return codes.reshape(len(profiles), int(columns(markers)[-1]))


@dataclass(frozen=True, eq=False)
class YGroups:
    """Profiles by the markers they are typed at: ``typed`` by group, ``group`` [profiles]."""

    typed: tuple[Markers, ...]
    group: NDArray[np.int64]


def y_groups(profiles: Sequence[YHaplotype]) -> YGroups:
    """The groups of ``profiles``, in order of first appearance."""
    known: dict[Markers, int] = {}
    group = np.array([known.setdefault(tuple(sorted(p.alleles)), len(known)) for p in profiles], dtype=np.int64)
    return YGroups(tuple(known), group)


class YTable:
    """The alleles of many profiles as numbers, read once: any set of markers is then a choice of columns."""

    def __init__(self, profiles: Sequence[YHaplotype]) -> None:
        self.groups = y_groups(profiles)
        names = {m for typed in self.groups.typed for m in typed}
        self.markers: Markers = tuple(sorted(names | ({REST} if {INNER, OUTER} <= names else set())))
        starts = columns(self.markers)
        self.place = {m: range(int(a), int(b)) for m, a, b in zip(self.markers, starts, starts[1:], strict=False)}
        self.values = np.full((len(profiles), int(starts[-1])), -1, dtype=np.int16)
        for i, p in enumerate(profiles):
            typed = [*p.alleles, *([REST] if {INNER, OUTER} <= p.alleles.keys() else [])]
            for marker in typed:
                self.values[i, self.place[marker]] = codes_of(p, marker)

    def at(self, rows: NDArray[np.int64], markers: Markers) -> NDArray[np.int16]:
        """``[rows, columns]`` of profiles that are typed at all ``markers``."""
        chosen = [c for m in markers for c in self.place[m]] if len(rows) else []
        width = int(columns(markers)[-1])
        return np.ascontiguousarray(self.values[np.ix_(rows, np.array(chosen, dtype=np.int64))]).reshape(len(rows), width)

    def typed(self, markers: Markers) -> NDArray[np.int64]:
        """The rows of profiles that are typed at all ``markers``."""
        need = set(plain(markers))
        return np.flatnonzero(
            np.isin(self.groups.group, [i for i, names in enumerate(self.groups.typed) if need <= set(names)])
        )


def y_table(profiles: Sequence[YHaplotype]) -> YTable:
    """The table of ``profiles``; made once for a tuple, such as the entries of a database, which nobody can change."""
    return _made_once(profiles) if isinstance(profiles, tuple) else YTable(profiles)


_made_once = once(8)(YTable)
