"""What the journal says about wishes and disagreements."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class WishForTheWayRead(EntryType):
    tag = "homecoming.wish_for_the_way_read"
    sentence = _("{actor} read what the family of {subject} wishes for the way home")
    read = True


class Elected(EntryType):
    tag = "homecoming.elected"
    sentence = _(
        "{directs} wished for {subject}: {choice}; of what may be found later: {portions} (wish {number}, to be asked again {ask})"
    )
    personal = ("words", "place", "honours", "form")


class DisagreementOpened(EntryType):
    tag = "homecoming.disagreement_opened"
    sentence = _("{kin} does not agree with what is to be done about {subject}; nothing leaves until it is settled")
    personal = ("words",)


class DisagreementSettled(EntryType):
    tag = "homecoming.disagreement_settled"
    sentence = _("The disagreement {disagreement} about {subject} was settled")
    personal = ("decided_by", "settlement")
