"""Outlines for maps without a network: Korea and its neighbours, and the land of the world (see ``data/SOURCES.md``)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LonLat = tuple[float, float]
EARTH_KM = 6371.0
DEGREE_KM = math.pi * EARTH_KM / 180.0


@dataclass(frozen=True, slots=True)
class Province:
    """A present-day province: where its name stands, and its size in square degrees."""

    name: str
    lon: float
    lat: float
    size: float


@dataclass(frozen=True, slots=True)
class Outline:
    """Land as closed rings per country, lines between provinces, and names of provinces; degrees east and north."""

    countries: dict[str, list[list[LonLat]]]
    province_lines: list[list[LonLat]]
    provinces: list[Province]


def _read(name: str) -> dict[str, object]:
    read = json.loads((files("repatria.registry.drawing") / "data" / name).read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def _rings(raw: object) -> list[list[LonLat]]:
    assert isinstance(raw, list)
    return [[(float(x), float(y)) for x, y in ring] for ring in raw]


@cache
def korea() -> Outline:
    """Korea and what of China, Russia and Japan lies within 122.5-133.5° E, 32.5-44.5° N."""
    data = _read("korea.json")
    countries, provinces = data["countries"], data["provinces"]
    assert isinstance(countries, dict) and isinstance(provinces, list)
    return Outline(
        {name: _rings(rings) for name, rings in countries.items()},
        _rings(data["province_lines"]),
        [Province(row["name"], row["lon"], row["lat"], row["area"]) for row in provinces],
    )


@cache
def world() -> Outline:
    """The land of the world, coarse."""
    return Outline({"land": _rings(_read("world.json")["land"])}, [], [])


def distance_km(a: LonLat, b: LonLat) -> float:
    """The great-circle distance of two points in km."""
    (lon0, lat0), (lon1, lat1) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat1 - lat0) / 2) ** 2 + math.cos(lat0) * math.cos(lat1) * math.sin((lon1 - lon0) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def great_circle(a: LonLat, b: LonLat, steps: int = 40) -> Sequence[LonLat]:
    """Points of the shortest way from a to b; longitudes run on without a jump at 180°."""
    (x0, y0, z0), (x1, y1, z1) = _vector(a), _vector(b)
    angle = math.acos(max(-1.0, min(1.0, x0 * x1 + y0 * y1 + z0 * z1)))
    if angle < 1e-9 or abs(angle - math.pi) < 1e-6:
        return [a, b]
    way: list[LonLat] = []
    for i in range(steps + 1):
        p, q = math.sin(angle * (1 - i / steps)) / math.sin(angle), math.sin(angle * i / steps) / math.sin(angle)
        x, y, z = p * x0 + q * x1, p * y0 + q * y1, p * z0 + q * z1
        lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1.0, min(1.0, z))))
        if way:
            lon += 360 * round((way[-1][0] - lon) / 360)
        way.append((lon, lat))
    return way


def _vector(point: LonLat) -> tuple[float, float, float]:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
