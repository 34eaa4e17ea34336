"""Undoing an import: only as a whole, and only while nothing else has been built on what it made or changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from repatria.registry.families.keeping import change, now, set_keys
from repatria.registry.families.models import (
    EarlierDecision,
    ImportBatch,
    Loss,
    MissingPerson,
    MissingStatus,
    NameKey,
    OnFile,
    PedigreeNode,
    PersonName,
    Recorded,
    Version,
    Wish,
)
from repatria.registry.refusals import Impossible

SHOWN = 5


def refuse_if_built_upon(batch: ImportBatch) -> None:
    """Refuse with the first few people on whom other work rests."""
    people = MissingPerson.objects.filter(batch=batch, withdrawn__isnull=True)
    foreign = ~Q(batch=batch) | Q(batch__isnull=True)
    rests = (
        Q(merged_into__isnull=False)
        | Exists(MissingPerson.objects.filter(merged_into=OuterRef("pk")))
        | Exists(PedigreeNode.objects.filter(missing=OuterRef("pk"), until__isnull=True))
        | Exists(Wish.objects.filter(person=OuterRef("pk")))
        | Exists(OnFile.objects.filter(person=OuterRef("pk")))
        | Exists(EarlierDecision.objects.filter(foreign, person=OuterRef("pk"), withdrawn__isnull=True))
        | Exists(MissingStatus.objects.filter(foreign, person=OuterRef("pk"), at__gte=batch.done))
        | Exists(Loss.objects.filter(foreign, person=OuterRef("pk"), at__gte=batch.done))
        | Exists(Recorded.objects.filter(foreign, person=OuterRef("pk"), at__gte=batch.done))
        | Exists(Version.objects.filter(foreign, thing=OuterRef("pk"), at__gte=batch.done))
        | Exists(PersonName.objects.filter(thing=OuterRef("pk"), since__gt=batch.done))
    )
    built = set(people.filter(rests).values_list("thing__code", flat=True))
    later = Version.objects.filter(thing=OuterRef("thing"), number__gt=OuterRef("number"))
    built |= set(Version.objects.filter(Exists(later), batch=batch).values_list("thing__code", flat=True))
    if built:
        some = ", ".join(sorted(built)[:SHOWN])
        raise Impossible(
            f"{batch.name}: other work rests on {len(built)} of its people ({some}{' …' if len(built) > SHOWN else ''}). "
            "Correct those by hand; the import cannot be undone as a whole."
        )


def undo(by: Any, batch: ImportBatch, reason: str) -> tuple[int, int]:
    """Withdraw what the import made and set back what it changed; (people withdrawn, people set back)."""
    EarlierDecision.objects.filter(batch=batch, withdrawn__isnull=True).update(withdrawn=now(), withdrawn_reason=reason)
    made = MissingPerson.objects.filter(batch=batch, withdrawn__isnull=True)
    NameKey.objects.filter(thing__missing__batch=batch, thing__missing__withdrawn__isnull=True).delete()
    restored = [
        _set_back(by, version, batch)
        for version in Version.objects.filter(batch=batch).exclude(thing__missing__batch=batch).select_related("thing__missing")
    ]
    _losses_back(batch)
    _names_back(batch, reason)
    count = made.update(withdrawn=now(), withdrawn_reason=reason, revision=F("revision") + 1)
    return count, len(restored)


def _set_back(by: Any, version: Version, batch: ImportBatch) -> int:
    person = version.thing.missing
    told = {f: v for f, v in version.body.items() if f != "listed_as"}
    told |= {f: date.fromisoformat(told[f]) for f in ("first", "last") if told.get(f)}
    change(by, person, told, f"import {batch.thing.code} undone", batch=batch)
    return int(person.pk)


def _losses_back(batch: ImportBatch) -> None:
    """A loss that the import put in force on somebody else's person gives way to the one before it."""
    for loss in Loss.objects.filter(batch=batch, in_force=True).exclude(person__batch=batch):
        before = Loss.objects.filter(person=loss.person_id).exclude(batch=batch).order_by("-at", "-pk").first()
        Loss.objects.filter(pk=loss.pk).update(in_force=False)
        if before is not None:
            Loss.objects.filter(pk=before.pk).update(in_force=True)


def _names_back(batch: ImportBatch, reason: str) -> None:
    names = PersonName.objects.filter(source=batch.thing.code, until__isnull=True).select_related("thing")
    things = {name.thing for name in names}
    names.update(until=now(), reason=reason)
    for thing in things:
        set_keys(thing)
