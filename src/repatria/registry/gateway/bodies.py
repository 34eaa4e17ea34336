"""Through the door: what kind of person an individual was, as distributions; and how many people an inventory comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from repatria.model.counted import CountedBone
from repatria.model.profiled import ProfiledBone
from repatria.registry.gateway.bones import TEN, Curve


@dataclass(frozen=True, slots=True)
class Line:
    """One source of what is said: its method, what it rests on, and decimal log LR of man against woman where it is of sex."""

    method: str
    rests_on: str
    log10_lr: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A number as a distribution: the middle, central 95 %, what it is drawn from; or none, with the ``reason``."""

    point: float | None
    low: float = 0.0
    high: float = 0.0
    curve: Curve = ()
    method: str = ""
    reference: str = ""
    rests_on: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What the bones of one individual tell. ``male``: the chance of a man, None where nothing tells; ``pools``: before and after."""

    male: float | None
    prior_male: float
    sex_lines: tuple[Line, ...]
    age: Told
    phase: tuple[float, float, float, float] | None
    stature: Told
    printed: tuple[Line, ...]
    pools: tuple[tuple[str, float, float, int], ...]
    cautions: tuple[str, ...]


AGE_METHOD = "union of epiphyses, one maturity per person"
AGE_REFERENCE = "American men who died in 1950 to 1953 (McKern and Stewart 1957, ranges of stages; 341 men), provisional"
SIZE_METHOD = "stature and 24 measurements of each pool as one multivariate t, pools mixed by how well the bones fit"
SIZE_REFERENCE = "548 people of the reference of OsteoSort 1.4.0, 238 with a stature"


def body_of(name: str, bones: Sequence[ProfiledBone], *, prior_male: float = 0.5) -> Body:
    """The profile of one individual; ``prior_male``: the chance of a man before the bones.

    The person is taken as of none of the pools: intervals of stature are widened by as much as pools differ. The age
    shown holds the ages of the American dead as prior. Nothing here knows a list, a candidate or a name.
    """
    from repatria.evidence.biology.age import roster_ages
    from repatria.evidence.biology.profile import AFFINITY, KOREANS, profile_of
    from repatria.reference.biology import body_model

    ages = roster_ages()
    told = profile_of(name, bones, body_model(), prior_male=prior_male, ages=ages, ages_name="roster", outside=True)
    pools = tuple(
        (pool.name, float(b), float(a), pool.people)
        for pool, b, a in zip(told.size.pools, told.size.before, told.size.after, strict=True)
    )
    lines = () if told.sex is None else tuple(Line(s.method, s.rests_on, s.log_ratio / TEN) for s in told.sex.lines)
    male = told.sex.male if told.sex is not None and lines else None
    return Body(
        male, prior_male, lines, _age(told, ages), told.phase, _stature(told), _printed(told), pools, (KOREANS, AFFINITY)
    )


def _age(told: Any, ages: Any) -> Told:
    from repatria.evidence.biology.age import AGES, age_density

    if told.age is None:
        return Told(None, reason="no growing place of these bones was scored")
    share = age_density(told.stages, ages)
    curve = tuple((float(age), float(p)) for age, p in zip(AGES, share, strict=True))
    places = tuple(f"{place.replace('_', ' ')}: {_stages(low, high)}" for place, (low, high) in told.stages.items())
    cautions = (
        "The ages of the American dead are its prior; it is for display and is multiplied with nothing.",
        "Half of the spread between men is taken as shared by all growing places of a man: our own assumption.",
    )
    return Told(told.age.point, told.age.low, told.age.high, curve, AGE_METHOD, AGE_REFERENCE, places, cautions)


def _stages(low: int, high: int) -> str:
    return f"stage {low}" if low == high else f"stages {low} to {high}"


def _stature(told: Any) -> Told:
    from repatria.evidence.biology.stature import GRID, NotSupported, density_of

    if isinstance(told.stature, NotSupported):
        return Told(None, reason=told.stature.reason)
    density = density_of(told.size)
    curve = tuple((float(x), float(p)) for x, p in zip(GRID[::5], density[::5], strict=True))
    cautions = [
        "The interval is for one new person, not for a mean. The reference is of later years than 1950.",
        "Nobody is taken as of a pool of the reference: the interval is widened by as much as pools differ at the same bones.",
    ]
    if told.stature.unsupported > 0.005:
        cautions.append(f"Pools without a stature hold {told.stature.unsupported:.0%} of the weight; the others answer alone.")
    return Told(
        told.stature.point, told.stature.low, told.stature.high, curve, SIZE_METHOD, SIZE_REFERENCE, told.stature.used,
        tuple(cautions),
    )  # fmt: skip


def _printed(told: Any) -> tuple[Line, ...]:
    from repatria.evidence.biology.printed import NO_INTERVAL, TIBIA, printed_statures

    found = [
        Line(f"{e.series}, {'men' if e.sex == 'm' else 'women'}: {cm:.1f} cm", f"{e.slope} x {e.bone} + {e.constant}")
        for e, cm in printed_statures(told.values, told.sex_stated)
    ]
    notes = [*([NO_INTERVAL] if found else []), *([TIBIA] if "Tib_01" in told.values else [])]
    return (*found, *(Line("", note) for note in notes))


@dataclass(frozen=True, slots=True)
class Element:
    """One element counted: bones by side, stated pairs (None where nobody stated any), both estimates in words where there are."""

    name: str
    left: int
    right: int
    pairs: int | None
    at_least: int
    about: str
    printed: str


@dataclass(frozen=True, slots=True)
class About:
    """About so many people, with 95 % from ``low`` to ``high`` (None: nothing bounds it), from the pairs of one ``element``."""

    people: int | None
    low: int = 0
    high: int | None = None
    element: str = ""
    elements: tuple[Element, ...] = ()
    assumptions: tuple[str, ...] = ()


def about_people(bones: Sequence[CountedBone], most: int = 3000) -> About:
    """The estimate that goes with a floor, from stated pairs of left and right; no estimate without a pair.

    ``most``: more people than this are not looked at.
    """
    from repatria.evidence.bones.counting import ASSUMED, count_people

    if not bones:
        return About(None)
    told = count_people(bones, at_most=max(most, len(bones)))
    elements = tuple(
        Element(
            one.counts.element.replace("_", " "), one.counts.left, one.counts.right, one.counts.pairs, one.floor.people,
            one.allowed.words if one.allowed else "", one.printed.words if one.printed else "",
        )
        for one in told.elements
        if one.counts.left or one.counts.right
    )  # fmt: skip
    if told.deciding is None or told.deciding.allowed is None:
        return About(None, elements=elements, assumptions=ASSUMED)
    found = told.deciding.allowed
    high = None if found.open_top or math.isinf(found.high) else found.high
    return About(found.people, found.low, high, told.deciding.counts.element.replace("_", " "), elements, ASSUMED)
