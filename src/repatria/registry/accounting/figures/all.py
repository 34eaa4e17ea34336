"""Every figure by its key."""

from __future__ import annotations

from repatria.registry.accounting.figures.base import Figure
from repatria.registry.accounting.figures.people import PEOPLE_FIGURES
from repatria.registry.accounting.figures.things import THINGS
from repatria.registry.refusals import NotFound

FIGURES: dict[str, Figure] = {one.key: one for one in (*PEOPLE_FIGURES, *THINGS)}


def figure_called(key: str) -> Figure:
    """The figure with this key."""
    if key not in FIGURES:
        raise NotFound
    return FIGURES[key]
