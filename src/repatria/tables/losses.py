"""Losses of the missing as columns: places, days, units; NaN, -1 and empty where the record says nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kernels.places import RADIUS_95
from repatria.model.beside import Origin, Recorded

NEVER = -1


@dataclass(frozen=True, slots=True)
class Losses:
    """One row a missing person: ``north``, ``east`` degrees (NaN unknown), ``sd`` km of each coordinate, days as ordinals of the
    calendar (-1 unknown), unit from the largest to the smallest part (empty unknown)."""

    north: NDArray[np.float64]
    east: NDArray[np.float64]
    sd: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    unit: tuple[tuple[str, ...], ...]


def losses_table(missing: Sequence[str], recorded: Sequence[Recorded]) -> Losses:
    """The losses of ``missing`` in that order; whoever has no record has an empty row."""
    by_code: Mapping[str, Recorded] = {r.missing: r for r in recorded}
    rows = [by_code.get(code, Recorded(code)) for code in missing]
    places = [r.lost_at for r in rows]
    days = [days_of(r.lost_first, r.lost_last) for r in rows]
    return Losses(
        np.array([p.north if p else np.nan for p in places], dtype=np.float64),
        np.array([p.east if p else np.nan for p in places], dtype=np.float64),
        np.array([p.within_km / RADIUS_95 if p else np.nan for p in places], dtype=np.float64),
        np.array([d[0] for d in days], dtype=np.int64),
        np.array([d[1] for d in days], dtype=np.int64),
        tuple(unit_parts(r.unit) for r in rows),
    )


def days_of(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int]:
    """First and last day as ordinals; one day where only one is known, (-1, -1) where none is."""
    told = [d.toordinal() for d in (first, last) if d is not None]
    return (told[0], told[-1]) if told else (NEVER, NEVER)


def unit_parts(unit: str) -> tuple[str, ...]:
    """A unit as its parts between ``/``, the largest first; capitals and spaces do not count."""
    return tuple(part for part in (" ".join(p.split()).casefold() for p in unit.split("/")) if part)


def distinct_origins(rows: Sequence[Sequence[Origin]]) -> tuple[list[Origin], list[list[int]]]:
    """Every origin once, in the order of appearance, and for each row the positions of its distinct ones."""
    seen: dict[Origin, int] = {}
    at = [sorted({seen.setdefault(origin, len(seen)) for origin in row}) for row in rows]
    return list(seen), at
