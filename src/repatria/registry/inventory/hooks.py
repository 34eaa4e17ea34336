"""Where higher stages add to the pages of the inventory without the inventory knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from repatria.registry.inventory.models import Specimen
from repatria.registry.people.seats import Seat


@dataclass(frozen=True, slots=True)
class Part:
    """One line about something taken from a specimen, such as a sample: its code, a few words, its page."""

    code: str
    words: str
    url: str


SAMPLES: list[Callable[[Seat, Specimen], Iterable[Part]]] = []
"""Called for the page of a specimen; each provider answers only with what the seat may see."""


def samples_of(seat: Seat, specimen: Specimen) -> list[Part]:
    """What every stage knows to have been taken from ``specimen``."""
    return [part for provider in SAMPLES for part in provider(seat, specimen)]
