"""A line of custody as a timeline and a map: rows become the plain values that ``registry.drawing`` draws."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from repatria.registry.custody.line import Leg
from repatria.registry.drawing.map import Journey, Place, draw_map, map_table
from repatria.registry.drawing.timeline import Stretch, draw_timeline, timeline_table


def timeline(legs: Sequence[Leg]) -> str:
    """The line as SVG with its table."""
    return drawn_line(legs) + timeline_table(_stretches(legs))


def drawn_line(legs: Sequence[Leg]) -> str:
    """The line as SVG alone; empty for no leg."""
    return draw_timeline(_stretches(legs))


def _stretches(legs: Sequence[Leg]) -> list[Stretch]:
    return [Stretch(x.who, x.place, x.since, x.until, x.why) for x in legs]


def map_of(legs: Sequence[Leg], *, invented: bool = False) -> str:
    """The places of the line and the journeys between them; empty if fewer than one place has coordinates. ``invented``: an exercise."""
    stood, journeys = _stops(legs)
    return drawn_map(legs, invented=invented) + map_table(stood, journeys) if stood else ""


def drawn_map(legs: Sequence[Leg], *, invented: bool = False) -> str:
    """The same map as SVG alone."""
    stood, journeys = _stops(legs)
    return draw_map(stood, journeys, title="Where it has been", invented=invented) if stood else ""


def _stops(legs: Sequence[Leg]) -> tuple[list[Place], list[Journey]]:
    stops = [x for x in legs if x.longitude is not None and x.latitude is not None]
    places = {x.place: Place(x.place, x.longitude or 0.0, x.latitude or 0.0, x.within_km) for x in stops}
    return list(places.values()), [Journey(a, b) for a, b in pairwise([x.place for x in stops]) if a != b]
