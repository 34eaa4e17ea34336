"""A line of custody as a timeline and a map: rows become the plain values that ``registry.drawing`` draws."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from repatria.registry.custody.line import Leg
from repatria.registry.drawing.map import Journey, Place, draw_map, map_table
from repatria.registry.drawing.timeline import Stretch, draw_timeline, timeline_table


def timeline(legs: Sequence[Leg]) -> str:
    """The line as SVG with its table."""
    line = [Stretch(x.who, x.place, x.since, x.until, x.why) for x in legs]
    return draw_timeline(line) + timeline_table(line)


def map_of(legs: Sequence[Leg], *, invented: bool = False) -> str:
    """The places of the line and the journeys between them; empty if fewer than one place has coordinates. ``invented``: an exercise."""
    stops = [x for x in legs if x.longitude is not None and x.latitude is not None]
    places = {x.place: Place(x.place, x.longitude or 0.0, x.latitude or 0.0, x.within_km) for x in stops}
    if not places:
        return ""
    route = [x.place for x in stops]
    journeys = [Journey(a, b) for a, b in pairwise(route) if a != b]
    stood = list(places.values())
    return draw_map(stood, journeys, title="Where it has been", invented=invented) + map_table(stood, journeys)
