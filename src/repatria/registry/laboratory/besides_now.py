"""What a case tells beside autosomal DNA of a few bones, relatives and missing people, as digests: whether it is still what was weighed.

The same values that ``besides.py`` puts into a case, asked for by code and in a number of queries that does not grow with the codes. A
place claimed for a box counts by its words: where those lie is worked out from many losses, and moves a little with each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from repatria.formats.canonical import json_digest
from repatria.model.beside import Recorded
from repatria.registry.families.models import MissingPerson
from repatria.registry.inventory.measuredbones import profiled
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.laboratory.besides import origins_told, recorded_of
from repatria.registry.laboratory.models import Lineage


def lineages_now(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """The lineages of bones and relatives, or whatever stands in their place while a contradiction is looked at: code -> digest."""
    rows = Lineage.objects.filter(subject__incident=incident, subject__code__in=codes).exclude(state=Lineage.State.REPLACED)
    told: dict[str, list[list[Any]]] = defaultdict(list)
    for code, *shown in rows.order_by("type", "pk").values_list("subject__code", "type", "state", "digest"):
        told[code].append(shown)
    return {code: _digest(shown) for code, shown in told.items()}


def bodies_now(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """What was measured and scored of each bone that science takes: code -> digest; none where there is nothing."""
    rows = SpecimenDescription.objects.filter(
        current=True, specimen__item__thing__incident=incident, specimen__item__thing__code__in=codes
    )
    bones = profiled(list(rows.select_related("specimen__item__thing").order_by("pk")))
    shown = {b.bone.code: [sorted(b.bone.values.items()), sorted(b.stages.items())] for b in bones}
    return {code: _digest(values) for code, values in shown.items() if any(values)}


def origins_now(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """The box each bone lay in and what is claimed of where that came from: code -> digest."""
    found = Specimen.objects.filter(item__thing__incident=incident, item__thing__code__in=codes, found_in__isnull=False)
    lay = {
        code: (box, name) for code, box, name in found.values_list("item__thing__code", "found_in_id", "found_in__thing__code")
    }
    told = origins_told(incident, {box for box, _name in lay.values()})
    return {code: _digest([name, sorted(told.get(box, ()))]) for code, (box, name) in lay.items()}


def recorded_now(people: Iterable[int]) -> dict[int, str]:
    """What the records say of missing people, by primary key: age at the loss, sex, stature, place, days, unit."""
    rows = MissingPerson.objects.filter(pk__in=set(people))
    told = {pk: _facts(one) for pk, one in recorded_of(rows)}
    return {pk: _digest([sex, told.get(pk, [])]) for pk, sex in rows.values_list("pk", "sex")}


def _facts(one: Recorded) -> list[Any]:
    """Each by itself, so that a field which a later version adds to a record makes no statement fall."""
    at = one.lost_at
    days = [None if day is None else day.isoformat() for day in (one.lost_first, one.lost_last)]
    place = None if at is None else [at.north, at.east, at.within_km]
    return [one.ages, one.stature_cm, one.stature_step, place, days, one.unit]


def _digest(value: Any) -> str:
    return json_digest({"value": value})
