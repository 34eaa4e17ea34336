"""Where and when the missing of an exercise were lost, what the records say of it, and what the giver says of the boxes.

Places are those of the public sheet on concentrations of remains in the North, with the shares stated there; coordinates are rounded
to a tenth of a degree. Scatter, days, units and errors are assumptions of the exercise, its units are numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.model.beside import Origin, Place, Recorded
from repatria.simulate.assemblage import Assemblage
from repatria.simulate.settings import Settings

Day = datetime.date
NORTH = 5300 / 7699
"""Share of the list that was lost in the North."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One place of loss: degrees, scatter in km, share of those lost in the North, first and last day, units there."""

    name: str
    north: float
    east: float
    scatter: float
    share: float
    first: Day
    last: Day
    units: tuple[str, ...] = ()


SCENES = (
    Scene("Unsan", 40.0, 125.8, 12.0, 0.30, Day(1950, 11, 1), Day(1950, 11, 30), ("R-11", "R-12", "R-13", "R-14")),
    Scene("Chosin", 40.5, 127.2, 8.0, 0.21, Day(1950, 11, 27), Day(1950, 12, 11), ("R-21", "R-22", "R-23")),
    Scene("Camp 5", 40.6, 125.4, 3.0, 0.10, Day(1951, 1, 15), Day(1951, 9, 30)),
    Scene("Death Valley", 40.2, 125.6, 6.0, 0.07, Day(1950, 12, 1), Day(1951, 2, 28)),
    Scene("Apex", 41.6, 126.5, 15.0, 0.06, Day(1950, 10, 31), Day(1951, 3, 31)),
    Scene("Suan", 38.8, 126.4, 6.0, 0.04, Day(1951, 2, 1), Day(1951, 12, 31)),
    Scene("elsewhere in the North", 39.5, 126.3, 70.0, 0.22, Day(1950, 10, 1), Day(1953, 7, 27)),
)
SOUTH = Scene("the South and the line", 37.6, 127.6, 70.0, 0.0, Day(1950, 7, 5), Day(1953, 7, 27))
UNITS = tuple(f"R-{n}" for n in range(11, 51))
KM_PER_DEGREE = 111.2
BY_NAME = {scene.name: scene for scene in (*SCENES, SOUTH)}


def add_losses(
    rng: np.random.Generator, settings: Settings, recorded: Sequence[Recorded], lies_at: dict[int, str]
) -> tuple[list[Recorded], tuple[str, ...]]:
    """``recorded`` with place, days and unit of loss; and where each man truly was lost.

    ``lies_at`` gives, for the men who lie in the boxes, the place their boxes truly are from: they were lost there but for
    ``settings.lost_elsewhere`` of them.
    """
    shares = np.array([*(s.share * NORTH for s in SCENES), 1.0 - NORTH])
    scenes = (*SCENES, SOUTH)
    drawn = rng.choice(len(scenes), len(recorded), p=shares / shares.sum())
    chance, noise, wide = rng.random((len(recorded), 8)), rng.standard_normal((len(recorded), 2)), rng.random(len(recorded))
    out, true = [], []
    for i, record in enumerate(recorded):
        scene = scenes[int(drawn[i])]
        if i in lies_at and chance[i, 0] >= settings.lost_elsewhere:
            scene = BY_NAME[lies_at[i]]
        true.append(scene.name)
        day = scene.first + datetime.timedelta(days=int(chance[i, 1] * ((scene.last - scene.first).days + 1)))
        last = day + datetime.timedelta(days=int(7 * chance[i, 2])) if chance[i, 3] < 0.3 else day
        units = scene.units or UNITS
        unit = (
            units[int(chance[i, 4] * len(units))]
            if chance[i, 5] >= settings.unit_wrong
            else UNITS[int(chance[i, 4] * len(UNITS))]
        )
        told = scenes[int(chance[i, 4] * len(scenes))] if chance[i, 6] < settings.place_wrong else scene
        place = (
            _near(told, noise[i], within=round(float(5.0 + 15.0 * wide[i]), 1)) if chance[i, 7] < settings.place_known else None
        )
        out.append(replace(record, lost_at=place, lost_first=day, lost_last=last, unit=unit))
    return out, tuple(true)


def _near(scene: Scene, noise: Sequence[float], within: float) -> Place:
    north = scene.north + scene.scatter * float(noise[0]) / KM_PER_DEGREE
    east = scene.east + scene.scatter * float(noise[1]) / (KM_PER_DEGREE * float(np.cos(np.radians(scene.north))))
    return Place(round(north, 3), round(east, 3), within)


def stated(settings: Settings, bones: Assemblage) -> tuple[Origin, ...]:
    """What the giver says of each box: the place it is claimed to be from, and the days of the battle there. No one of ours dug."""
    out = []
    for claimed in bones.claimed_place:
        scene = BY_NAME[claimed]
        place = Place(scene.north, scene.east, 25.0)
        out.append(Origin("stated", place, scene.first, scene.last, error=settings.told_box_error))
    return tuple(out)


def lies_at(bones: Assemblage, man: NDArray[np.int64]) -> dict[int, str]:
    """Listed man -> the place his boxes truly are from."""
    place = {int(who): bones.true_place[int(box)] for who, box in zip(bones.person, bones.box, strict=True)}
    return {int(m): place[who] for who, m in enumerate(man) if m >= 0 and who in place}
