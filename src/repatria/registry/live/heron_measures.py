"""Exercise Heron: the bones of one person are measured as bones of one invented body, before anybody groups them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from repatria.registry.gateway import bones as science
from repatria.registry.inventory.actions.measuring import measure
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.measuredbones import grows
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.scores import science_name
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role

LEAST = SpecimenDescription.Completeness.HALF
"""Bones of which less is there give no length."""
SPACING = 1_000_003
"""Keeps the bodies of two exercises apart: a body is drawn from the seed and the number of its first bone."""


def measure_body(work: Work, specimens: Sequence[Specimen]) -> None:
    """Two lengths or breadths of each grown bone of which at least half is there, all of one invented man."""
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    told = SpecimenDescription.objects.filter(specimen__in=specimens, current=True).order_by("specimen_id")
    rows = [row for row in told.select_related("specimen__item__thing") if (row.completeness or 0) >= LEAST and not grows(row)]
    kinds = [(science_name(kind_of(row.element)), row.side) for row in rows]
    seed = work.seed * SPACING + specimens[0].item.thing.number
    for row, values in zip(rows, science.invented(kinds, seed), strict=True):
        for code, mm in values.items():
            measure(seat, row.specimen, code=code, value_mm=Decimal(str(mm)), method="osteometric board", sure=True)
