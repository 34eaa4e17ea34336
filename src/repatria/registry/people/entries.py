"""What the journal says about accounts and roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class UserAdded(EntryType):
    tag = "people.user_added"
    sentence = _("The account {subject} was opened for {name}")
    personal = ("name",)


class UserClosed(EntryType):
    tag = "people.user_closed"
    sentence = _("The account {subject} was closed: {reason}")
    personal = ("reason",)


class PasswordSet(EntryType):
    tag = "people.password_set"
    sentence = _("The account {subject} has a new password")


class LaboratoryAdded(EntryType):
    tag = "people.laboratory_added"
    sentence = _("The laboratory {name} was entered")


class IncidentOpened(EntryType):
    tag = "people.incident_opened"
    sentence = _("The incident {title} was opened as {kind}")


class RoleGiven(EntryType):
    tag = "people.role_given"
    sentence = _("{subject} works from now on as {role} for {laboratory}")


class RoleEnded(EntryType):
    tag = "people.role_ended"
    sentence = _("{subject} no longer works as {role}: {reason}")
    personal = ("reason",)


class ExerciseEntered(EntryType):
    tag = "people.exercise_entered"
    sentence = _("{subject} entered the exercise as {role}, from this machine")


class ErasureAsked(EntryType):
    tag = "people.erasure_asked"
    sentence = _(
        "That {values} values in the journal and {cells} in the tables about {subject} be erased was asked for: {reason}"
    )
    personal = ("reason",)


class ErasureDeclined(EntryType):
    tag = "people.erasure_declined"
    sentence = _("The erasure about {subject} was declined: {reason}")
    personal = ("reason",)


class PaperPrinted(EntryType):
    tag = "people.paper_printed"
    sentence = _("{actor} printed the paper {paper} of {subject}")
    read = True
