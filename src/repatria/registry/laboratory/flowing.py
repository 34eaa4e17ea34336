"""What the river wakes in the laboratory: new profiles are checked after an import, an explanation or a second reading; those
that were checked before are compared with a control when it is entered."""

from __future__ import annotations

from repatria.registry.journal.recording import Written
from repatria.registry.laboratory.checking import check_control, check_new
from repatria.registry.laboratory.models import Profile
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry

CONTROL = "laboratory.control_entered"
WAKES = ("laboratory.delivered", "laboratory.explained", "laboratory.second_read", CONTROL)
"""After these tags."""


def check_new_profiles(written: Written) -> None:
    """Compare what is new with staff, kin and every assemblage of the same kind; a new control with what was there before."""
    by = TheRegistry(Incident.objects.get(slug=written.incident))
    if written.tag != CONTROL:
        check_new(by)
    elif Profile.objects.filter(thing__incident=by.incident, checked__isnull=False).exists():
        check_control(by, written.subject)
