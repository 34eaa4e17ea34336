"""Effects are recorded, described anew, and names are read from them: leads, never identifications."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Holding, Item
from repatria.registry.custody.within import begin_holding_like, locked, must_hold, open_item
from repatria.registry.inventory import entries
from repatria.registry.inventory.hands import held_container, not_blind, now, reasoned, user_of
from repatria.registry.inventory.models import Effect, EffectDescription, NameLead
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken

PERSONAL = ("description", "marks", "text_read")


@recorded(entries.EffectRecorded, verb="inventory.record_effect")
def record_effect(
    by: Any,
    found_in: Item,
    *,
    kind: str,
    description: str,
    marks: str = "",
    text_read: str = "",
    into: Item | None = None,
) -> Done[Effect]:
    """An effect found in a container. It is put ``into`` a container the actor holds; without one it stays in ``found_in``, which
    the actor must hold then. Remains and effects are better kept in containers of their own."""
    not_blind(by)
    origin = locked(found_in)
    if origin.thing.kind != Kind.CONTAINER:
        raise Impossible(f"{origin.code}: not a container. Choose the one it was found in.")
    box, _held = held_container(by, into or found_in)
    columns = _columns(origin.code, kind, description, marks, text_read)
    item = open_item(by, Kind.EFFECT, what="effect", inside=box)
    begin_holding_like(item, box)
    effect = Effect.objects.create(item=item, found_in=origin, made_by=user_of(by), made_at=now())
    said = EffectDescription.objects.create(effect=effect, number=1, by=user_of(by), at=now(), **columns)
    facts = {"container": origin.code, "into": box.code, "kind": said.kind}
    return Done(effect, subject=effect.code, facts=facts, personal={name: columns[name] for name in PERSONAL})


@recorded(entries.EffectDescribed, verb="inventory.record_effect")
def describe_effect(
    by: Any, effect: Effect, *, kind: str, description: str, marks: str = "", text_read: str = "", reason: str
) -> Done[EffectDescription]:
    """What is said of an effect from now on; earlier versions stay readable."""
    not_blind(by)
    row = _open(by, effect)
    why = reasoned(row.code, reason, "a new description")
    columns = _columns(row.code, kind, description, marks, text_read)
    last = row.descriptions.select_for_update().get(current=True)
    if all(getattr(last, name) == value for name, value in columns.items()):
        raise Impossible(f"{row.code}: nothing differs from version {last.number}. Change something, or leave it.")
    EffectDescription.objects.filter(pk=last.pk).update(current=False)
    try:
        with transaction.atomic():
            said = EffectDescription.objects.create(
                effect=row, number=last.number + 1, by=user_of(by), at=now(), reason=why, **columns
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: described anew a moment ago by somebody else. Read it, then write yours.") from fault
    facts = {"number": said.number, "kind": said.kind}
    return Done(said, subject=row.code, facts=facts, personal={"reason": why, **{name: columns[name] for name in PERSONAL}})


@recorded(entries.LeadNoted, verb="inventory.record_effect")
def note_name(by: Any, effect: Effect, *, name: str, number: str = "", how_sure: str = "") -> Done[NameLead]:
    """A name or number as read from an effect: where somebody might begin to look, and no more."""
    not_blind(by)
    row = Effect.objects.select_related("item__thing").get(pk=effect.pk)
    told = " ".join(name.split())[:160]
    if not told:
        raise Impossible(f"{row.code}: write the name as it is read, or leave it.")
    made = NameLead.objects.create(
        effect=row,
        name=told,
        number=" ".join(number.split())[:80],
        how_sure=" ".join(how_sure.split())[:160],
        by=user_of(by),
        at=now(),
    )
    personal = {"name": made.name, "number": made.number, "how_sure": made.how_sure}
    return Done(made, subject=row.code, facts={"lead": made.pk}, personal=personal)


@recorded(entries.LeadWithdrawn, verb="inventory.record_effect")
def withdraw_name(by: Any, lead: NameLead, *, reason: str) -> Done[NameLead]:
    """Take back a name read wrongly; it stays readable."""
    not_blind(by)
    row = NameLead.objects.select_for_update(of=("self",)).select_related("effect__item__thing").get(pk=lead.pk)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.effect.code}: this name was already withdrawn ({row.withdrawn_why}).")
    row.withdrawn_why = reasoned(row.effect.code, reason, "withdrawing a name")
    row.withdrawn, row.withdrawn_by = now(), user_of(by)
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    return Done(row, subject=row.effect.code, facts={"lead": row.pk}, personal={"reason": row.withdrawn_why})


def _open(by: Any, effect: Effect) -> Effect:
    row = Effect.objects.select_for_update(of=("self",)).select_related("item__thing").get(pk=effect.pk)
    if row.item.state != Item.State.HELD:
        raise Impossible(f"{row.code}: {row.item.get_state_display()}. Nothing more can happen to it.")
    must_hold(by, row.item, Holding.objects.select_related("holder").get(item_id=row.pk, until__isnull=True))
    return row


def _columns(code: str, kind: str, description: str, marks: str, text_read: str) -> dict[str, str]:
    if kind not in EffectDescription.Kind.values:
        raise Impossible(f"{code}: kind of effect {kind!r}. Choose one of {', '.join(EffectDescription.Kind.values)}.")
    told = " ".join(description.split())[:400]
    if not told:
        raise Impossible(f"{code}: say what the effect is.")
    return {"kind": kind, "description": told, "marks": " ".join(marks.split())[:400], "text_read": text_read.strip()[:2000]}
