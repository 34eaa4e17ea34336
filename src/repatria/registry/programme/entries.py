"""What the journal says about the programme. Titles and words are kept as commitments, so that they can be erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class MatterEntered(EntryType):
    tag = "programme.entered"
    sentence = _("{subject} ({kind}) was entered: {title} (source {document})")
    personal = ("title", "words")


class StateTold(EntryType):
    tag = "programme.told"
    sentence = _("{subject}: {state} according to {party}: {words} (source {document})")
    personal = ("words",)


class LegAdded(EntryType):
    tag = "programme.leg"
    sentence = _("{subject}: leg {number} from {origin} to {destination} (source {document})")


class ProgrammeLoaded(EntryType):
    tag = "programme.loaded"
    sentence = _("The programme of a public record was loaded: {matters} matters, {legs} legs, {steps} states")
