"""Bones through the door: where a measurement lies, which bones of a group support each other, what kind of person they were."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from repatria.model.bones import MeasuredBone
from repatria.model.profiled import ProfiledBone

TEN = math.log(10.0)
SUPPORTED, DOUBTFUL, REFUTED = 1.0, -1.0, -2.0
"""Decimal log LR from which a bone is called supported, and down to which it is called doubtful or refuted. Our own choice."""
DISAGREE = -2.0
"""Decimal log LR of two bones' ages, and 1 of each of two bones' opposite sexes, from which they stand as a conflict."""
OPEN_BELOW = 4
"""Stage of union below which a growing place is not yet fused."""
Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Where a measurement lies: share of the reference below it, bones measured, extremes, the middle 98 of 100; ``curve`` per mm."""

    code: str
    value: float
    below: float
    bones: int
    least: float
    p01: float
    p50: float
    p99: float
    most: float
    curve: Curve

    @property
    def percentile(self) -> str:
        """As a page says it; the outermost thousandths are not told apart."""
        share = 100.0 * self.below
        if share < 0.1 or share > 99.9:
            return "below 0.1" if share < 0.1 else "above 99.9"
        return f"{share:.1f}" if share < 1.0 or share > 99.0 else f"{share:.0f}"


@dataclass(frozen=True, slots=True)
class Beside:
    """One other bone beside the bone that was weighed."""

    other: str
    relation: str
    log10_lr: float
    reference_n: int


@dataclass(frozen=True, slots=True)
class Support:
    """One bone against the rest of a group. ``grade``: supported, open, doubtful, refuted, or empty with the ``reason``."""

    code: str
    log10_lr: float | None
    grade: str
    reference_n: int
    measurements: int
    against: tuple[str, ...]
    beside: tuple[Beside, ...]
    reason: str

    @property
    def words(self) -> str:
        """The grade as a page says it."""
        return "open: says little" if self.grade == "open" else self.grade


@cache
def _limits(code: str) -> tuple[float, float, float] | None:
    from repatria.evidence.bones.placing import quantile
    from repatria.reference.osteometry import bone_model

    model = bone_model()
    if code not in model.codes:
        return None
    one, half, most = (quantile(code, share, model) for share in (0.01, 0.5, 0.99))
    return one, half, most


def measured(code: str, value: float) -> Measured | None:
    """Where ``value`` (mm) lies among the people of the shipped reference; None where it does not hold the measurement."""
    from repatria.evidence.bones.placing import curve, place
    from repatria.reference.osteometry import bone_model

    told, limits = place(code, value, bone_model()), _limits(code)
    if told is None or limits is None:
        return None
    one, half, most = limits
    return Measured(code, value, told.below, told.bones, told.least, one, half, most, told.most, curve(code, bone_model()))


def measurements_known() -> frozenset[str]:
    """Codes of the measurements that the shipped reference holds."""
    from repatria.reference.osteometry import bone_model

    return frozenset(bone_model().codes)


def element_of_code(code: str) -> str:
    """The element that a measurement of the reference is taken on."""
    from repatria.reference.osteometry import bone_model

    at, model = bone_model().codes.index(code), bone_model()
    return next(element for element, (first, end) in model.spans.items() if first <= at < end)


def people_of_the_reference() -> int:
    """How many people the shipped reference rests on."""
    from repatria.reference.osteometry import bone_model

    return sum(bone_model().people)


