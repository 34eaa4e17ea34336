"""The journal's own entries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class JournalOpened(EntryType):
    tag = "journal.opened"
    sentence = _("The journal of {origin} was opened")


class JournalRestored(EntryType):
    tag = "journal.restored"
    sentence = _("The registry was restored from a copy that ends at entry {size}: {reason}")


class ValueErased(EntryType):
    tag = "journal.erased"
    sentence = _("{count} values in the journal and {cells} in the tables about {subject} were erased: {reason}")
    personal = ("reason",)


class FlowFailed(EntryType):
    tag = "journal.flow_failed"
    sentence = _("After {after} the step {step} failed: {fault}")


class TimeInvented(EntryType):
    tag = "journal.time_invented"
    sentence = _("From here on this exercise is lived in invented time, which began at {began}")
