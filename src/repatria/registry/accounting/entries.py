"""What the journal says about the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class AccountPublished(EntryType):
    tag = "accounting.published"
    sentence = _("Account {number} of {day} was published; digest {digest}; every balance closes: {closes}")


class AccountWithdrawn(EntryType):
    tag = "accounting.withdrawn"
    sentence = _("Account {number} was withdrawn")
    personal = ("reason",)
