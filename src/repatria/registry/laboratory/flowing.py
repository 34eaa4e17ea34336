"""What the river wakes in the laboratory: new profiles are checked after an import, an explanation or a second reading; those
that were checked before are compared with a control when it is entered, and with their family when its pedigree or a consent changes."""

from __future__ import annotations

from repatria.registry.journal.recording import Written
from repatria.registry.laboratory.checking import check_control, check_new, check_relatives
from repatria.registry.laboratory.kinlink import relatives_around
from repatria.registry.laboratory.models import Profile
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry

CONTROL = "laboratory.control_entered"
CONTROLS = (CONTROL, "laboratory.control_lineage_entered")
KIN_CHANGED = ("families.pedigree_edited", "families.consent_given")
WAKES = ("laboratory.delivered", "laboratory.explained", "laboratory.second_read", *CONTROLS, *KIN_CHANGED)
"""After these tags."""


def check_new_profiles(written: Written) -> None:
    """Compare what is new with staff, kin and every assemblage of the same kind; a new control with what was there before."""
    by = TheRegistry(Incident.objects.get(slug=written.incident))
    if written.tag in KIN_CHANGED:
        donors = relatives_around(by.incident, written.subject)
        if Profile.objects.filter(subject__in=donors, checked__isnull=False).exists():
            check_relatives(by, written.subject, everybody=written.tag == "families.consent_given")
    elif written.tag not in CONTROLS:
        check_new(by)
    elif Profile.objects.filter(thing__incident=by.incident, checked__isnull=False).exists():
        check_control(by, written.subject)
