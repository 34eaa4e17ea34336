"""Remains that go home go by a release: a hand-over to somebody outside is no way round its gate. The database holds the same."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.registry.custody.models import Item
from repatria.registry.homecoming.free import being_named
from repatria.registry.homecoming.models import (
    Determination,
    DeterminationMember,
    Notification,
    Portion,
    Release,
    UnresolvedMember,
)
from repatria.registry.identification.models import Identification

HOW = "What goes home goes by a release; another laboratory is sent a sample."


def why_they_stay(items: Sequence[Item]) -> str:
    """Why one of these bones may not be handed to somebody outside: it has a name, stands in an ending, or waits for its release."""
    asked = {one.pk: one.code for one in items}
    for bone, (code, state) in sorted(being_named(asked).items()):
        if state == Identification.State.SIGNED:
            return f"{asked[bone]}: stands in {code}, which is signed. {HOW}"
        return f"{asked[bone]}: somebody is being identified by it. It stays until that is signed, or withdrawn. {HOW}"
    waits = Portion.objects.filter(item__in=asked, standing=True, release__state=Release.State.PREPARED)
    for one in waits.select_related("release__thing").order_by("item")[:1]:
        return f"{asked[one.item_id]}: waits for release {one.release.code}. Count it out there, or cancel that first."
    signed = DeterminationMember.objects.filter(
        specimen__in=asked, current=True, determination__state=Determination.State.SIGNED
    )
    for held in signed.select_related("determination__thing").order_by("specimen")[:1]:
        return f"{asked[held.specimen_id]}: stands in determination {held.determination.code}. {HOW}"
    rest = UnresolvedMember.objects.filter(specimen__in=asked, current=True).select_related("unresolved__thing")
    for left in rest.order_by("specimen")[:1]:
        return f"{asked[left.specimen_id]}: is among unresolved remains {left.unresolved.code}. {HOW}"
    return ""


def why_kept_on_the_list(missing: int) -> str:
    """Why an entry of the list may not vanish into another one: an identification, a telling or a release speaks of it."""
    over = (Identification.State.WITHDRAWN, Identification.State.RESCINDED)
    if Identification.objects.filter(missing=missing).exclude(state__in=over).exists():
        return "an identification names this entry."
    if Notification.objects.filter(missing=missing, state=Notification.State.TOLD).exists():
        return "its family was told of an identification."
    if Release.objects.filter(missing=missing).exclude(state=Release.State.CANCELLED).exists():
        return "a release went home under this entry."
    return ""
