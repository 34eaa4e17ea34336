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
    "laboratory.haplotypes_entered",
    "laboratory.haplotypes_ended",
)
FAMILIES = (
    "families.pedigree_edited",
    "families.consent_given",
    "families.consent_withdrawn",
    "families.consent_ran_out",
    "families.missing_added",
    "families.missing_merged",
    "families.missing_parted",
    "families.missing_corrected",
    "families.loss_said",
    "families.loss_in_force",
    "families.record_noted",
    "families.import_carried_out",
    "families.import_undone",
)
GROUPINGS = ("inventory.individual_locked", "inventory.individual_unlocked", "inventory.individual_withdrawn")
WAKES = (*PROFILES, *FAMILIES, *GROUPINGS, "searching.rule_set")
"""After these tags."""


SAID = {
    "laboratory.quality_checked": "a profile was checked and may be used",
    "laboratory.second_read": "a profile was read a second time",
    "laboratory.superseded": "a profile was replaced by a later one",
    "laboratory.status_changed": "a profile may be used, or may not be used any more",
    "laboratory.alarm_answered": "an alarm about a profile was answered",
    "laboratory.consensus_settled": "a contradiction between samples was settled",
    "laboratory.settlement_confirmed": "how a contradiction was settled was confirmed",
    "laboratory.control_entered": "the profile of a control was entered",
    "laboratory.control_ended": "the profile of a control was ended",
    "laboratory.haplotypes_entered": "a database of types of lines was entered",
    "laboratory.haplotypes_ended": "a database of types of lines was ended",
    "families.pedigree_edited": "a pedigree was changed",
    "families.consent_given": "a consent was given",
    "families.consent_withdrawn": "a consent was withdrawn",
    "families.consent_ran_out": "a consent came to its end",
    "families.missing_added": "somebody was added to the list of the missing",
    "families.missing_merged": "two entries of the list of the missing were merged",
    "families.missing_parted": "an entry of the list of the missing was parted again",
    "families.missing_corrected": "an entry of the list of the missing was corrected",
    "families.loss_said": "something was said of how a person was lost",
    "families.loss_in_force": "another account of a loss was put in force",
    "families.record_noted": "a record of a missing person was noted",
    "families.import_carried_out": "a list of the missing was taken in",
    "families.import_undone": "a list that had been taken in was taken back",
    "inventory.individual_locked": "an individual was locked",
    "inventory.individual_unlocked": "an individual was unlocked",
    "inventory.individual_withdrawn": "an individual was withdrawn",
    "searching.rule_set": "a new rule for lists was set",
}
"""Why a search begins by itself, in words: what the act did."""


def why_now(tag: str, subject: str) -> str:
    """The reason of a delta search as people read it."""
    return SAID[tag] + (f" ({subject})" if subject else "")


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
            why_now(written.tag, written.subject),
            extent=Search.Extent.DELTA,
        )
    except Overtaken:  # somebody else was as quick
        return
