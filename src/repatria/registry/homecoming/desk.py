"""What the way home puts on the desk, gathered from its parts.

``desks/<part>.py`` holds what it needs of ``LINKS``, ``PAPERS``, ``alarms(seat)``, ``counts(seat)`` and ``search(seat, text)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from repatria.registry.homecoming.parts import PARTS
from repatria.registry.people.desks import Alarm, Desk, Found
from repatria.registry.people.seats import Seat

_HERE = "repatria.registry.homecoming.desks"


def _desks() -> list[ModuleType]:
    names = (f"{_HERE}.{part}" for part in sorted(PARTS, key=lambda part: part != "telling"))
    return [import_module(name) for name in names if find_spec(name)]


def alarms(seat: Seat) -> Iterable[Alarm]:
    """What waits for somebody, of every part."""
    for one in _desks():
        if hasattr(one, "alarms"):
            yield from one.alarms(seat)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """Lines of the desk's overview, of every part."""
    for one in _desks():
        if hasattr(one, "counts"):
            yield from one.counts(seat)


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Answers to a search, of every part."""
    for one in _desks():
        if hasattr(one, "search"):
            yield from one.search(seat, text)


DESK = Desk(
    links=tuple(link for one in _desks() for link in getattr(one, "LINKS", ())),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=tuple(paper for one in _desks() for paper in getattr(one, "PAPERS", ())),
)
