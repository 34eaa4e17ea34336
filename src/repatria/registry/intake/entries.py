"""What the journal says about hand-overs. No entry about a container says where it is claimed to come from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class HandoverAnnounced(EntryType):
    tag = "intake.announced"
    sentence = _("The hand-over {subject} ({title}) from {giver} to {receiver} was announced")


class ContainerExpected(EntryType):
    tag = "intake.expected"
    sentence = _("The giver of {subject} lists a container with number {number}")


class ListImported(EntryType):
    tag = "intake.list_imported"
    sentence = _("A giver's list of {count} containers was taken up for {subject}")


class ContainerReceived(EntryType):
    tag = "intake.received"
    sentence = _("{subject}, number {number} of {handover}, was received")


class ContainersReceived(EntryType):
    tag = "intake.received_many"
    sentence = _("{count} containers of {subject} were received, {first} to {last}")


class SealsChecked(EntryType):
    tag = "intake.seals_checked"
    sentence = _("The seals of {subject} were read: {found}")


class ContainersCounted(EntryType):
    tag = "intake.counted"
    sentence = _("The containers of {subject} were counted: {counted} (count {number})")


class HandoverSigned(EntryType):
    tag = "intake.signed"
    sentence = _("{subject} was signed for the {side} by {name}, {title}")
    personal = ("name",)


class LegAdded(EntryType):
    tag = "intake.leg_added"
    sentence = _("{subject} went from {origin} to {to} (leg {number})")


class LegArrived(EntryType):
    tag = "intake.leg_arrived"
    sentence = _("{subject} arrived at {to} (leg {number}) with {count} items")


class CeremonyHeld(EntryType):
    tag = "intake.ceremony_held"
    sentence = _("A ceremony was held for {subject} at {place}")


class ContainerReviewed(EntryType):
    tag = "intake.reviewed"
    sentence = _("{subject} was reviewed in the field: {verdict}, {period}")


class StatementWritten(EntryType):
    tag = "intake.statement_written"
    sentence = _("A holding statement was written for {subject} (version {number})")


class ContainersAccessioned(EntryType):
    tag = "intake.accessioned"
    sentence = _("{count} containers were accessioned as {number} ({subject})")


class AssemblageEntered(EntryType):
    tag = "intake.assemblage_entered"
    sentence = _("An older assemblage of {count} containers was entered as {number} ({subject})")


class FigureNotedEntry(EntryType):
    tag = "intake.figure_noted"
    sentence = _("The figure {name} of {subject} is now {words}: {why}")
