"""What the journal says about samples and profiles. Genotypes never stand in it; a keyed commitment to their digest may."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class SampleCut(EntryType):
    tag = "laboratory.cut"
    sentence = _("{subject} was cut from {parent}: {taken_g} g of {before_g} g, {remaining_g} g remain, {lost_g} g lost")


class SamplesRegistered(EntryType):
    tag = "laboratory.samples_registered"
    sentence = _("Samples were registered ({count}): {why}")


class DnaExtracted(EntryType):
    tag = "laboratory.extracted"
    sentence = _("Extract {number} was made of {subject} by {method}; {used_g} g were used up")


class RequestMade(EntryType):
    tag = "laboratory.requested"
    sentence = _("{subject} asks {to} to type samples ({count})")


class RequestSent(EntryType):
    tag = "laboratory.sent"
    sentence = _("{subject} was sent to {to} with its samples ({count})")


class FileDelivered(EntryType):
    tag = "laboratory.delivered"
    sentence = _("{subject}: the file {name} came back; rows {rows}: {received} received, {failed} failed, "
                 "{unknown} unknown, {unasked} not asked for, {duplicate} as before")  # fmt: skip


class FileRefused(EntryType):
    tag = "laboratory.file_refused"
    sentence = _("A file with the digest {sha256} was refused: {reason}")
    personal = ("name", "reason")


class LineExplained(EntryType):
    tag = "laboratory.explained"
    sentence = _("The profile {subject}, unknown until now, was taken as of {of}: {reason}")


class ProfileRecorded(EntryType):
    tag = "laboratory.profile_recorded"
    sentence = _("The profile {subject} of {of} was read for the first time")
    personal = ("digest",)


class SecondRead(EntryType):
    tag = "laboratory.second_read"
    sentence = _("The profile {subject} was read a second time; the two reads agree: {agrees}")


class ProfileSuperseded(EntryType):
    tag = "laboratory.superseded"
    sentence = _("The profile {old} was superseded by {subject}: {reason}")
    personal = ("digest",)


class StatusChanged(EntryType):
    tag = "laboratory.status_changed"
    sentence = _("The profile {subject} is now {status}: {reason}")


class QualityChecked(EntryType):
    tag = "laboratory.quality_checked"
    sentence = _(
        "Profiles compared: {profiles}, with kin, controls ({controls}) and profiles of every assemblage ({others}); "
        "pairs that may be one person: {pairs}; alarms: {alarms}"
    )


class AlarmAnswered(EntryType):
    tag = "laboratory.alarm_answered"
    sentence = _("The alarm about {subject}, which {about}, was answered: {words}. {reason}")


class ConsensusSettled(EntryType):
    tag = "laboratory.consensus_settled"
    sentence = _("Version {version} of the consensus of {subject} was settled: {reason}")


class SettlementConfirmed(EntryType):
    tag = "laboratory.settlement_confirmed"
    sentence = _("A second person agreed with the settlement of {subject}, now version {version}: {reason}")


class SettlementDeclined(EntryType):
    tag = "laboratory.settlement_declined"
    sentence = _("A second person did not agree with the settlement of {subject}, version {version}: {reason}")


class ControlEntered(EntryType):
    tag = "laboratory.control_entered"
    sentence = _("The control {token} ({kind}) was entered")
    personal = ("name",)


class ControlLineageEntered(EntryType):
    tag = "laboratory.control_lineage_entered"
    sentence = _("The {kind} profile of the control {subject} was entered")
    personal = ("digest",)


class ControlEnded(EntryType):
    tag = "laboratory.control_ended"
    sentence = _("The control {token} is no longer compared: {reason}")


class HaplotypesEntered(EntryType):
    tag = "laboratory.haplotypes_entered"
    sentence = _("A database of {kind} types was entered: {name}, {size} people, from {source}; invented: {simulated}")


class HaplotypesEnded(EntryType):
    tag = "laboratory.haplotypes_ended"
    sentence = _("Types are no longer counted in the database {name}: {reason}")


class GenotypeOpened(EntryType):
    tag = "laboratory.genotype_opened"
    sentence = _("{actor} read the genotype {subject}")
    read = True


class CaseExported(EntryType):
    tag = "laboratory.case_exported"
    sentence = _(
        "A case left; profiles: {profiles}, families: {families}, withheld: {withheld}, too few markers: {too_few}; digest {digest}"
    )
    read = True
