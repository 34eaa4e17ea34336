"""What the journal says about private pages, enquiries and letters. No token and no number of a second factor is ever in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class DoorOpened(EntryType):
    tag = "homecoming.door_opened"
    sentence = _("A private page about {subject} was opened for {kin} until {until} (door {door})")


class DoorEnded(EntryType):
    tag = "homecoming.door_ended"
    sentence = _("The private page of {kin} about {subject} was closed (door {door})")
    personal = ("why",)


class DoorTried(EntryType):
    tag = "homecoming.door_tried"
    sentence = _(
        "The second factor of door {door} ({kin}, {subject}) was tried; opened: {opened}; wrong tries: {tries}; locked: {locked}"
    )


class FamilyPageRead(EntryType):
    tag = "homecoming.family_page_read"
    sentence = _("{kin} read their private page about {subject} (door {door})")
    read = True


class StatusRead(EntryType):
    tag = "homecoming.status_read"
    sentence = _("{actor} read what the family of {subject} is told")
    read = True


class Asked(EntryType):
    tag = "homecoming.asked"
    sentence = _(
        "{enquiry}: {kin} asked about {subject} ({kind}); due on {due}; owner {owner}; on their own page: {through_door}"
    )
    personal = ("words",)


class ConsentWithdrawnOnPage(EntryType):
    tag = "homecoming.consent_withdrawn_on_page"
    sentence = _(
        "{enquiry}: {kin} withdrew the consent to {purpose} on their private page about {subject}; due on {due}; owner {owner}"
    )
    personal = ("words",)


class EnquiryHandedOn(EntryType):
    tag = "homecoming.enquiry_handed_on"
    sentence = _("{enquiry} about {subject} goes to {owner}")


class EnquiryAnswered(EntryType):
    tag = "homecoming.enquiry_answered"
    sentence = _("{enquiry} about {subject} was answered to {kin}")
    personal = ("answer",)


class SilenceEnded(EntryType):
    tag = "homecoming.silence_ended"
    sentence = _(
        "{kin} had asked on {since} not to be contacted about {subject}, and turned to us on {date} ({channel}); enquiries "
        "answered with it: {answered}"
    )
    personal = ("words",)


class LettersWritten(EntryType):
    tag = "homecoming.letters_written"
    sentence = _(
        "{count} status letters were written, dated {date}; not to be contacted: {silent}; nobody to write to: {nobody}; digest {digest}"
    )
