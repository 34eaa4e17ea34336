"""What somebody should look at before an act that cannot be taken back. Higher stages put the address of their page here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repatria.registry.identification.models import Identification

RESCINDING: list[Callable[[Any, Identification], str]] = []
"""Each answers, for a seat and an identification, with the address of a page to read before it is rescinded; empty for none."""


def rescinding(seat: Any, row: Identification) -> str:
    """The first page to read before ``row`` is rescinded; empty where there is none for this person."""
    return next((found for ask in RESCINDING if (found := ask(seat, row))), "")
