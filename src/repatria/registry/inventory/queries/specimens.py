"""Specimens, containers to inventory, measurements, photographs, relations, and the smallest number of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normal_of, normals_to_try, read_code
from repatria.registry.custody.models import Holding, Item
from repatria.registry.drawing.skeleton import BoneState
from repatria.registry.inventory import entries, graph, images, kinds, mni
from repatria.registry.inventory.models import Measurement, Member, Photograph, Relation, Specimen, SpecimenDescription
from repatria.registry.inventory.zones import read_zones
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

PERCENT = {1: 25, 2: 50, 3: 75, 4: 99, 5: 100}
"""The upper end of each class of completeness, for the drawing."""


def containers(seat: Seat, *, mine: bool = False) -> QuerySet[Item]:
    """Containers by code, with how many specimens were found in each; nothing of what anybody claims about them."""
    seat.need("inventory.read")
    rows = Item.objects.filter(seat.sees("thing"), thing__kind=Kind.CONTAINER, state=Item.State.HELD).select_related("thing")
    if mine:
        rows = rows.filter(holdings__holder=seat.user, holdings__until__isnull=True)
    count = Count("specimens_found", filter=Q(specimens_found__withdrawn__isnull=True))
    return rows.annotate(found=count).order_by("thing__number")


def container_called(seat: Seat, code: str) -> Item:
    """One container; NotFound if there is none that this seat may see."""
    row = containers(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def holds(seat: Seat, container: Item) -> bool:
    """Whether the seat's person holds the container."""
    return Holding.objects.filter(item=container, until__isnull=True, holder=seat.user).exists()


def descriptions(
    seat: Seat, *, element: str = "", side: str = "", container: str = "", state: str = "", text: str = "", accession: str = ""
) -> QuerySet[SpecimenDescription]:
    """Current descriptions of the specimens this seat may see, in the order of their codes, filtered.

    ``element``: a code or a family; ``state``: grouped, free, withdrawn or empty for all that stand; ``text``: a code or number.
    """
    seat.need("inventory.read")
    path = "specimen__item__thing"
    rows = SpecimenDescription.objects.filter(seat.sees(path), current=True).select_related(path, "specimen__found_in__thing")
    rows = rows.filter(specimen__withdrawn__isnull=state != "withdrawn")
    if element:
        rows = rows.filter(Q(element=element) | Q(family=element))
    if side in ("L", "R", "M", "U"):
        rows = rows.filter(side=side)
    if container:
        rows = rows.filter(specimen__found_in__thing__code=read_code(container) or "")
    if accession.strip():
        normal = normal_of(accession)
        rows = rows.filter(
            Q(specimen__found_in__container__accession__normal=normal)
            | Q(specimen__found_in__container__handover__accessions__normal=normal)
        ).distinct()
    grouped = Member.objects.filter(current=True).values("specimen_id")
    if state == "grouped":
        rows = rows.filter(specimen_id__in=grouped)
    elif state == "free":
        rows = rows.exclude(specimen_id__in=grouped)
    if text.strip():
        rows = rows.filter(_named(seat, text))
    return rows.order_by("specimen_id")


def in_container(seat: Seat, container: Item, *, element: str = "") -> QuerySet[SpecimenDescription]:
    """The current descriptions of what was found in a container, the latest first; withdrawn entries left out."""
    rows = descriptions(seat).filter(specimen__found_in=container).order_by("-specimen_id")
    return rows.filter(element=element) if element else rows


