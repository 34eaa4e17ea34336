"""PhyloTree 17 as sets of differences from the rCRS, one for each haplogroup."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from repatria.model.mitotype import BITS, GAP, PLACEHOLDER, Site, sites_of
from repatria.reference.mtdna import occurrences, rcrs
from repatria.reference.tables import shipped

Cell = tuple[int, int, int]
"""Position, number of the inserted base, what is read there."""


@dataclass(frozen=True, slots=True)
class Haplogroup:
    """A node: its name, the node next nearer to the rCRS, how many steps away the rCRS is, its differences from the rCRS."""

    name: str
    parent: str
    depth: int
    cells: frozenset[Cell]


@lru_cache(maxsize=1)
def haplogroups() -> Mapping[str, Haplogroup]:
    """Every haplogroup by name. Runs of unstated length (``573.XC``) are left out."""
    out: dict[str, Haplogroup] = {}
    for row in shipped("phylotree17"):
        above = out.get(row["parent"])
        cells = {(p, i): m for p, i, m in above.cells} if above else {}
        for word in row["mutations"].split():
            for site in _sites(word):
                if not site.insert and site.mask == BITS.get(rcrs()[site.position - 1]):
                    cells.pop((site.position, 0), None)
                elif site.position != PLACEHOLDER:
                    cells[site.position, site.insert] = site.mask
        kept = frozenset((p, i, m) for (p, i), m in cells.items())
        out[row["haplogroup"]] = Haplogroup(row["haplogroup"], row["parent"], above.depth + 1 if above else 0, kept)
    return out


def _sites(word: str) -> tuple[Site, ...]:
    """The sites of a mutation as PhyloTree writes it; a mutation back to the rCRS is the base of the rCRS."""
    text = word.rstrip("!")
    if "X" in text:
        return ()
    if text[-1] in BITS and text[:-1].isdigit() and rcrs()[int(text[:-1]) - 1] == text[-1]:
        return (Site(int(text[:-1]), 0, BITS[text[-1]]),)
    return sites_of(text, rcrs())


@lru_cache(maxsize=65536)
def occurrence_of(position: int, insert: int, mask: int) -> int:
    """On how many branches of the tree a single base, a deletion or one inserted base arose; 0 if on none."""
    letter = "d" if mask == GAP else str(Site(position, insert, mask))[-1]
    return occurrences().get(f"{position}.{insert}{letter}" if insert else f"{position}{letter}", 0)


def weight_of(cell: Cell) -> float:
    """How much a mutation says: 1 for the one that arose most often, and one more each time it is e times as rare."""
    return 1.0 + math.log(_most() / max(1, occurrence_of(*cell)))


@lru_cache(maxsize=1)
def _most() -> int:
    return max(occurrences().values())
