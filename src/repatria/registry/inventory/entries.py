"""What the journal says about specimens, effects, individuals and relations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class SpecimenEntered(EntryType):
    tag = "inventory.specimen_entered"
    sentence = _("{subject}, found in {container}: {element}")


class SpecimensRegistered(EntryType):
    tag = "inventory.specimens_registered"
    sentence = _("{count} specimens were registered in {subject}, {first} to {last}")


class SpecimenDescribed(EntryType):
    tag = "inventory.specimen_described"
    sentence = _("{subject} was described anew (version {number}): {element}; {reason}")


class SpecimenWithdrawn(EntryType):
    tag = "inventory.specimen_withdrawn"
    sentence = _("The entry {subject} was withdrawn: {reason}")


class Measured(EntryType):
    tag = "inventory.measured"
    sentence = _("{subject}: {code} is {value_mm} mm {warning}")


class MeasurementWithdrawn(EntryType):
    tag = "inventory.measurement_withdrawn"
    sentence = _("{subject}: the measurement {code} of {value_mm} mm was withdrawn: {reason}")


class Scored(EntryType):
    tag = "inventory.scored"
    sentence = _("{subject}: {what} is {low} to {high}")


class ScoreWithdrawn(EntryType):
    tag = "inventory.score_withdrawn"
    sentence = _("{subject}: the score of {what}, {low} to {high}, was withdrawn: {reason}")


class PhotographAdded(EntryType):
    tag = "inventory.photograph_added"
    sentence = _("A photograph of {subject} was added")


class PhotographOpened(EntryType):
    tag = "inventory.photograph_opened"
    sentence = _("{actor} opened a photograph of {subject}")
    read = True


class EffectPhotographAdded(EntryType):
    tag = "inventory.effect_photograph_added"
    sentence = _("A photograph of the effect {subject} was added")


class EffectPhotographOpened(EntryType):
    tag = "inventory.effect_photograph_opened"
    sentence = _("{actor} opened a photograph of the effect {subject}")
    read = True


class EffectRecorded(EntryType):
    tag = "inventory.effect_recorded"
    sentence = _("{subject}, an effect found in {container}: {description} {text_read}")
    personal = ("description", "marks", "text_read")


class EffectDescribed(EntryType):
    tag = "inventory.effect_described"
    sentence = _("The effect {subject} was described anew (version {number}): {description}; {reason}")
    personal = ("description", "marks", "text_read", "reason")


class LeadNoted(EntryType):
    tag = "inventory.lead_noted"
    sentence = _("A name was read from {subject}: {name} {number}; a lead, not an identification")
    personal = ("name", "number", "how_sure")


class LeadWithdrawn(EntryType):
    tag = "inventory.lead_withdrawn"
    sentence = _("A name read from {subject} was withdrawn: {reason}")
    personal = ("reason",)


class IndividualOpened(EntryType):
    tag = "inventory.individual_opened"
    sentence = _("The grouping {subject} was begun with {members}")


class MemberAdded(EntryType):
    tag = "inventory.member_added"
    sentence = _("{specimens} joined {subject} (version {version})")


class MemberRemoved(EntryType):
    tag = "inventory.member_removed"
    sentence = _("{specimen} left {subject} (version {version}): {reason}")


class IndividualLocked(EntryType):
    tag = "inventory.individual_locked"
    sentence = _("Version {version} of {subject} was locked with {count} specimens")


class IndividualUnlocked(EntryType):
    tag = "inventory.individual_unlocked"
    sentence = _("{subject} was opened again as version {version}: {reason}")


class IndividualWithdrawn(EntryType):
    tag = "inventory.individual_withdrawn"
    sentence = _("The grouping {subject} was withdrawn: {reason}")


class AllowanceAsked(EntryType):
    tag = "inventory.allowance_asked"
    sentence = _("A reviewer was asked whether {specimen} may join {subject} although: {grounds}")


class AllowanceAnswered(EntryType):
    tag = "inventory.allowance_answered"
    sentence = _("Whether {specimen} may join {subject}: {state} by {actor}, because {answer}")


class ConflictSettled(EntryType):
    tag = "inventory.conflict_settled"
    sentence = _("{actor} settled a conflict of {subject} (version {version}): {conflict}; because {reason}")


class RelationFound(EntryType):
    tag = "inventory.relation_found"
    sentence = _("{subject} and {other}: {kind}, {verdict} {grounds}")


class RelationWithdrawn(EntryType):
    tag = "inventory.relation_withdrawn"
    sentence = _("{subject} and {other}: {kind} was withdrawn: {reason}")


class SheetLoaded(EntryType):
    tag = "inventory.sheet_loaded"
    sentence = _("An old inventory sheet was loaded: {read} lines read, {made} made, {merged} merged, {refused} refused")
