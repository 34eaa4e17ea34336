"""Steps that several acts share: a row locked, a version kept before a change, name keys made again. Inside recorded acts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.keeping import own, user_of
from repatria.registry.families.likeness import wholes_of
from repatria.registry.families.models import Kin, MissingPerson, NameKey, PersonName, Version
from repatria.registry.families.namekeys import keys_of
from repatria.registry.refusals import Impossible

Row = TypeVar("Row", MissingPerson, Kin)
PERSON = ("sex", "service", "rank", "unit", "nationality")
KIN = ("sex", "living", "relation", "verified", "verified_by", "language", "notes")


def person_of(by: Any, person: MissingPerson) -> MissingPerson:
    """The person's row, locked; refused if withdrawn or merged into another."""
    row = MissingPerson.objects.select_for_update(of=("self",)).select_related("thing", "merged_into__thing").get(pk=person.pk)
    own(by, row.thing)
    if row.withdrawn is not None:
        raise Impossible(f"{row.code}: withdrawn ({row.withdrawn_reason}). Nothing more is written here.")
    if row.merged_into is not None:
        raise Impossible(f"{row.code}: is the same person as {row.merged_into.code}. Write there.")
    return row


def kin_of(by: Any, kin: Kin) -> Kin:
    """The relative's row, locked."""
    row = Kin.objects.select_for_update(of=("self",)).select_related("thing").get(pk=kin.pk)
    own(by, row.thing)
    return row


def change(by: Any, row: Row, told: Mapping[str, Any], reason: str, *, batch: Any = None) -> list[str]:
    """Write ``told`` into ``row`` after its present state went into a version; gives the fields that really changed."""
    fields: list[str] = [f for f, value in told.items() if getattr(row, f) != value]
    if not fields:
        return []
    Version.objects.create(thing_id=row.pk, number=row.revision, body=state_of(row), reason=reason, by=user_of(by), batch=batch)
    for field in fields:
        setattr(row, field, told[field])
    row.revision += 1
    row.save(update_fields=[*fields, "revision"])
    return sorted(fields)


def state_of(row: models.Model) -> dict[str, Any]:
    """What a row says, as JSON."""
    names = (
        *(KIN if isinstance(row, Kin) else (*PERSON, "word", "category")),
        "first",
        "last",
        "precision",
        "raw",
        "listed_as",
    )
    return {n: v.isoformat() if isinstance(v := getattr(row, n), date) else v for n in names}


def set_keys(thing: Thing) -> None:
    """Make the name keys of a thing again, from all its names that count."""
    names = PersonName.objects.filter(thing=thing, until__isnull=True).values_list("whole", flat=True)
    wanted = {k[:80] for name in names for k in keys_of(name)}
    if thing.kind == Kind.MISSING:
        wanted |= {k for name in names for k in wholes_of(name)}
    here = set(NameKey.objects.filter(thing=thing).values_list("key", flat=True))
    NameKey.objects.filter(thing=thing, key__in=here - wanted).delete()
    add_keys(thing, wanted - here)


def add_keys(thing: Thing, keys: Iterable[str]) -> None:
    """Enter keys of a thing."""
    NameKey.objects.bulk_create(NameKey(incident_id=thing.incident_id, thing=thing, key=k) for k in sorted(keys))
