"""What the river wakes in the laboratory: new profiles are checked after an import, an explanation or a second reading."""

from __future__ import annotations

from repatria.registry.journal.recording import Written
from repatria.registry.laboratory.checking import check_new
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry

WAKES = ("laboratory.delivered", "laboratory.explained", "laboratory.second_read")
"""After these tags."""


def check_new_profiles(written: Written) -> None:
    """Compare what is new with staff, kin and every assemblage of the same kind."""
    check_new(TheRegistry(Incident.objects.get(slug=written.incident)))
