"""Photographs are kept without metadata: the bytes first, whole and durable, then the row."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.inventory import entries, images
from repatria.registry.inventory.hands import not_blind, now, user_of
from repatria.registry.inventory.models import Effect, Photograph, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Overtaken


@recorded(entries.PhotographAdded, verb="inventory.photograph")
def add_photograph(by: Any, specimen: Specimen, raw: bytes, *, name: str = "", caption: str = "") -> Done[Photograph]:
    """Keep a photograph of a specimen. It is closed: opening it is an act of its own."""
    if Specimen.objects.filter(pk=specimen.pk, withdrawn__isnull=False).exists():
        raise Overtaken(f"{specimen.code}: this entry was withdrawn. Photograph the specimen that replaced it.")
    row = _kept(by, specimen.item.thing, raw, name, caption)
    return Done(row, subject=specimen.code, facts=_facts(row))


@recorded(entries.EffectPhotographAdded, verb="inventory.record_effect")
def add_effect_photograph(by: Any, effect: Effect, raw: bytes, *, name: str = "", caption: str = "") -> Done[Photograph]:
    """Keep a photograph of an effect."""
    not_blind(by)
    row = _kept(by, effect.item.thing, raw, name, caption)
    return Done(row, subject=effect.code, facts=_facts(row))


def _kept(by: Any, thing: Thing, raw: bytes, name: str, caption: str) -> Photograph:
    found = images.clean(raw, name or "photograph")
    sha256, screen = images.keep(found.data), images.keep(found.screen)
    try:
        with transaction.atomic():
            return Photograph.objects.create(
                thing=thing,
                sha256=sha256,
                screen_sha256=screen,
                given_sha256=found.given,
                media=found.media,
                width=found.width,
                height=found.height,
                size=len(found.data),
                caption=" ".join(caption.split())[:200],
                by=user_of(by),
                at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{thing.code}: this photograph is already there.") from fault


def _facts(row: Photograph) -> dict[str, Any]:
    return {"sha256": row.sha256, "given_sha256": row.given_sha256, "width": row.width, "height": row.height}
