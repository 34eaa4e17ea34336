"""What every stage puts on an incident's desk: its entries in the navigation, its alarms, its answers to a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import reverse

from repatria.registry.people.seats import Seat


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation: shown to a seat that may do ``verb``."""

    label: Any
    to: str
    verb: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a person: a gap, a mass that does not add up, an open discrepancy."""

    sentence: str
    url: str
    weight: int = 1
    """3 waits for this very person; 2 stops work on the item; 1 asks for a look."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of the search field."""

    code: str
    words: str
    url: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper that a stage prints: whoever may do all of ``verbs`` prints it, on the page named ``to``; ``when``: a sentence."""

    name: Any
    verbs: tuple[str, ...]
    when: Any
    to: str
    shows: Any = ""
    """What of people it shows; empty: codes only."""
    recorded: bool = False
    """Every print is written into the journal."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one stage contributes: ``registry/<stage>/desk.py`` holds it as ``DESK``."""

    links: Sequence[Link] = ()
    alarms: Callable[[Seat], Iterable[Alarm]] = lambda _seat: ()
    counts: Callable[[Seat], Iterable[tuple[Any, Any, str]]] = lambda _seat: ()
    """(label, value or None for "not yet known", url): lines of the desk's overview."""
    search: Callable[[Seat, str], Iterable[Found]] = lambda _seat, _text: ()
    papers: Sequence[Paper] = ()
    """Every paper that the stage prints; the page *Papers* lists them all."""


def desks() -> list[Desk]:
    """The stages' desks, in the order of the river."""
    found = []
    for name in settings.STAGES:
        module = f"repatria.registry.{name}.desk"
        if find_spec(f"repatria.registry.{name}") is not None and find_spec(module) is not None:
            found.append(import_module(module).DESK)
    return found


def at(seat: Seat, name: str, **kwargs: Any) -> str:
    """The address of a page of the seat's incident."""
    return reverse(name, kwargs={"incident": seat.incident.slug, **kwargs})


def nav(seat: Seat | None, path: str = "") -> list[dict[str, Any]]:
    """The navigation of a seat: label, url, whether it is the current page."""
    if seat is None:
        return []
    links = [link for desk in desks() for link in desk.links if seat.may(link.verb)]
    urls = [(link, at(seat, link.to)) for link in links]
    best = max((len(url) for _, url in urls if path.startswith(url)), default=0)
    return [{"label": link.label, "url": url, "current": len(url) == best and path.startswith(url)} for link, url in urls]
