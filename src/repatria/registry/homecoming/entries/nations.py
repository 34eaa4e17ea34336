"""What the journal says about the nations of an incident and who signs for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class NationEntered(EntryType):
    tag = "homecoming.nation_entered"
    sentence = _("{nation} was put on the list of the nations of {subject}: {part}")


class NationLeft(EntryType):
    tag = "homecoming.nation_left"
    sentence = _("{nation} signs nothing more in {subject}; {count} people signed for it")
    personal = ("reason",)


class DelegateNamed(EntryType):
    tag = "homecoming.delegate_named"
    sentence = _("{subject} signs determinations for {nation} from now on")


class DelegateEnded(EntryType):
    tag = "homecoming.delegate_ended"
    sentence = _("{subject} signs for {nation} no more")
    personal = ("reason",)
