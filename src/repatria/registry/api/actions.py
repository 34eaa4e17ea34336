"""Making and ending keys, and keeping the promise that an act is done once a key."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.api import entries
from repatria.registry.api.forgetting import GONE
from repatria.registry.api.models import Answer, Token
from repatria.registry.journal import clock
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
        digest=Token.digest_of(key),
        verbs=wanted,
        expires=clock.now() + timedelta(days=days),
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
    row.ended = clock.now()
    row.save(update_fields=["ended"])
    return Done(row, subject=by.user.code, facts={"name": row.name})


@dataclass(frozen=True, slots=True)
class Promise:
    """That what ``token`` asks for under ``key`` is done once. ``request`` is the fingerprint of all that was asked."""

    token: Token
    key: str
    request: str

    def keep(self, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do ``act``, or give the answer that was given before under this key.

        The answer is kept in the transaction of the act: after a cut line the client asks again with the same key and learns what
        happened. A refused act leaves nothing, so that it may be tried again. Raises Overtaken for a key used for another request.
        """
        known = self._known()
        if known is None:
            try:
                with transaction.atomic():
                    row = Answer.objects.create(token=self.token, key=self.key, request=self.request)
                    body = act()
                    row.status, row.body = 200, body
                    row.save(update_fields=["status", "body"])
                    return body
            except IntegrityError:
                known = self._known()
                if known is None:
                    raise
        if known.request != self.request:
            raise Overtaken(f"idempotency key {self.key!r}: used before for another request. Choose a new key for each act.")
        if known.body == GONE:
            raise Overtaken(
                f"idempotency key {self.key!r}: its act was done at {known.at:%Y-%m-%d %H:%M} UTC, and the answer is not kept any longer. "
                "Look up what came of it."
            )
        return dict(known.body or {})

    def _known(self) -> Answer | None:
        return Answer.objects.filter(token=self.token, key=self.key).first()
