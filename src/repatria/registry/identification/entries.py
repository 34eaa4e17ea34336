"""What the journal says about evidence, leads, exclusions, identifications and statements."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class EvidenceOpened(EntryType):
    tag = "identification.evidence_opened"
    sentence = _("{actor} opened the evidence file of {subject} and {missing}; digest {digest}")
    read = True


class GenotypesCompared(EntryType):
    tag = "identification.genotypes_compared"
    sentence = _("{actor} read the genotypes of {subject} beside those of the family of {missing}; evidence {digest}")
    read = True


class LeadEntered(EntryType):
    tag = "identification.lead_entered"
    sentence = _("A lead ({kind}) from {subject} to {missing} was entered")
    personal = ("source", "if_so", "if_not")


class LeadWithdrawn(EntryType):
    tag = "identification.lead_withdrawn"
    sentence = _("A lead ({kind}) from {subject} to {missing} was taken back")
    personal = ("reason",)


class RuledOut(EntryType):
    tag = "identification.ruled_out"
    sentence = _("{missing} was ruled out for {subject} by {ground}")
    personal = ("words",)


class ExclusionRevised(EntryType):
    tag = "identification.exclusion_revised"
    sentence = _("That {missing} was ruled out for {subject} was taken back")
    personal = ("reason",)


class IdentificationDrafted(EntryType):
    tag = "identification.drafted"
    sentence = _("{subject} was drafted: {individual} version {version} is {missing}; statement {digest}")
    personal = ("text",)


class StatementRevised(EntryType):
    tag = "identification.statement_revised"
    sentence = _("Statement {number} of {subject} was written; digest {digest}")
    personal = ("text",)


class IdentificationSubmitted(EntryType):
    tag = "identification.submitted"
    sentence = _("{subject} was put before its reviewers with statement {number}")


class IdentificationWithdrawn(EntryType):
    tag = "identification.withdrawn"
    sentence = _("{subject} was withdrawn")
    personal = ("reason",)


class IdentificationVoided(EntryType):
    tag = "identification.voided"
    sentence = _("{subject} no longer stands: {changed} changed after it was {state}")
