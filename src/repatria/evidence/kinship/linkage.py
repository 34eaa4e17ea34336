"""Markers that travel together: multiplying them as independent overstates or understates, so the finding says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from repatria.model.finding import Caution

LINKED = (("vWA", "D12S391"),)
"""Pairs known to be closely linked on one chromosome; the full map of 50 loci comes with the optional data package."""

CLOSE_CM = 50.0
"""Pairs nearer than this are named, in centimorgans; beyond it the recombination fraction is above 0.31 (Haldane 1919)."""


def linked_cautions(markers: Sequence[str], positions: dict[str, tuple[int, float]] | None = None) -> Iterator[Caution]:
    """A caution for each linked pair among ``markers``; ``positions`` gives (chromosome, centimorgans) where a map is at hand."""
    have = {m.upper(): m for m in markers}
    if not positions:
        for a, b in LINKED:
            if a.upper() in have and b.upper() in have:
                yield Caution("linked", have[a.upper()], have[b.upper()], "Linked markers were multiplied as independent.")
        return
    known = sorted((*positions[m], m) for m in markers if m in positions)
    for (c1, x1, m1), (c2, x2, m2) in pairwise(known):
        if c1 == c2 and x2 - x1 < CLOSE_CM:
            yield Caution("linked", m1, m2, f"Linked ({x2 - x1:.1f} cM); multiplied as independent.")
