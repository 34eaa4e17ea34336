"""Erasing personal values on request: the commitments stay in the chain, what they stood for is gone."""

from __future__ import annotations

from typing import Any

from repatria.registry.journal.entries import ValueErased
from repatria.registry.journal.models import Disclosure
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible


@recorded(ValueErased, verb="journal.erase")
def erase(by: Any, subject: str, *, reason: str, sure: bool = False) -> Done[int]:
    """Blank the personal values of every entry about ``subject`` in the actor's incident. Cannot be taken back."""
    if not reason.strip():
        raise Impossible(f"{subject}: an erasure needs a reason.")
    rows = Disclosure.objects.filter(entry__subject=subject, entry__incident=by.slug)
    count = rows.count()
    if not count:
        raise Impossible(f"{subject}: the journal holds no personal value about it.")
    if not sure:
        raise AskAgain(f"{count} personal values about {subject} will be gone for good. Erase them?")
    rows.delete()
    return Done(count, subject=subject, facts={"count": count, "reason": reason.strip()})
