"""Making and ending keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from repatria.registry.api import entries
from repatria.registry.api.models import Token
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.roles import verbs as all_verbs
from repatria.registry.refusals import Impossible, NotFound, Overtaken

PREFIX = "rp_"
LONGEST_DAYS = 366


@recorded(entries.TokenMade, verb="api.tokens")
def make_token(by: Any, *, name: str, verbs: Sequence[str], days: int = 30) -> Done[tuple[Token, str]]:
    """A new key for the actor's own seat, for ``verbs`` the actor may do. The key is shown once and kept as a hash."""
    if getattr(by, "scopes", None) is not None:
        raise NotFound  # a key does not make keys
    wanted = sorted(set(verbs))
    wrong = [verb for verb in wanted if verb not in all_verbs() or not by.may(verb)]
    if not wanted or wrong:
        raise Impossible(f"key {name!r}: verbs {wrong or 'none'}. Choose among those that your roles may do.")
    if not 1 <= days <= LONGEST_DAYS:
        raise Impossible(f"key {name!r}: {days} days. Between 1 and {LONGEST_DAYS}.")
    if not name.strip():
        raise Impossible("a key has a name, so that it can be told from others.")
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=by.user,
        incident=by.incident,
        name=name.strip()[:80],
        digest=digest_of(key),
        verbs=wanted,
        expires=datetime.now(UTC) + timedelta(days=days),
    )
    facts = {"name": token.name, "verbs": wanted, "expires": token.expires.date()}
    return Done((token, key), subject=by.user.code, facts=facts)


@recorded(entries.TokenEnded, verb="api.tokens")
def end_token(by: Any, token: Token) -> Done[Token]:
    """End one of the actor's keys; it stops working with the next request."""
    row = Token.objects.select_for_update().get(pk=token.pk)
    if row.user_id != by.user.pk or row.incident_id != by.incident.pk:
        raise NotFound
    if row.ended is not None:
        raise Overtaken(f"key {row.name!r}: already ended.")
    row.ended = datetime.now(UTC)
    row.save(update_fields=["ended"])
    return Done(row, subject=by.user.code, facts={"name": row.name})


def digest_of(key: str) -> str:
    """How a key is kept. The key is random and long, so a plain hash suffices."""
    return hashlib.sha256(key.encode()).hexdigest()
