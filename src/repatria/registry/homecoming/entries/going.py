"""What the journal says about releases, portions and graves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class ReleasePrepared(EntryType):
    tag = "homecoming.release_prepared"
    sentence = _("Release {subject} was prepared for {about}: {items}")
    personal = ("receiver", "escort", "honours")


class ReleaseRefused(EntryType):
    tag = "homecoming.release_refused"
    sentence = _("A release for {subject} was tried and refused: {why}")


class ReleaseCancelled(EntryType):
    tag = "homecoming.release_cancelled"
    sentence = _("Release {subject} for {about} was cancelled before it left")
    personal = ("reason",)


class CountedOut(EntryType):
    tag = "homecoming.counted_out"
    sentence = _("Release {subject} for {about} was counted out and left: {counts}")


class CountedIn(EntryType):
    tag = "homecoming.counted_in"
    sentence = _("Release {subject} for {about} was counted in: {counts}. What differs: {differs}")
    personal = ("signed_by", "document")


class BurialRefused(EntryType):
    tag = "homecoming.burial_refused"
    sentence = _("A grave for release {subject} was tried and refused: {why}")


class CameBack(EntryType):
    tag = "homecoming.came_back"
    sentence = _("{item} of release {subject} came back")
    personal = ("reason", "document")


class LaidToRest(EntryType):
    tag = "homecoming.laid_to_rest"
    sentence = _("{about} was laid to rest on {date} with release {subject} (grave {burial})")
    personal = ("place", "grave", "honours", "exhumation")


class GraveOpened(EntryType):
    tag = "homecoming.grave_opened"
    sentence = _("The grave {burial} of {about} was opened again ({subject})")
    personal = ("reason",)


class PortionRaised(EntryType):
    tag = "homecoming.portion_raised"
    sentence = _(
        "{specimen} came to light for {subject}, whose family was told before ({identification}): to be answered by {due}"
    )


class PortionFell(EntryType):
    tag = "homecoming.portion_fell"
    sentence = _("{specimen} is not of {subject} as it now stands: nothing is to be answered for it")
    personal = ("words",)


class PortionAnswered(EntryType):
    tag = "homecoming.portion_answered"
    sentence = _("What came to light later of {subject} ({specimen}) was answered: {outcome}, as the standing wish says")
    personal = ("words",)


class PortionRefused(EntryType):
    tag = "homecoming.portion_refused"
    sentence = _("An answer for {specimen} of {subject} was tried and refused: {why}")
