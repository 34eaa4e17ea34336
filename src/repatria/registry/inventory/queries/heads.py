"""How many people, beyond the floor: about so many, from the lefts and rights of one element that somebody has paired."""

from __future__ import annotations

from collections.abc import Iterable

from repatria.model.counted import CountedBone
from repatria.model.skeleton import KINDS
from repatria.registry.codes.keptout import at_work
from repatria.registry.gateway import bodies
from repatria.registry.inventory import mni
from repatria.registry.inventory.measuredbones import GROWING
from repatria.registry.inventory.models import Relation, SpecimenDescription
from repatria.registry.inventory.queries.specimens import bones, containers, descriptions, floor_history
from repatria.registry.inventory.scores import science_name
from repatria.registry.inventory.told import COMPLETE
from repatria.registry.people.seats import Seat

SURE = (Relation.Verdict.CERTAIN, Relation.Verdict.PROBABLE)


def about(seat: Seat, boxes: Iterable[int] | None = None) -> bodies.About:
    """The estimate over what was found in these containers (ids of items), or in all that the seat may see."""
    rows = _rows(seat, boxes)
    held = [row for row in rows if row.human == "human" and science_name(row.kind) in KINDS]
    pairs = _pairs([row.specimen_id for row in held])
    return bodies.about_people([_counted(row, pairs.get(row.specimen_id, "")) for row in held])


def floor(seat: Seat) -> mni.Floor:
    """The smallest number of people over everything that was found in the incident."""
    return mni.floor_of(bones(descriptions(seat).filter(at_work("specimen_id"))))


def history(seat: Seat) -> list[mni.Step]:
    """How that number went up and down, and why."""
    return floor_history(seat, list(containers(seat).values_list("pk", flat=True)))


def _rows(seat: Seat, boxes: Iterable[int] | None) -> list[SpecimenDescription]:
    rows = descriptions(seat).filter(at_work("specimen_id"))
    return list(rows if boxes is None else rows.filter(specimen__found_in__in=list(boxes)))


def _pairs(specimens: list[int]) -> dict[int, str]:
    """Specimen -> the name of the pair of left and right that it was noted in; of several the first."""
    found: dict[int, str] = {}
    related = Relation.objects.filter(
        left__in=specimens, right__in=specimens, kind=Relation.Kind.PAIR, verdict__in=SURE, withdrawn__isnull=True
    )
    for pk, left, right in related.order_by("pk").values_list("pk", "left_id", "right_id"):
        if left not in found and right not in found:
            found[left] = found[right] = str(pk)
    return found


def _counted(row: SpecimenDescription, pair: str) -> CountedBone:
    zones = tuple(str(zone) for zone in mni.present_zones(row.bone(row.specimen.code)))
    growing = None if not row.age_class else row.age_class in GROWING
    whole = row.completeness == COMPLETE
    return CountedBone(row.specimen.code, science_name(row.kind), row.side, zones, whole, growing, pair)
