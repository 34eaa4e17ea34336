"""Specimens as science takes them: measurements, scores, sides. Bones that still grow, and animals, are not held against adults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from repatria.model.bones import MeasuredBone
from repatria.model.profiled import ProfiledBone
from repatria.registry.gateway.bones import OPEN_BELOW
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.models import Measurement, Observation, SpecimenDescription
from repatria.registry.inventory.scores import science_name

GROWING = frozenset({"fetal", "infant", "child", "adolescent"})
NOT_HUMAN = SpecimenDescription.Human.ANIMAL


def profiled(rows: Sequence[SpecimenDescription]) -> list[ProfiledBone]:
    """Current descriptions, with standing measurements (the mean of several of one code, mm) and scores, in their order.

    A bone that still grows keeps its scores and loses its measurements: the reference holds adults only. Animals are left out.
    """
    human = [row for row in rows if row.human != NOT_HUMAN]
    values = _values([row.specimen_id for row in human])
    scores = _scores([row.specimen_id for row in human])
    return [_bone(row, values.get(row.specimen_id, {}), scores.get(row.specimen_id, ())) for row in human]


def grows(row: SpecimenDescription, scores: Iterable[Observation] = ()) -> bool:
    """Whether a specimen is said to grow still, or a place of it is not yet fused."""
    return row.age_class in GROWING or any(one.kind == Observation.Kind.STAGE and one.low < OPEN_BELOW for one in scores)


def _bone(row: SpecimenDescription, values: dict[str, float], scores: Sequence[Observation]) -> ProfiledBone:
    kind = kind_of(row.element)
    by_kind: dict[str, dict[str, Observation]] = defaultdict(dict)
    for one in scores:
        by_kind[one.kind][one.what] = one
    held = {} if grows(row, scores) else values
    return ProfiledBone(
        MeasuredBone(row.specimen.code, science_name(kind), kind.side, held),
        stages={what: (one.low, one.high) for what, one in by_kind[Observation.Kind.STAGE].items()},
        traits={what: one.low for what, one in by_kind[Observation.Kind.TRAIT].items()},
        phase=max((one.high for one in by_kind[Observation.Kind.PHASE].values()), default=0),
    )


def _values(specimens: Sequence[int]) -> dict[int, dict[str, float]]:
    held: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    standing = Measurement.objects.filter(specimen__in=specimens, withdrawn__isnull=True)
    for pk, code, value in standing.order_by("pk").values_list("specimen_id", "code", "value_mm"):
        held[pk][code].append(float(value))
    return {pk: {code: sum(told) / len(told) for code, told in sorted(codes.items())} for pk, codes in held.items()}


def _scores(specimens: Sequence[int]) -> dict[int, list[Observation]]:
    held: dict[int, list[Observation]] = defaultdict(list)
    for one in Observation.objects.filter(specimen__in=specimens, withdrawn__isnull=True).order_by("pk"):
        held[one.specimen_id].append(one)
    return held
