"""What the journal says about the missing and their families. Names, contacts and free words about people are commitments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class MissingAdded(EntryType):
    tag = "families.missing_added"
    sentence = _("The missing person {subject} ({name}) was entered")
    personal = ("name", "told")


class MissingCorrected(EntryType):
    tag = "families.missing_corrected"
    sentence = _("{fields} of {subject} were corrected: {reason}")
    personal = ("told", "reason")


class NameAdded(EntryType):
    tag = "families.name_added"
    sentence = _("A name of {subject} was entered ({kind}, {script}): {name}")
    personal = ("name",)


class NameEnded(EntryType):
    tag = "families.name_ended"
    sentence = _("A name of {subject} ({kind}) no longer counts: {reason}")
    personal = ("name", "reason")


class StatusSaid(EntryType):
    tag = "families.status_said"
    sentence = _("The status of {subject} was said to be {word} ({category}) by {board}")
    personal = ("word", "board", "reason")


class LossSaid(EntryType):
    tag = "families.loss_said"
    sentence = _("A loss of {subject} was entered: {place}, {date}, as said by {source}")
    personal = ("place", "date", "point", "source", "circumstances")


class LossPutInForce(EntryType):
    tag = "families.loss_in_force"
    sentence = _("Another loss of {subject} is now in force ({place}, {date}): {reason}")
    personal = ("place", "date", "reason")


class RecordNoted(EntryType):
    tag = "families.record_noted"
    sentence = _("What a record says about {subject} was entered: {what}, from {source}")
    personal = ("value", "source")


class FileNoted(EntryType):
    tag = "families.file_noted"
    sentence = _("For {subject} a reference is on file: {kind}")
    personal = ("note",)


class MissingMerged(EntryType):
    tag = "families.missing_merged"
    sentence = _("{subject} was found to be the same person as {into}: {reason}")
    personal = ("reason",)


class MissingParted(EntryType):
    tag = "families.missing_parted"
    sentence = _("{subject} and {into} were found to be two people: {reason}")
    personal = ("reason",)


class FamilyOpened(EntryType):
    tag = "families.family_opened"
    sentence = _("The family {subject} was opened for {person}")


class PedigreeEdited(EntryType):
    tag = "families.pedigree_edited"
    sentence = _("The pedigree of {subject} was edited (version {version}): {edit}")


class KinAdded(EntryType):
    tag = "families.kin_added"
    sentence = _("The relative {subject} ({name}) was entered")
    personal = ("name", "told")


class KinCorrected(EntryType):
    tag = "families.kin_corrected"
    sentence = _("{fields} of {subject} were corrected: {reason}")
    personal = ("told", "reason")


class ContactAdded(EntryType):
    tag = "families.contact_added"
    sentence = _("A way to reach {subject} was entered ({channel}): {value}")
    personal = ("value",)


class ContactEnded(EntryType):
    tag = "families.contact_ended"
    sentence = _("A way to reach {subject} ({channel}) no longer works: {reason}")
    personal = ("reason",)


class ContactAttempted(EntryType):
    tag = "families.contact_attempted"
    sentence = _("{subject} was approached ({channel}): {outcome}")
    personal = ("note",)


class ConsentGiven(EntryType):
    tag = "families.consent_given"
    sentence = _("{subject} agreed to {purpose} on {date}; form {form}")
    personal = ("form",)


class ConsentWithdrawn(EntryType):
    tag = "families.consent_withdrawn"
    sentence = _("{subject} withdrew the consent to {purpose} on {date}")
    personal = ("words",)


class ConsentRanOut(EntryType):
    tag = "families.consent_ran_out"
    sentence = _("The consent of {subject} to {purpose} came to its end on {date}, as its form says")


class WishNoted(EntryType):
    tag = "families.wish_noted"
    sentence = _("The wishes about {subject} were entered (version {version})")
    personal = ("wish",)


class SampleDonated(EntryType):
    tag = "families.sample_donated"
    sentence = _("{subject} (kit {kit}) was given by {kin} on {date} under the consent of {consent}")


class DecisionOfOthersNoted(EntryType):
    tag = "families.earlier_decision"
    sentence = _("A decision of {issuer} about {subject} was entered as theirs ({date}, {rule})")


class DecisionOfOthersWithdrawn(EntryType):
    tag = "families.earlier_decision_withdrawn"
    sentence = _("A decision of {issuer} about {subject} was withdrawn from the list: {reason}")
    personal = ("reason",)


class ImportOpened(EntryType):
    tag = "families.import_opened"
    sentence = _("The file {name} ({rows} rows, SHA-256 {digest}) was received for import as {subject}")


class ImportMapped(EntryType):
    tag = "families.import_mapped"
    sentence = _("The columns of {subject} were assigned")


class ImportCarriedOut(EntryType):
    tag = "families.import_carried_out"
    sentence = _("{subject} was carried out: {rows} rows read, {made} made, {merged} merged, {refused} refused")


class ImportUndone(EntryType):
    tag = "families.import_undone"
    sentence = _("{subject} was undone: {count} people withdrawn, {restored} set back: {reason}")
    personal = ("reason",)


class MissingOpened(EntryType):
    tag = "families.missing_opened"
    sentence = _("{actor} opened the record of {subject}")
    read = True


class KinOpened(EntryType):
    tag = "families.kin_opened"
    sentence = _("{actor} opened the record of {subject}")
    read = True


class PedigreeOpened(EntryType):
    tag = "families.pedigree_opened"
    sentence = _("{actor} opened the pedigree of {subject}, by code: {by_code}")
    read = True
