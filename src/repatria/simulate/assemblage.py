"""What lay in the boxes: people, where their bones are, which bones were recovered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.simulate.genedrop import Codes
from repatria.simulate.settings import Settings

ELEMENTS = (
    [("femur", s, 4) for s in ("left", "right")]
    + [("tibia", s, 4) for s in ("left", "right")]
    + [("humerus", s, 3) for s in ("left", "right")]
    + [("radius", s, 2) for s in ("left", "right")]
    + [("ulna", s, 2) for s in ("left", "right")]
    + [("fibula", s, 2) for s in ("left", "right")]
    + [("os coxae", s, 1) for s in ("left", "right")]
    + [("scapula", s, 1) for s in ("left", "right")]
    + [("clavicle", s, 1) for s in ("left", "right")]
    + [("cranium", "none", 1), ("mandible", "none", 1), ("sacrum", "none", 1)]
)
"""(element, side, weight): mostly parts of legs and arms, as reported of the boxes of 2018."""


@dataclass(frozen=True, eq=False)
class Assemblage:
    """``person`` and ``box`` give, bone by bone, whose it is and where it lay; ``element`` and ``side`` what it is.

    ``nationality`` is of each person; ``true_place`` and ``claimed_place`` of each box. All indices count from 0.
    """

    nationality: tuple[str, ...]
    true_place: tuple[str, ...]
    claimed_place: tuple[str, ...]
    person: NDArray[np.int64]
    box: NDArray[np.int64]
    element: tuple[str, ...]
    side: tuple[str, ...]


class People:
    """Who lies in the boxes: genotypes ``[people, loci, 2]``, population and founder group, and the listed man (or -1)."""

    def __init__(self, genotypes: Codes, population: list[str], group: NDArray[np.int64], man: NDArray[np.int64]) -> None:
        self.genotypes, self.population, self.group, self.man = genotypes, population, group, man


def make_assemblage(rng: np.random.Generator, settings: Settings) -> Assemblage:
    """Draw the boxes. Full-size exercises have at least one box with one person and one with more than twelve."""
    home = np.repeat(np.arange(settings.boxes), _people_per_box(rng, settings))
    places = ["Unsan"] * settings.unsan_boxes + ["Chosin"] * (settings.boxes - settings.unsan_boxes)
    true_place = tuple(places[i] for i in rng.permutation(settings.boxes))
    wrong = rng.random(settings.boxes) < settings.wrong_place
    other = {"Unsan": "Chosin", "Chosin": "Unsan"}
    claimed = tuple(other[p] if w else p for p, w in zip(true_place, wrong, strict=True))
    persons, boxes, kinds = _bones(rng, settings, home, true_place)
    order = np.lexsort((rng.random(len(boxes)), boxes))  # by box, in no order within it: codes must not tell who is who
    element = tuple(ELEMENTS[k][0] for k in kinds[order])
    side = tuple(ELEMENTS[k][1] for k in kinds[order])
    return Assemblage(
        _nationalities(rng, settings, len(home)), true_place, claimed, persons[order], boxes[order], element, side
    )


def _people_per_box(rng: np.random.Generator, settings: Settings) -> NDArray[np.int64]:
    mean, k = settings.extra_people
    low, high = settings.people
    whole = settings.boxes >= 55
    for _ in range(10_000):
        sizes = 1 + rng.negative_binomial(k, k / (k + mean), settings.boxes)
        if low <= sizes.sum() <= high and (not whole or (sizes.min() == 1 and sizes.max() > 12)):
            return np.asarray(sizes)
    return np.asarray(sizes)


def _nationalities(rng: np.random.Generator, settings: Settings, n: int) -> tuple[str, ...]:
    us, korean = round(settings.us * n), round(settings.korean * n)
    names = (["US"] * us + ["ROK"] * korean + ["other"] * n)[:n]
    return tuple(names[i] for i in rng.permutation(n))


def _bones(
    rng: np.random.Generator, settings: Settings, home: NDArray[np.int64], place: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Whose, where and what, bone by bone. A person's other boxes are from the same place; no bone is there twice."""
    weight = np.array([w for *_, w in ELEMENTS], dtype=float)
    persons, boxes, kinds = [], [], []
    for who, first in enumerate(home):
        near = [b for b in range(settings.boxes) if place[b] == place[first] and b != first]
        more = min(int(rng.choice(len(settings.more_boxes), p=settings.more_boxes)), len(near))
        own = np.array([first, *(rng.choice(near, more, replace=False) if more else [])])
        n = int(rng.integers(settings.bones[0], settings.bones[1] + 1))
        spread = np.concatenate([own, rng.choice(own, max(0, n - len(own)))])[:n]
        persons.append(np.full(n, who))
        boxes.append(spread)
        kinds.append(rng.choice(len(ELEMENTS), n, replace=False, p=weight / weight.sum()))
    return np.concatenate(persons), np.concatenate(boxes), np.concatenate(kinds)
