"""What the river wakes here: after an act that touches something statements rest on, whatever no longer stands is voided."""

from __future__ import annotations

from repatria.registry.identification import standing
from repatria.registry.identification.actions import void
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.states import RESTING
from repatria.registry.journal.recording import Written
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Refusal

WAKES = (
    "inventory.individual_unlocked",
    "inventory.individual_withdrawn",
    "inventory.specimen_described",
    "inventory.measured",
    "inventory.measurement_withdrawn",
    "inventory.scored",
    "inventory.score_withdrawn",
    "inventory.sheet_loaded",
    "inventory.relation_found",
    "inventory.relation_withdrawn",
    "intake.expected",
    "intake.list_imported",
    "claims.recorded",
    "claims.record_loaded",
    "claims.proposal_confirmed",
    "laboratory.delivered",
    "laboratory.explained",
    "laboratory.second_read",
    "laboratory.superseded",
    "laboratory.status_changed",
    "laboratory.quality_checked",
    "laboratory.alarm_answered",
    "laboratory.consensus_settled",
    "laboratory.settlement_confirmed",
    "laboratory.settlement_declined",
    "families.pedigree_edited",
    "families.consent_given",
    "families.consent_withdrawn",
    "families.consent_ran_out",
    "families.missing_merged",
    "families.missing_parted",
    "families.missing_corrected",
    "families.kin_corrected",
    "families.loss_said",
    "families.loss_in_force",
    "families.record_noted",
    "families.earlier_decision",
    "families.earlier_decision_withdrawn",
    "families.import_carried_out",
    "families.import_undone",
    "identification.lead_entered",
    "identification.lead_withdrawn",
    "identification.ruled_out",
    "identification.exclusion_revised",
    "searching.rule_set",
    "review.rule_set",
    "review.rule_confirmed",
)
"""After these tags: everything that changes an input named in standing.py."""


def void_what_fell(written: Written) -> None:
    """Compare every identification of the incident that rests on something with its inputs as they are now; void what fell."""
    incident = Incident.objects.filter(slug=written.incident).first()
    if incident is not None:
        sweep(incident)


def sweep(incident: Incident) -> list[Identification]:
    """The same for one incident, whenever it is asked for; the identifications that were voided."""
    rows = Statement.objects.filter(
        current=True, identification__incident=incident, identification__state__in=RESTING
    ).select_related("identification__thing")
    found = list(rows)
    changed = standing.changed_of(found)
    fell = []
    for statement in found:
        if not changed[statement.pk]:
            continue
        try:
            fell.append(void(TheRegistry(incident), statement.identification))
        except Refusal:  # somebody ended it a moment ago, or what changed was taken back
            continue
    return fell
