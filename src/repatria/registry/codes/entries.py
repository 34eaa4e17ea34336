"""What the journal says about identifiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class IdentifierGiven(EntryType):
    tag = "codes.identifier_given"
    sentence = _("{subject} is also called {value} by {issuer}")


class PersonalIdentifierGiven(EntryType):
    tag = "codes.personal_identifier_given"
    sentence = _("{subject} is also called {value} by {issuer}")
    personal = ("value",)


class IdentifierWithdrawn(EntryType):
    tag = "codes.identifier_withdrawn"
    sentence = _("An identifier of {subject} by {issuer} was withdrawn: {reason}")
