"""What the front page says to strangers of an incident, besides its title; a higher stage puts itself here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repatria.registry.people.models import Incident

TOLD: list[Callable[[Incident], Any]] = []
"""Each answers with what the template ``people/_told.html`` shows of an incident, or with None. Only what was published."""


def told(incident: Incident) -> list[Any]:
    """What is said of ``incident`` in public."""
    return [said for said in (one(incident) for one in TOLD) if said is not None]
