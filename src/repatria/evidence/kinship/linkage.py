"""Markers that travel together: multiplying them as independent overstates or understates, so the finding says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repatria.model.finding import Caution
from repatria.reference.linkage import linked_pairs

CLOSE = 0.32
"""Recombination fraction below which a pair is named: about 50 centimorgans by Haldane's map function (1919)."""


def linked_cautions(markers: Sequence[str]) -> Iterator[Caution]:
    """A caution for each pair of close neighbours among ``markers``, from the map at hand."""
    for pair in linked_pairs(markers):
        if pair.recombination < CLOSE:
            text = f"Linked (recombination {pair.recombination:.2f}); multiplied as independent."
            yield Caution("linked", pair.first, pair.second, text)
