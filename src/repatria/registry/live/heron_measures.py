"""Exercise Heron: bones are measured as the simulator's people have them, before anybody groups them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from repatria.registry.inventory.actions.measuring import measure
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.measuredbones import grows
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.scores import science_name
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role

LEAST = SpecimenDescription.Completeness.HALF
"""Bones of which less is there give no length."""
MOST = 3
"""Measurements taken of one bone; our own choice."""


def measure_body(work: Work, specimens: Sequence[Specimen]) -> None:
    """Up to three lengths or breadths of each grown bone of which at least half is there: those of the man it truly is of."""
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    told = SpecimenDescription.objects.filter(specimen__in=specimens, current=True).order_by("specimen_id")
    shown = shown_by_bones(work)
    for row in told.select_related("specimen__item__thing"):
        if (row.completeness or 0) < LEAST or grows(row) or not science_name(kind_of(row.element)):
            continue
        for code, mm in list(shown.get(row.specimen_id, {}).items())[:MOST]:
            measure(seat, row.specimen, code=code, value_mm=Decimal(str(mm)), method="osteometric board", sure=True)


def shown_by_bones(work: Work) -> dict[int, dict[str, float]]:
    """What the simulator's bones show, by the registry's specimen: code -> mm, in the order of the codes."""
    case, _ = work.exercise()
    specimens: dict[str, Specimen] = work.kept["specimens"]
    table = case.extra["samples"]
    bone_of = dict(zip(table["sample"], table["specimen"], strict=True))
    out: dict[int, dict[str, float]] = {}
    for remains in case.beside.remains:
        bone = specimens.get(bone_of.get(remains.subject, ""))
        if bone is not None and remains.measurements:
            out.setdefault(bone.pk, dict(sorted(remains.measurements.items())))
    return out
