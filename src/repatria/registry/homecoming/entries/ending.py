"""What the journal says about determinations of a group and unresolved remains."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class DeterminationWritten(EntryType):
    tag = "homecoming.determination_written"
    sentence = _("Determination {subject} was written: {count} bones belong to {group}, to be received by {receiving}")
    personal = ("evidence",)


class DeterminationRevised(EntryType):
    tag = "homecoming.determination_revised"
    sentence = _("Determination {subject} was revised before anybody signed: {count} bones belong to {group}")
    personal = ("evidence",)


class DeterminationGivenUp(EntryType):
    tag = "homecoming.determination_given_up"
    sentence = _("The draft of determination {subject} was given up; its bones are free again")
    personal = ("reason",)


class DeterminationSigned(EntryType):
    tag = "homecoming.determination_signed"
    sentence = _("{actor} signed determination {subject} for {nation}; digest {digest}; nations so far: {nations}")
    personal = ("words",)


class DeterminationRefused(EntryType):
    tag = "homecoming.determination_refused"
    sentence = _("Signing determination {subject} was tried and refused: {why}")


class DeterminationReversed(EntryType):
    tag = "homecoming.determination_reversed"
    sentence = _("Determination {subject} was reversed; {count} bones are without a group again")
    personal = ("reason",)


class UnresolvedWritten(EntryType):
    tag = "homecoming.unresolved_written"
    sentence = _("What remains of {container} was written up as unresolved {subject}: {count} bones; compared again on {next}")
    personal = ("ground",)


class UnresolvedCompared(EntryType):
    tag = "homecoming.unresolved_compared"
    sentence = _("Unresolved remains {subject} were compared again on {date} (search {search}); next on {next}")
    personal = ("words",)


class UnresolvedEnded(EntryType):
    tag = "homecoming.unresolved_ended"
    sentence = _("Unresolved remains {subject} ended: something was found; {count} bones are free again")
    personal = ("reason",)