def scored() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Element -> its growing places with a table; element -> its traits of sex with a printed model."""
    from repatria.evidence.biology.age import transitions

    places: dict[str, list[str]] = {}
    for name, one in transitions().items():
        places.setdefault(one.element, []).append(name)
    skull = ("glabella", "mastoid", "orbital_margin", "nuchal")
    traits = {
        "cranium": skull, "frontal": ("glabella", "orbital_margin"), "temporal": ("mastoid",), "occipital": ("nuchal",),
        "mandible": ("mental_eminence",), "os_coxa": ("ventral_arc", "medial_aspect_ischiopubic_ramus", "subpubic_contour"),
    }  # fmt: skip
    return {element: tuple(names) for element, names in places.items()}, traits


def supports(bones: Sequence[MeasuredBone]) -> tuple[Support, ...]:
    """Every bone of a group against those of the rest that fit together; pools by the share that the reference holds of each."""
    from repatria.evidence.bones.belonging import belongings_apart
    from repatria.reference.osteometry import bone_model

    return tuple(_support(one) for one in belongings_apart(bones, bone_model(), REFUTED * TEN))


def near(group: Sequence[MeasuredBone], others: Sequence[MeasuredBone], most: int = 8) -> tuple[Support, ...]:
    """Of ``others`` those that speak most for being of the group's person, the likeliest first; only those above 0.

    None of an element and side that the group holds already.
    """
    from repatria.evidence.bones.belonging import many_against_group
    from repatria.reference.osteometry import bone_model

    taken = {(b.element, b.side) for b in group}
    free = [b for b in others if (b.element, b.side) not in taken]
    told = [_support(one) for one in many_against_group(free, group, bone_model())]
    known = [one for one in told if one.log10_lr is not None and one.log10_lr > 0.0]
    return tuple(sorted(known, key=lambda one: (-(one.log10_lr or 0.0), one.code))[:most])


def _support(one: object) -> Support:
    from repatria.evidence.bones.belonging import Belonging

    assert isinstance(one, Belonging)
    value = None if one.log_lr is None else one.log_lr / TEN
    beside = tuple(Beside(p.other, p.relation, p.log_lr / TEN, p.reference_n) for p in one.pairs)
    return Support(one.code, value, _grade(value), one.reference_n, one.measurements, one.against, beside, one.reason)


def _grade(value: float | None) -> str:
    if value is None:
        return ""
    if value >= SUPPORTED:
        return "supported"
    return "refuted" if value <= REFUTED else "doubtful" if value <= DOUBTFUL else "open"


def disagreements(bones: Sequence[ProfiledBone]) -> tuple[tuple[str, str], ...]:
    """(kind, sentence) where sizes, stages of growth or traits of sex of a group's bones do not fit one person."""
    sizes = supports([one.bone for one in bones])
    said = [("size", _size_words(one)) for one in sizes if one.grade == "refuted"]
    return (*said, *_ages(bones), *_sexes(bones))


def _size_words(one: Support) -> str:
    times = f"{10.0 ** -(one.log10_lr or 0.0):,.0f}"
    return f"{one.code}: its size is {times} times likelier of another person than of this group's (n = {one.reference_n})"


def _ages(bones: Sequence[ProfiledBone]) -> list[tuple[str, str]]:
    from repatria.evidence.biology.age import roster_ages
    from repatria.evidence.biology.disagreeing import log_same_age

    staged, found = [one for one in bones if one.stages], []
    for n, one in enumerate(staged):
        for other in staged[n + 1 :]:
            value = log_same_age(one.stages, other.stages, roster_ages())
            if value is not None and value / TEN <= DISAGREE:
                pair, times = f"{one.bone.code} and {other.bone.code}", f"{math.exp(-value):,.0f}"
                words = f"{pair}: their growing places are {times} times likelier of two people than of one"
                found.append(("age", words))
    return found


def _sexes(bones: Sequence[ProfiledBone]) -> list[tuple[str, str]]:
    from repatria.evidence.biology.disagreeing import log_man

    told = [(one.bone.code, log_man(one.traits)) for one in bones if one.traits]
    men = [code for code, value in told if value is not None and value >= TEN]
    women = [code for code, value in told if value is not None and value <= -TEN]
    return [("sex", f"{man} and {woman}: one has the traits of a man, the other of a woman") for man in men for woman in women]
