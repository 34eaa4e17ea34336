"""What the journal says about claims. A name that somebody claims is kept as a commitment, so that it can be erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class PartyNamed(EntryType):
    tag = "claims.party_named"
    sentence = _("{name} was entered as somebody who gives, receives or says something")


class DocumentEntered(EntryType):
    tag = "claims.document_entered"
    sentence = _("The document {subject} ({title}, {publisher}) was entered")


class ClaimRecorded(EntryType):
    tag = "claims.recorded"
    sentence = _("{subject}: {party} says of {topic}: {said} ({document})")
    personal = ("said",)


class RecordLoaded(EntryType):
    tag = "claims.record_loaded"
    sentence = _("A public record of {claims} claims in {documents} documents was loaded")


class ReportRead(EntryType):
    tag = "claims.report_read"
    sentence = _("The report {subject} ({title}) was read by {software}: {proposals} claims were proposed")


class ProposalConfirmed(EntryType):
    tag = "claims.proposal_confirmed"
    sentence = _("{subject}: proposal {number} ({kind}) was confirmed and became the claim {claim} of {party}")


class ProposalCorrected(EntryType):
    tag = "claims.proposal_corrected"
    sentence = _("{subject}: proposal {number} ({kind}) was corrected to the claim {claim} of {party}: {reason}")
    personal = ("reason",)


class ProposalRejected(EntryType):
    tag = "claims.proposal_rejected"
    sentence = _("{subject}: proposal {number} ({kind}) was rejected: {reason}")
    personal = ("reason",)
