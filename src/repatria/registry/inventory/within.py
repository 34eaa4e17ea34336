"""How the rows of new specimens are made, one or twenty thousand. Called inside recorded actions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Identifier, Kind
from repatria.registry.codes.naming import normal_of
from repatria.registry.custody.models import Holding, Item, Packing
from repatria.registry.inventory.hands import now, user_of
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.told import Told
from repatria.registry.refusals import Impossible, Overtaken

WITHDRAWN = "withdrawn"
"""State of an item whose entry was a mistake."""
AT_ONCE = 2000
FACTS = ("side", "completeness", "zones", "human", "age_class", "treatment")


@dataclass(frozen=True, slots=True)
class Placed:
    """What is said of one new specimen, the container it lies in, and that container's holding."""

    told: Told
    container: Item
    held: Holding


def make(by: Any, placed: Sequence[Placed]) -> list[Specimen]:
    """New specimens with codes, items, packings, holdings, first descriptions and identifiers. Overtaken where a number is taken."""
    moment, user = now(), user_of(by)
    things = new_things(by, Kind.SPECIMEN, len(placed))
    pairs = list(zip(things, placed, strict=True))
    items = Item.objects.bulk_create(
        (Item(thing=t, what=kind_of(p.told.element).name[:200], inside=p.container) for t, p in pairs), batch_size=AT_ONCE
    )
    Packing.objects.bulk_create(
        (Packing(item=i, container=p.container, since=moment) for i, p in zip(items, placed, strict=True)), batch_size=AT_ONCE
    )
    Holding.objects.bulk_create(
        (
            Holding(item=i, holder_id=p.held.holder_id, outside=p.held.outside, place_id=p.held.place_id, since=moment)
            for i, p in zip(items, placed, strict=True)
        ),
        batch_size=AT_ONCE,
    )
    try:
        with transaction.atomic():
            made = Specimen.objects.bulk_create(
                (
                    Specimen(item=i, found_in=p.container, designator=p.told.designator, made_by=user, made_at=moment)
                    for i, p in zip(items, placed, strict=True)
                ),
                batch_size=AT_ONCE,
            )
    except IntegrityError as fault:
        raise Overtaken(_twice(placed)) from fault
    SpecimenDescription.objects.bulk_create(
        (
            SpecimenDescription(specimen=s, number=1, by=user, at=moment, **p.told.columns())
            for s, p in zip(made, placed, strict=True)
        ),
        batch_size=AT_ONCE,
    )
    name_all([(s, p.told.identifiers) for s, p in zip(made, placed, strict=True)])
    return list(made)


def name_all(named: Sequence[tuple[Specimen, Sequence[tuple[str, str]]]]) -> None:
    """Note other people's numbers of specimens. Overtaken where one was ever given to another thing."""
    fresh = []
    for specimen, pairs in named:
        thing = specimen.item.thing
        for issuer, value in pairs:
            normal = normal_of(value, issuer)
            if not issuer.strip() or not normal:
                raise Impossible(f"{thing.code}: identifier {value!r} of issuer {issuer!r}. Both are needed.")
            fresh.append(
                Identifier(
                    thing=thing, incident_id=thing.incident_id, issuer=issuer.strip(), value=value.strip(), normal=normal
                )
            )
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(fresh, batch_size=AT_ONCE)
    except IntegrityError as fault:
        raise Overtaken(
            "identifiers: one of these numbers already belongs to another thing. Numbers are never re-used."
        ) from fault


def facts_of(said: SpecimenDescription) -> Mapping[str, Any]:
    """What the journal keeps of a description."""
    return {name: getattr(said, name) for name in FACTS}


def _twice(placed: Sequence[Placed]) -> str:
    boxes = {p.container.pk for p in placed}
    taken = set(Specimen.objects.filter(found_in__in=boxes).exclude(designator="").values_list("found_in_id", "designator"))
    for p in placed:
        key = (p.container.pk, p.told.designator)
        if p.told.designator and key in taken:
            return f"{p.container.code}: the number {p.told.designator!r} is taken. Numbers are never re-used; give another."
        taken.add(key)
    return "specimens: a number was taken a moment ago by somebody else. Look, then try again."
