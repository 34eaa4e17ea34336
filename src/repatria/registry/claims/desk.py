"""What claims put on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import queries
from repatria.registry.people.desks import Desk, Found, Link, at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

SHOWN = 10


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Topics, documents and claims by words or code."""
    if not seat.may("claims.read"):
        return
    try:
        queries.need(seat)
    except NotFound:
        return
    for topic in queries.topic_rows(seat).filter(label__icontains=text)[:SHOWN]:
        yield Found(topic.label, "", at(seat, "claims:topic", key=topic.key), str(_("claims, side by side")))
    for claim in queries.claims(seat).filter(thing__code__iexact=text)[:1]:
        yield Found(claim.thing.code, claim.topic.label, at(seat, "claims:topic", key=claim.topic.key))
    for row in queries.documents(seat).filter(title__icontains=text)[:SHOWN]:
        yield Found(row.thing.code, row.title, at(seat, "claims:document", code=row.thing.code), row.publisher)


DESK = Desk(
    links=(Link(_("Claims"), "claims:topics", "claims.read"), Link(_("Reports"), "claims:reports", "claims.read")),
    search=search,
)
