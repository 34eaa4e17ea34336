"""Specimens come into being, are described anew, and are withdrawn where the entry was a mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.custody.models import Holding, Item, Packing
from repatria.registry.custody.within import must_hold
from repatria.registry.inventory import entries
from repatria.registry.inventory import within as rows
from repatria.registry.inventory.hands import held_container, now, reasoned, user_of
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.models import IndividualVersion, Member, Relation, Specimen, SpecimenDescription
from repatria.registry.inventory.told import Told
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken

MISTYPED = "mistyped"


@recorded(entries.SpecimenEntered, verb="inventory.enter")
def enter_specimen(by: Any, container: Item, told: Told) -> Done[Specimen]:
    """One bone of a container that the actor holds. It lies in the container and is held like it."""
    box, held = held_container(by, container)
    made = rows.make(by, [rows.Placed(told.checked(), box, held)])[0]
    said = made.descriptions.get(current=True)
    facts = {"container": box.code, "element": said.element, **rows.facts_of(said), "designator": made.designator}
    return Done(made, subject=made.code, facts=facts)


@recorded(entries.SpecimensRegistered, verb="inventory.enter")
def register_specimens(by: Any, container: Item, told: Sequence[Told]) -> Done[list[Specimen]]:
    """Many bones of one container at once: all of them or none, and one entry with their number and the digest of what was said."""
    box, held = held_container(by, container)
    if not told:
        raise Impossible(f"{box.code}: no specimens were given.")
    checked = [rows.Placed(one.checked(), box, held) for one in told]
    made = rows.make(by, checked)
    digest = hashlib.sha256("\n".join(repr(one.told) for one in checked).encode()).hexdigest()
    facts = {"count": len(made), "first": made[0].code, "last": made[-1].code, "sha256": digest}
    return Done(made, subject=box.code, facts=facts)


@recorded(entries.SpecimenDescribed, verb="inventory.enter")
def describe_specimen(
    by: Any, specimen: Specimen, told: Told, *, reason: str, after: int | None = None
) -> Done[SpecimenDescription]:
    """What is said of a specimen from now on. The earlier versions stay readable; ``after`` is the version the writer saw."""
    row = _open(specimen)
    held = Holding.objects.select_related("holder").get(item_id=row.pk, until__isnull=True)
    must_hold(by, row.item, held)
    why = reasoned(row.code, reason, "a new description")
    _must_not_be_locked(row)
    last = row.descriptions.get(current=True)
    if after is not None and after != last.number:
        raise Overtaken(
            f"{row.code}: described anew (version {last.number}) at {last.at:%Y-%m-%d %H:%M} UTC. Read it, then write yours."
        )
    columns = told.checked().columns()
    if all(getattr(last, name) == value for name, value in columns.items()):
        raise Impossible(f"{row.code}: nothing differs from version {last.number}. Change something, or leave it.")
    SpecimenDescription.objects.filter(pk=last.pk).update(current=False)
    try:
        with transaction.atomic():
            said = SpecimenDescription.objects.create(
                specimen=row, number=last.number + 1, by=user_of(by), at=now(), reason=why, **columns
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: described anew a moment ago by somebody else. Read it, then write yours.") from fault
    Item.objects.filter(pk=row.pk).update(what=kind_of(said.element).name)
    facts = {"number": said.number, "element": said.element, "reason": why, **rows.facts_of(said)}
    return Done(said, subject=row.code, facts=facts)


@recorded(entries.SpecimenWithdrawn, verb="inventory.enter")
def withdraw_specimen(by: Any, specimen: Specimen, *, reason: str) -> Done[Specimen]:
    """Take back an entry that should not be there. It stays readable, its number is never given again."""
    row = _open(specimen)
    held = Holding.objects.select_related("holder").get(item_id=row.pk, until__isnull=True)
    must_hold(by, row.item, held)
    why = reasoned(row.code, reason, "withdrawing an entry")
    _must_be_loose(row)
    return Done(_withdrawn(by, row, why), subject=row.code, facts={"reason": why})


@recorded(entries.SpecimenWithdrawn, verb="inventory.enter")
def undo_last(by: Any, container: Item) -> Done[Specimen]:
    """Take back the actor's own last entry in a container they hold, as mistyped."""
    box, _held = held_container(by, container)
    last = (
        Specimen.objects.filter(found_in=box, made_by=user_of(by), withdrawn__isnull=True)
        .select_related("item__thing")
        .order_by("-pk")
        .first()
    )
    if last is None:
        raise Impossible(f"{box.code}: there is no entry of yours to take back.")
    row = _open(last)
    _must_be_loose(row)
    if row.measurements.exists() or row.descriptions.count() > 1 or row.item.thing.photographs.exists():
        raise Impossible(f"{row.code}: work was done on it since. Open it, and withdraw it there with a reason.")
    return Done(_withdrawn(by, row, MISTYPED), subject=row.code, facts={"reason": MISTYPED})


def _open(specimen: Specimen) -> Specimen:
    row = (
        Specimen.objects.select_for_update(of=("self",))
        .select_related("item__thing", "found_in__thing")
        .filter(pk=specimen.pk)
        .first()
    )
    if row is None:
        raise NotFound
    if row.withdrawn is not None:
        raise Overtaken(f"{row.code}: this entry was withdrawn at {row.withdrawn:%Y-%m-%d %H:%M} UTC ({row.withdrawn_why}).")
    if row.item.state != Item.State.HELD:
        raise Impossible(f"{row.code}: {row.item.get_state_display()}. Nothing more can happen to it.")
    return row


def _must_not_be_locked(row: Specimen) -> None:
    """A locked grouping was judged by the descriptions as they were: a left femur may not become a second right one under it."""
    states = {"version__state": IndividualVersion.State.LOCKED, "current": True}
    member = Member.objects.filter(specimen=row, **states).select_related("version__individual__thing").first()
    if member is not None:
        raise NotAllowed(
            f"{row.code}: belongs to {member.version.individual.code}, which is locked. Unlock that with a reason first."
        )


def _must_be_loose(row: Specimen) -> None:
    member = Member.objects.filter(specimen=row, current=True).select_related("version__individual__thing").first()
    if member is not None:
        raise Impossible(f"{row.code}: belongs to {member.version.individual.code}. Take it out of that grouping first.")
    if (
        Relation.objects.filter(left=row, withdrawn__isnull=True).exists()
        or Relation.objects.filter(right=row, withdrawn__isnull=True).exists()
    ):
        raise Impossible(f"{row.code}: has relations to other specimens. Withdraw them first.")
    if row.item.parts.exists():
        raise Impossible(f"{row.code}: something was cut from it. It cannot be withdrawn; describe it anew instead.")


def _withdrawn(by: Any, row: Specimen, why: str) -> Specimen:
    moment = now()
    row.withdrawn, row.withdrawn_by, row.withdrawn_why = moment, user_of(by), why
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    Holding.objects.filter(item_id=row.pk, until__isnull=True).update(until=moment)
    Packing.objects.filter(item_id=row.pk, until__isnull=True).update(until=moment)
    Item.objects.filter(pk=row.pk).update(inside=None, state=rows.WITHDRAWN)
    return row
