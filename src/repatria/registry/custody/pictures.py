"""A line of custody as a timeline and a map: rows become the plain values that ``registry.drawing`` draws."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.registry.custody.line import Leg
from repatria.registry.drawing import map as maps
from repatria.registry.drawing import timeline as timelines


def timeline(legs: Sequence[Leg]) -> str:
    """The line as SVG with its table."""
    return timelines.draw_timeline([timelines.Stretch(x.who, x.place, x.since, x.until, x.why) for x in legs])


def map_of(legs: Sequence[Leg]) -> str:
    """The places of the line on a map; empty if none has coordinates."""
    spots = [x for x in legs if x.longitude is not None and x.latitude is not None]
    return maps.draw_legs(spots) if spots else ""
