"""What the river wakes here: when something that a search rests on has changed, what is new is searched for.

Many changes make one search: a search that waits for its worker takes in everything that happens until it begins. Before the first
search was asked for by a person, nothing is queued.
"""

from __future__ import annotations

from repatria.registry.journal.recording import Written
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Overtaken
from repatria.registry.searching.actions import ask_search
from repatria.registry.searching.models import Job, Search

PROFILES = (
    "laboratory.quality_checked",
    "laboratory.second_read",
    "laboratory.superseded",
    "laboratory.status_changed",
    "laboratory.alarm_answered",
    "laboratory.consensus_settled",
    "laboratory.settlement_confirmed",
    "laboratory.control_entered",
    "laboratory.control_ended",
)
FAMILIES = (
    "families.pedigree_edited",
    "families.consent_given",
    "families.consent_withdrawn",
    "families.missing_added",
    "families.missing_merged",
    "families.missing_parted",
    "families.import_carried_out",
    "families.import_undone",
)
GROUPINGS = ("inventory.individual_locked", "inventory.individual_unlocked", "inventory.individual_withdrawn")
WAKES = (*PROFILES, *FAMILIES, *GROUPINGS, "searching.rule_set")
"""After these tags."""


def search_what_changed(written: Written) -> None:
    """Queue a delta search of the incident, unless one waits already or nobody has ever searched it."""
    incident = Incident.objects.filter(slug=written.incident).first()
    if incident is None or not Search.objects.filter(incident=incident, current=True).exists():
        return
    if Job.objects.filter(incident=incident, kind=Job.Kind.SEARCH, state=Job.State.QUEUED).exists():
        return
    try:
        ask_search(
            TheRegistry(incident),
            f"after {written.tag}" + (f" of {written.subject}" if written.subject else ""),
            extent=Search.Extent.DELTA,
        )
    except Overtaken:  # somebody else was as quick
        return
