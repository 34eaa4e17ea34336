"""How places, days and units of a loss go with where remains were found, as an incident states it: no person, only the scene."""

from __future__ import annotations

import math
from dataclasses import dataclass

from repatria.errors import InvalidCase
from repatria.model.beside import Place


@dataclass(frozen=True, slots=True)
class Corridor:
    """A road on which people were marched on from where they were lost: ``points`` in degrees north and east, in the order of march.

    ``width_km`` is the radius about the road within which a grave lies with probability 0.95. ``share`` is the probability that somebody
    lost on it was taken further along it.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    width_km: float = 5.0
    share: float = 0.5

    def __post_init__(self) -> None:
        where = f"corridor {self.name or 'without a name'}"
        if not self.name or len(self.points) < 2:
            raise InvalidCase(
                f"{where}: {len(self.points)} points. Give it a name and at least two points, in the order of march."
            )
        for north, east in self.points:
            if not (-90.0 <= north <= 90.0 and -180.0 <= east <= 180.0):
                raise InvalidCase(f"{where}: point {north!r}, {east!r} is not on the globe. Write degrees north and east.")
        if not (math.isfinite(self.width_km) and self.width_km > 0.0):
            raise InvalidCase(f"{where}: width {self.width_km!r} km. Write a radius above 0.")
        if not 0.0 < self.share < 1.0:
            raise InvalidCase(f"{where}: share {self.share!r}. Write a probability above 0 and below 1.")


@dataclass(frozen=True, slots=True)
class Nation:
    """A population of the dead beside the list: how many, and where, as places with their shares (which sum to 1)."""

    name: str
    size: float
    lost: tuple[tuple[Place, float], ...] = ()

    def __post_init__(self) -> None:
        where = f"population {self.name or 'without a name'}"
        if not self.name or not (math.isfinite(self.size) and self.size > 0.0):
            raise InvalidCase(f"{where}: size {self.size!r}. Give it a name and a number of people above 0.")
        if self.lost and abs(math.fsum(share for _, share in self.lost) - 1.0) > 1e-9:
            raise InvalidCase(
                f"{where}: the shares of its places sum to {math.fsum(s for _, s in self.lost):g}. They must sum to 1."
            )
        if any(not share >= 0.0 for _, share in self.lost):
            raise InvalidCase(f"{where}: a share below 0. Correct it.")


@dataclass(frozen=True, slots=True)
class Scene:
    """What an incident assumes of places, days and units; every default is an assumption of this project, to be stated with an answer.

    ``moved_km``: scale of the distance between loss and grave beside the uncertainty of both places; ``tail`` degrees of freedom of
    the scatter (few: a heavy tail); ``anywhere`` the share of losses that tell nothing of the grave, spread over ``area_km2``;
    ``days`` and ``days_tail`` the same for how much a recorded day misses the event; ``other_unit`` the share of men who were with
    another unit than recorded. ``nations`` are populations of the alternative, by the names of the case's pools.
    """

    moved_km: float = 3.0
    tail: float = 2.0
    anywhere: float = 0.05
    area_km2: float = 120_000.0
    days: float = 3.0
    days_tail: float = 1.0
    other_unit: float = 0.1
    corridors: tuple[Corridor, ...] = ()
    nations: tuple[Nation, ...] = ()

    def __post_init__(self) -> None:
        for name in ("moved_km", "tail", "area_km2", "days", "days_tail"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidCase(f"scene: {name} {value!r}. Write a number above 0.")
        for name in ("anywhere", "other_unit"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise InvalidCase(f"scene: {name} {getattr(self, name)!r}. Write a probability above 0 and below 1.")
        for noun, names in (("corridor", [c.name for c in self.corridors]), ("population", [n.name for n in self.nations])):
            if len(set(names)) != len(names):
                raise InvalidCase(f"scene: {noun} {next(n for n in names if names.count(n) > 1)} stands twice. Keep one.")
        total = math.fsum(c.share for c in self.corridors)
        if total >= 1.0:
            raise InvalidCase(f"scene: the shares of the corridors sum to {total:g}. Together they must stay below 1.")
