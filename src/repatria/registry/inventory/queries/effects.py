"""Effects: for those who may read them, and never for somebody who groups bones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.custody.models import Holding, Item
from repatria.registry.inventory import entries, images
from repatria.registry.inventory.hands import not_blind
from repatria.registry.inventory.models import Effect, EffectDescription, NameLead, Photograph
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def effects(seat: Seat, *, kind: str = "", text: str = "") -> QuerySet[EffectDescription]:
    """The current descriptions of the effects this seat may see, filtered by kind and words."""
    seat.need("inventory.effects")
    not_blind(seat)
    path = "effect__item__thing"
    rows = EffectDescription.objects.filter(seat.sees(path), current=True).select_related(path, "effect__found_in__thing")
    if kind in EffectDescription.Kind.values:
        rows = rows.filter(kind=kind)
    words = text.strip()[:60]
    if words:
        leads = NameLead.objects.filter(Q(name__icontains=words) | Q(number__icontains=words), withdrawn__isnull=True)
        rows = rows.filter(
            Q(effect__item__thing__code=read_code(words) or "")
            | Q(description__icontains=words)
            | Q(marks__icontains=words)
            | Q(text_read__icontains=words)
            | Q(effect_id__in=leads.values("effect_id"))
        )
    return rows.order_by("effect_id")


def effect_called(seat: Seat, code: str) -> Effect:
    """One effect; NotFound if there is none that this seat may see."""
    seat.need("inventory.effects")
    not_blind(seat)
    row = (
        Effect.objects.filter(seat.sees("item__thing"), item__thing__code=read_code(code) or "")
        .select_related("item__thing", "item__inside__thing", "found_in__thing", "made_by")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def versions(seat: Seat, effect: Effect) -> QuerySet[EffectDescription]:
    """Everything said of an effect, the latest first."""
    seat.need("inventory.effects")
    not_blind(seat)
    return EffectDescription.objects.filter(effect=effect).select_related("by").order_by("-number")


def leads(seat: Seat, effect: Effect) -> QuerySet[NameLead]:
    """Names read from an effect."""
    seat.need("inventory.effects")
    not_blind(seat)
    return NameLead.objects.filter(effect=effect).select_related("by", "withdrawn_by")


def lead(seat: Seat, effect: Effect, pk: int) -> NameLead:
    """One name read from an effect."""
    row = leads(seat, effect).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def boxes(seat: Seat) -> QuerySet[Item]:
    """The containers an effect may have been found in."""
    seat.need("inventory.record_effect")
    not_blind(seat)
    return (
        Item.objects.filter(seat.sees("thing"), thing__kind=Kind.CONTAINER, state=Item.State.HELD)
        .select_related("thing")
        .order_by("thing__number")
    )


def own_boxes(seat: Seat) -> QuerySet[Item]:
    """The containers that this person holds."""
    mine = Holding.objects.filter(holder=seat.user, until__isnull=True)
    return boxes(seat).filter(pk__in=mine.values("item_id"))


@opened(entries.EffectPhotographOpened, verb="inventory.effects")
def open_effect_photograph(by: Any, effect: Effect, pk: int, *, whole: bool = False) -> Done[tuple[Photograph, bytes]]:
    """The bytes of one photograph of an effect. An act that the journal keeps."""
    not_blind(by)
    row = Photograph.objects.filter(thing_id=effect.pk, pk=pk).first()
    if row is None:
        raise NotFound
    data = images.fetch(row.sha256 if whole else row.screen_sha256)
    return Done((row, data), subject=effect.code, facts={"photograph": row.pk, "sha256": row.sha256, "whole": whole})
