"""What the river wakes here: after a signature a family has to be told; after one fell, a telling that had not happened is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.db import transaction

from repatria.registry.homecoming.actions import going, telling
from repatria.registry.homecoming.models import Notification
from repatria.registry.identification.models import Identification
from repatria.registry.journal.recording import Written
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Refusal
from repatria.registry.review.models import Signature

WAKES = ("review.signed", "review.rescinded", "identification.voided")
"""After these tags."""


def follow_signatures(written: Written) -> None:
    """Open what has to be told, renew what was told before, end what can no longer be told; all of the incident."""
    incident = Incident.objects.filter(slug=written.incident).first()
    if incident is not None:
        sweep(incident)


def sweep(incident: Incident) -> list[Notification]:
    """The same for one incident, whenever it is asked for; the notifications that changed or were opened."""
    found: list[Notification] = []
    for change in _changes(incident):
        try:
            found.append(change())
        except Refusal:  # somebody did it a moment ago, or the signature fell again
            continue
    return found


def _changes(incident: Incident) -> Iterator[Callable[[], Notification]]:
    by, signed = TheRegistry(incident), Identification.State.SIGNED
    due = Notification.objects.filter(state=Notification.State.DUE, identification__incident=incident)
    for one in due.exclude(identification__state=signed, signature__voided__isnull=True).order_by("pk"):
        yield partial(telling.overtake, by, one)
    standing = Signature.objects.filter(voided__isnull=True, identification__incident=incident, identification__state=signed)
    for signature in standing.filter(notification__isnull=True).select_related("identification").order_by("pk"):
        yield partial(_open, by, signature)


def _open(by: TheRegistry, signature: Signature) -> Notification:
    earlier = telling.earlier_of(signature)
    if earlier is None:
        return telling.open_due(by, signature)
    with transaction.atomic():  # a renewed telling and the bones that came since stand together or not at all
        made = telling.renew(by, signature, earlier=earlier)
        going.open_portions(by, made.identification)
    return made
