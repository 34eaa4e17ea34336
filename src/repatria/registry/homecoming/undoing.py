"""What the river wakes after a rescission: the correction is opened by itself, with everything that rested on the link."""

from __future__ import annotations

from repatria.registry.homecoming.actions import undoing
from repatria.registry.homecoming.freshness import is_stale
from repatria.registry.homecoming.models import Correction
from repatria.registry.identification.models import Identification
from repatria.registry.journal.recording import Written
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Refusal

WAKES_UNDOING = ("review.rescinded",)
"""After these tags."""


def follow_rescissions(written: Written) -> None:
    """Open the correction of every rescinded identification of the incident that has none."""
    incident = Incident.objects.filter(slug=written.incident).first()
    if incident is not None:
        sweep(incident)


def look_again(incident: Incident) -> list[Correction]:
    """Compute again the list of every open correction of an incident since which something was written that could add to it.

    Asked for every day; the corrections that were looked at.
    """
    rows = Correction.objects.filter(incident=incident, closed__isnull=True).select_related("incident").order_by("pk")
    found = []
    for row in rows:
        if not is_stale(row):
            continue
        try:
            undoing.look_again(TheRegistry(incident), row)
        except Refusal:  # somebody closed it a moment ago
            continue
        found.append(row)
    return found


def sweep(incident: Incident) -> list[Correction]:
    """The same for one incident, whenever it is asked for; the corrections that were opened."""
    rows = Identification.objects.filter(incident=incident, state=Identification.State.RESCINDED, correction__isnull=True)
    made = []
    for row in rows.order_by("pk"):
        try:
            made.append(undoing.open_correction(TheRegistry(incident), row))
        except Refusal:  # somebody opened it a moment ago
            continue
    return made
