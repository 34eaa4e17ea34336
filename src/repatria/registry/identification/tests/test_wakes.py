"""Every kind of act is either one that voids what fell, or one that cannot touch what statements rest on; a new one must be sorted."""

from __future__ import annotations

from repatria.registry.identification.flowing import WAKES
from repatria.registry.journal.entrytypes import TYPES

NO_PART = (
    "accounting.",
    "api.",
    "codes.",
    "custody.",
    "homecoming.",
    "journal.",
    "live.",
    "people.",
    "programme.",
    "searching.",
)
"""Stages that hold nothing a statement rests on; of searching only the rule does. A consent that a relative takes back on their page is
withdrawn by an act of its own."""
CANNOT = {
    "claims": "document_entered party_named proposal_corrected proposal_rejected report_read",
    "intake": "accessioned announced assemblage_entered ceremony_held counted figure_noted leg_added leg_arrived received"
    " received_many reviewed seals_checked signed statement_written",
    "inventory": "allowance_answered allowance_asked conflict_settled effect_described effect_photograph_added effect_recorded"
    " individual_locked individual_opened lead_noted lead_withdrawn member_added member_removed photograph_added specimen_entered"
    " specimen_withdrawn specimens_registered",
    "laboratory": "control_ended control_entered control_lineage_entered cut extracted file_refused haplotypes_ended"
    " haplotypes_entered profile_recorded requested samples_registered sent",
    "families": "contact_added contact_attempted contact_ended family_opened file_noted import_mapped import_opened kin_added"
    " missing_added name_added name_ended sample_donated status_said wish_noted",
    "identification": "drafted statement_revised submitted voided withdrawn",
    "review": "agreed audit_asked audit_failed audit_finished begun finished known_opened known_slipped objection_answered"
    " objection_closed objection_raised recomputed rescinded rule_declined rule_proposed sent_back signed signing_refused",
}
"""Nothing that is locked takes or loses a member; a control or a file changes a profile only by the check that follows it, which is an act
of its own; a database of types voids nothing; what reviewers do ends statements by itself."""


def test_every_act_is_sorted() -> None:
    cannot = {f"{stage}.{tag}" for stage, tags in CANNOT.items() for tag in tags.split()}
    acts = {
        tag
        for tag, kind in TYPES.items()
        if not kind.read and kind.__module__.startswith("repatria.registry.") and ".tests" not in kind.__module__
    }
    mine = {tag for tag in acts if not tag.startswith(NO_PART)} | set(WAKES)
    assert set(WAKES) <= acts and not cannot & set(WAKES)
    assert mine - set(WAKES) == cannot