def specimen_called(seat: Seat, code: str) -> Specimen:
    """One specimen by its code; NotFound if there is none that this seat may see."""
    seat.need("inventory.read")
    row = (
        Specimen.objects.filter(seat.sees("item__thing"), item__thing__code=read_code(code) or "")
        .select_related("item__thing", "item__inside__thing", "found_in__thing", "made_by", "withdrawn_by")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def specimens_called(seat: Seat, text: str) -> list[Specimen]:
    """The specimens that codes in ``text``, separated by spaces or commas, name; NotFound for a code that is none."""
    codes = text.replace(",", " ").split()
    return [specimen_called(seat, code) for code in codes]


def versions(seat: Seat, specimen: Specimen) -> QuerySet[SpecimenDescription]:
    """Everything that was ever said of a specimen, the latest first."""
    seat.need("inventory.read")
    return SpecimenDescription.objects.filter(specimen=specimen).select_related("by").order_by("-number")


def measurements(seat: Seat, specimen: Specimen) -> QuerySet[Measurement]:
    """The measurements of a specimen, withdrawn ones included."""
    seat.need("inventory.read")
    return Measurement.objects.filter(specimen=specimen).select_related("by", "withdrawn_by")


def measurement(seat: Seat, specimen: Specimen, pk: int) -> Measurement:
    """One measurement of a specimen."""
    row = measurements(seat, specimen).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def identifiers(seat: Seat, specimen: Specimen) -> QuerySet[Identifier]:
    """What others call a specimen."""
    seat.need("inventory.read")
    return Identifier.objects.filter(thing_id=specimen.pk, personal=False)


def photographs(seat: Seat, thing: Thing) -> QuerySet[Photograph]:
    """That photographs exist: captions and sizes, not the pictures."""
    seat.need("inventory.effects" if thing.kind == Kind.EFFECT else "inventory.read")
    return Photograph.objects.filter(thing=thing).select_related("by")


@opened(entries.PhotographOpened, verb="inventory.open_photograph")
def open_photograph(by: Any, specimen: Specimen, pk: int, *, whole: bool = False) -> Done[tuple[Photograph, bytes]]:
    """The bytes of one photograph of a specimen: the smaller copy, or the ``whole``. An act that the journal keeps."""
    row = Photograph.objects.filter(thing_id=specimen.pk, pk=pk).first()
    if row is None:
        raise NotFound
    data = images.fetch(row.sha256 if whole else row.screen_sha256)
    return Done((row, data), subject=specimen.code, facts={"photograph": row.pk, "sha256": row.sha256, "whole": whole})


def relations(seat: Seat, specimen: Specimen) -> list[tuple[Relation, Specimen]]:
    """(relation, the other specimen) of each relation, seen from ``specimen``; withdrawn ones last."""
    seat.need("inventory.read")
    rows = (
        Relation.objects.filter(Q(left=specimen) | Q(right=specimen))
        .select_related("left__item__thing", "right__item__thing", "by", "withdrawn_by")
        .order_by("withdrawn", "at")
    )
    told = [(row, row.right if row.left_id == specimen.pk else row.left) for row in rows]
    return sorted(told, key=lambda pair: pair[0].withdrawn is not None)


def relation(seat: Seat, specimen: Specimen, pk: int) -> Relation:
    """One relation of a specimen."""
    for row, _other in relations(seat, specimen):
        if row.pk == pk:
            return row
    raise NotFound


def neighbourhood(
    seat: Seat, specimen: Specimen, most: int
) -> tuple[dict[int, int], list[Relation], dict[int, SpecimenDescription]]:
    """Specimens within ``most`` relations of one: hops by specimen, the relations among them, and their descriptions."""
    seat.need("inventory.read")
    found: set[int] = {specimen.pk}
    rows: dict[int, Relation] = {}
    layer = {specimen.pk}
    for _hop in range(min(most, graph.MOST_HOPS)):
        near = Relation.objects.filter(Q(left__in=layer) | Q(right__in=layer), withdrawn__isnull=True)
        fresh = {row.pk: row for row in near.order_by("pk")[:500]}
        rows.update(fresh)
        layer = {pk for row in fresh.values() for pk in (row.left_id, row.right_id)} - found
        found |= layer
        if not layer:
            break
    edges = [graph.Edge(row.left_id, row.right_id, row.kind) for row in rows.values()]
    reached = graph.hops(specimen.pk, edges, most)
    told = {row.specimen_id: row for row in descriptions(seat).filter(specimen_id__in=reached)}
    return {pk: hop for pk, hop in reached.items() if pk in told or pk == specimen.pk}, list(rows.values()), told


def skeleton_of(found: Iterable[mni.Bone]) -> dict[str, BoneState]:
    """What the drawing shows of bones: how many of each, and how complete the most complete one is. Animals are left out."""
    counts: dict[str, list[int | None]] = {}
    for bone in found:
        if bone.human == SpecimenDescription.Human.ANIMAL:
            continue
        for code in kinds.drawn_as(kinds.kind_of(bone.element), frozenset(read_zones(bone.zones))):
            counts.setdefault(code, []).append(PERCENT.get(bone.completeness or 0))
    return {code: BoneState(len(told), max((p for p in told if p is not None), default=None)) for code, told in counts.items()}


def floor(seat: Seat, boxes: Iterable[int]) -> mni.Floor:
    """The smallest number of people that what was found in these containers (ids of items) comes from."""
    return mni.floor_of(bones(descriptions(seat).filter(specimen__found_in__in=list(boxes))))


def bones(rows: QuerySet[SpecimenDescription]) -> Iterable[mni.Bone]:
    """What counting needs of ``rows``."""
    told = rows.order_by().values_list("specimen__item__thing__code", "element", "zones", "completeness", "human")
    return (mni.Bone(*row) for row in told)


def floor_history(seat: Seat, boxes: Iterable[int]) -> list[mni.Step]:
    """How that number went up and down, and why."""
    seat.need("inventory.read")
    here = SpecimenDescription.objects.filter(seat.sees("specimen__item__thing"), specimen__found_in__in=list(boxes))
    columns = ("specimen_id", "specimen__item__thing__code", "element", "zones", "completeness", "human", "at", "reason",
               "specimen__withdrawn", "specimen__withdrawn_why")  # fmt: skip
    told: dict[int, mni.Bone] = {}
    gone: dict[int, tuple[datetime, str]] = {}
    changes = []
    for pk, code, element, zones, completeness, human, at, reason, withdrawn, withdrawn_why in (
        here.order_by("at", "number").values_list(*columns)
    ):  # fmt: skip
        after = mni.Bone(code, element, zones, completeness, human)
        why = f"{code}: {reason}" if reason else f"{code} was entered: {kinds.kind_of(element).name}"
        changes.append(mni.Change(at, told.get(pk), after, why))
        told[pk] = after
        if withdrawn is not None:
            gone[pk] = (withdrawn, f"{code} was withdrawn: {withdrawn_why}")
    changes.extend(mni.Change(at, told[pk], None, why) for pk, (at, why) in gone.items())
    return mni.history(changes)


def tally(seat: Seat) -> Mapping[str, int]:
    """How many specimens stand, and in how many containers they were found."""
    mine = seat.sees("item__thing") & Q(item__thing__kind=Kind.SPECIMEN)
    rows = Specimen.objects.filter(mine, at_work(), withdrawn__isnull=True)
    return rows.aggregate(specimens=Count("pk"), containers=Count("found_in", distinct=True))


def _named(seat: Seat, text: str) -> Q:
    code = read_code(text)
    if code:
        return Q(specimen__item__thing__code=code)
    things = Identifier.objects.filter(incident=seat.incident, normal__in=normals_to_try(text), personal=False)
    return Q(specimen_id__in=things.values("thing_id")) | Q(specimen__designator__iexact=text.strip())
