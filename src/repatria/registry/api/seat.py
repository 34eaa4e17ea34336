"""From a request with a key to a seat, and the guard that an act is done once a key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from repatria.registry.api.actions import Promise
from repatria.registry.api.models import Token
from repatria.registry.journal import clock
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.refusals import Impossible, NotFound

HEADER = "Idempotency-Key"


class Key(HttpBearer):
    """``Authorization: Bearer rp_…``; the seat is read afresh at every request, so an ended role or key stops at once."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token's row with the seat beside it, or nothing."""
        row = Token.objects.select_related("user", "incident").filter(digest=Token.digest_of(token), ended__isnull=True).first()
        if row is None or row.expires <= clock.now():
            return None
        try:
            request.seat = seat_of(row.user, row.incident.slug, frozenset(row.verbs))  # type: ignore[attr-defined]
        except NotFound:
            return None
        request.token = row  # type: ignore[attr-defined]
        return row


def seat(request: Any, incident: str) -> Seat:
    """The request's seat, if it is in ``incident``; else NotFound."""
    found: Seat = request.seat
    if found.incident.slug != incident:
        raise NotFound
    return found


def key_of(request: Any) -> str:
    """The request's idempotency key. Raises Impossible where there is none to be used."""
    key: str = request.headers.get(HEADER, "")
    if not 8 <= len(key) <= 80 or not (key.isascii() and key.isprintable()):
        raise Impossible(f"{HEADER}: needed for every act, 8 to 80 ASCII characters of your choice, new for each act.")
    return key


def once(request: Any, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do ``act`` once for the request's idempotency key; the same key again gives the first answer."""
    return Promise(request.token, key_of(request), _print_of(request)).keep(act)


def _print_of(request: Any) -> str:
    """A fingerprint of the whole request: method, address, fields and files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name in sorted(request.POST):
        digest.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            digest.update(repr((name, file.name, content.hexdigest())).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
