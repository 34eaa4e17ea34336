"""What the journal says about corrections after a wrong identification."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class CorrectionOpened(EntryType):
    tag = "homecoming.correction_opened"
    sentence = _("{subject} was rescinded: a correction with {count} steps was opened for what rests on it")


class CorrectionExtended(EntryType):
    tag = "homecoming.correction_extended"
    sentence = _("What rests on {subject} was looked at again: {count} steps came to its correction")


class StepEnded(EntryType):
    tag = "homecoming.correction_step_ended"
    sentence = _("A step of the correction of {subject} ended: {kind} {about}")
    personal = ("outcome",)


class CorrectionClosed(EntryType):
    tag = "homecoming.correction_closed"
    sentence = _("The correction of {subject} was closed: all {count} steps have ended")


class RescissionNoticePrinted(EntryType):
    tag = "homecoming.rescission_notice_printed"
    sentence = _("{actor} printed the letter that says the identification {subject} was wrong, for the family of {missing}")
    read = True
