"""Markers that are inherited together. The map is GPL, in a second distribution, ``repatria-data-gpl``; without it one pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from typing import Any

from repatria.reference.tables import paper, rows

MAP = "repatria_data_gpl"
UNLINKED = 100.0
"""Pairs farther apart than this, in cM, are treated as unlinked."""


@dataclass(frozen=True, slots=True)
class LinkedPair:
    """Two markers of a chromosome, their recombination fraction per meiosis; ``recalled``: from memory, not checked."""

    first: str
    second: str
    recombination: float
    source: str
    recalled: bool = False


KNOWN = LinkedPair("vWA", "D12S391", 0.11, "about 12 cM apart; O'Connor and Tillmar 2012, recalled, not checked", True)


def linkage_map() -> dict[str, tuple[str, float]]:
    """Marker -> (chromosome, position in cM) from ``repatria-data-gpl``; empty if that distribution is not installed."""
    try:
        import_module(MAP)
    except ModuleNotFoundError:
        return {}
    folder: Any = files(MAP)
    return {row["marker"]: (row["chromosome"], float(row["cM"])) for row in rows("str_linkage_map", folder)}


def linked_pairs(markers: Sequence[str]) -> tuple[LinkedPair, ...]:
    """Neighbours among ``markers`` that are linked, with r = (1 - exp(-2d)) / 2 (Haldane 1919), d in Morgan.

    Without the map only vWA and D12S391 are known to be linked.
    """
    known = linkage_map()
    if not known:
        return (KNOWN,) if {KNOWN.first, KNOWN.second} <= set(markers) else ()
    placed = sorted((known[m], m) for m in markers if m in known)
    source = paper("str_linkage_map", files(MAP)).citation
    out = []
    for ((chromosome, here), first), ((other, there), second) in pairwise(placed):
        if chromosome == other and there - here <= UNLINKED:
            out.append(LinkedPair(first, second, (1.0 - math.exp(-2.0 * (there - here) / 100.0)) / 2.0, source))
    return tuple(out)
