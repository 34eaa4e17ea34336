"""THE FIXED SENTENCES: what is said to a family where a free word could promise more than is known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from repatria.registry.homecoming.models import Conversation

Wording = Conversation.Wording

SAID: dict[str, Any] = {
    Wording.TAG_FOUND: _(
        "A tag with his or her name was found. Tags are carried, lent, lost and taken. Whose remains were near it is not known. "
        "Nobody has been identified."
    ),
    Wording.EFFECT_HOME: _(
        "This object is handed to you because it may have belonged to him or her. It says nothing about remains. "
        "Nobody has been identified by it, and it does not make an identification more likely or less."
    ),
    Wording.REFERENCE_ASKED: _(
        "We ask for a sample so that he or she can be found among those who come to us. "
        "That we ask does not mean that anybody was found."
    ),
}
"""What is read out or printed, word for word."""


def said(wording: str) -> str:
    """The fixed sentence, or nothing where the words were free."""
    return str(SAID[wording]) if wording in SAID else ""
