"""What the journal says about the machine entrance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class TokenMade(EntryType):
    tag = "api.token_made"
    sentence = _("A key called {name} was made for {subject}, for {verbs}, until {expires}")


class TokenEnded(EntryType):
    tag = "api.token_ended"
    sentence = _("The key called {name} of {subject} was ended")
