"""What the journal says about what families are told and what is made public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class ContactNoted(EntryType):
    tag = "homecoming.contact_noted"
    sentence = _("A conversation with {kin} about {subject} on {date} was noted ({channel}; fixed words: {wording})")
    personal = ("words",)


class ToldByOthers(EntryType):
    tag = "homecoming.told_by_others"
    sentence = _("The family of {subject} heard from others on {date}; an urgent task was opened")
    personal = ("source", "words")


class UrgentAnswered(EntryType):
    tag = "homecoming.urgent_answered"
    sentence = _("The urgent task {conversation} about {subject} was done")
    personal = ("answer",)


class EffectAnnounced(EntryType):
    tag = "homecoming.effect_announced"
    sentence = _("{kin} was told on {date} that effect {effect} goes to the family of {subject}; it says nothing about remains")
    personal = ("words",)


class EffectGivenHome(EntryType):
    tag = "homecoming.effect_given_home"
    sentence = _("Effect {subject} was offered to the family of {missing}, as told in conversation {conversation}")


class NotificationDue(EntryType):
    tag = "homecoming.notification_due"
    sentence = _("{identification} names {subject}: the family has to be told (notification {notification})")


class NotificationOvertaken(EntryType):
    tag = "homecoming.notification_overtaken"
    sentence = _(
        "The signature of {identification} fell before the family of {subject} was told: notification {notification} is over"
    )


class NotificationRenewed(EntryType):
    tag = "homecoming.notification_renewed"
    sentence = _(
        "The family of {subject} was told on {date}; {identification} renews that (notification {notification}, "
        "earlier {earlier}). Bones that were not there then: {bones}"
    )


class TellingAttempted(EntryType):
    tag = "homecoming.telling_attempted"
    sentence = _("An attempt to reach {kin} to tell about {subject} ({identification}) on {date} by {channel}: {outcome}")
    personal = ("note",)


class Notified(EntryType):
    tag = "homecoming.notified"
    sentence = _(
        "{kin} was told on {date} by {channel} that {subject} is identified ({identification}, notification {notification})"
    )
    personal = ("words", "instead", "language")


class TellingRefused(EntryType):
    tag = "homecoming.telling_refused"
    sentence = _("Telling the family of {subject} was tried and refused: {why}")


class TellingTakenBack(EntryType):
    tag = "homecoming.telling_taken_back"
    sentence = _(
        "{kin} was told on {date} that the identification {identification} of {subject} was wrong (notification {notification})"
    )
    personal = ("words",)


class Briefed(EntryType):
    tag = "homecoming.briefed"
    sentence = _("The file of {subject} ({identification}) was explained to {kin} on {date} by {channel}; briefing pack {pack}")
    personal = ("words",)


class Published(EntryType):
    tag = "homecoming.published"
    sentence = _("The name of {subject} is public from {date} on (public text {publication})")
    personal = ("text",)


class PublicationRefused(EntryType):
    tag = "homecoming.publication_refused"
    sentence = _("Making the name of {subject} public was tried and refused: {why}")


class PublicationWithdrawn(EntryType):
    tag = "homecoming.publication_withdrawn"
    sentence = _("The public text {publication} about {subject} was withdrawn")
    personal = ("reason",)


class HomeOpened(EntryType):
    tag = "homecoming.opened"
    sentence = _("{actor} opened what the family of {subject} was told, wishes and said")
    read = True
