"""Whether an import can be undone: only as a whole, and only while nothing else has been built on what it made or changed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from repatria.registry.families.models import (
    EarlierDecision,
    ImportBatch,
    Loss,
    MissingPerson,
    MissingStatus,
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
