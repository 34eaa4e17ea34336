"""Maps without a network: places with the circle in which they lie, journeys as numbered lines, on Korea or on as much as is needed.

The projection is equirectangular, true to scale at the middle latitude. Borders and provinces are those of today, not of 1950.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from repatria.registry.drawing import geography, svg
from repatria.registry.drawing.geography import DEGREE_KM, LonLat, Outline

KOREA = (123.6, 33.0, 131.4, 43.2)
_WIDE_MOST = 320.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: degrees east and north, and the radius in km within which it lies (None: as given)."""

    name: str
    lon: float
    lat: float
    within_km: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(
                f"map: {self.name} lies at {self.lon}, {self.lat}. Give degrees east (-180 to 180) and north (-90 to 90)."
            )
        if self.within_km is not None and not 0 <= self.within_km <= 5000:
            raise ValueError(f"map: {self.name} lies within {self.within_km} km. Give 0 to 5000 km.")


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey between two of the places, by name."""

    start: str
    end: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    box: Box
    width: float
    height: float

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    def at(self, point: LonLat) -> LonLat:
        left, bottom, right, top = self.box
        return (point[0] - left) / (right - left) * self.width, (top - point[1]) / (top - bottom) * self.height

    def near(self, lon: float) -> float:
        """The longitude plus or minus whole turns, within the frame if it can be."""
        return lon + 360 * round(((self.box[0] + self.box[2]) / 2 - lon) / 360)

    def km(self) -> float:
        """Pixels per km along the middle latitude."""
        return self.width / (self.box[2] - self.box[0]) / (DEGREE_KM * math.cos(math.radians(self.middle)))


View = Literal["auto", "korea", "wide"]


def draw_map(
    places: Sequence[Place],
    journeys: Sequence[Journey] = (),
    *,
    view: View = "auto",
    name: str = "map",
    title: str = "Map",
    invented: bool = False,
) -> str:
    """SVG text of a map.

    ``view``: "korea" for the peninsula; "wide" for a frame around all places; "auto" takes the first where every place is on it.
    ``invented``: the places are of an exercise; they stand on a bare net of degrees that says so, never on a coast that is real.
    ``name`` makes ids and must differ between maps of one page. An unknown place of a journey raises ValueError.
    """
    known = {place.name: place for place in places}
    for journey in journeys:
        for end in (journey.start, journey.end):
            if end not in known:
                raise ValueError(
                    f"map: a journey names {end!r}, which is not among the places. Add the place or correct its name."
                )
    on_korea = view == "korea" or (view == "auto" and all(_within(place, KOREA) for place in places))
    frame = _sized(KOREA, 620) if on_korea else _sized(_around(places), 960)
    outline = geography.korea() if on_korea else geography.world()
    clip = svg.tag("defs", svg.tag("clipPath", svg.tag("rect", width=frame.width, height=frame.height), id=f"{name}-clip"))
    net = _graticule(frame, 2 if on_korea else 20)
    if invented:
        ground = [
            svg.tag("rect", width=frame.width, height=frame.height, fill="#f5f1e8", class_="map-bare"),
            *net,
            _said(frame),
        ]
    else:
        sea = svg.tag("rect", width=frame.width, height=frame.height, fill="#e4ebef", class_="map-sea")
        ground = [sea, *_land(frame, outline), *net]
    drawn = [*_circles(frame, places), *_journeys(frame, known, journeys), *_places(frame, places)]
    inside = [clip, svg.tag("g", *ground, *drawn, clip_path=f"url(#{name}-clip)"), _scale(frame), _edge(frame)]
    return svg.picture(
        frame.width, frame.height + 8, name, title, _summary(places, journeys, invented=invented), inside, interactive=False
    )


def map_table(places: Sequence[Place], journeys: Sequence[Journey] = ()) -> str:
    """The places of a map, and its journeys with their great-circle lengths, as HTML tables."""
    rows = [
        (place.name, f"{_degrees(place.lat, 'N', 'S')}, {_degrees(place.lon, 'E', 'W')}",
         "as given" if place.within_km is None else f"within {svg.number(place.within_km)} km", place.note)
        for place in places
    ]  # fmt: skip
    tables = svg.table("Places on the map", ("Place", "Where", "How certain", "Note"), rows)
    known = {place.name: (place.lon, place.lat) for place in places}
    if journeys:
        legs = [
            (
                str(i),
                leg.start,
                leg.end,
                f"about {_rounded(geography.distance_km(known[leg.start], known[leg.end]))} km",
                leg.note,
            )
            for i, leg in enumerate(journeys, 1)
        ]
        tables += svg.table("Journeys on the map; lengths are great circles", ("Number", "From", "To", "Length", "Note"), legs)
    return tables


def _rounded(km: float) -> str:
    return f"{round(km, -1):,.0f}" if km >= 100 else f"{km:.0f}"


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(value):.2f}° {plus if value >= 0 else minus}"


INVENTED = "Exercise: invented places, on a bare net of degrees"


def _said(frame: _Frame) -> str:
    told = {"font_weight": "600", "class_": "drawing-soft", "fill": "#5f5a52"}
    return svg.words(INVENTED, 14, frame.height - 34, size=14, **told)


def _summary(places: Sequence[Place], journeys: Sequence[Journey], *, invented: bool = False) -> str:
    said = "Places: " + ("; ".join(place.name for place in places) or "none") + "."
    if journeys:
        said += " Journeys: " + "; ".join(f"{i}, {leg.start} to {leg.end}" for i, leg in enumerate(journeys, 1)) + "."
    return f"{said} {INVENTED}." if invented else f"{said} Borders and provinces are those of today."


def _within(place: Place, box: Box) -> bool:
    return box[0] <= place.lon <= box[2] and box[1] <= place.lat <= box[3]


def _sized(box: Box, width: float) -> _Frame:
    stretch = math.cos(math.radians((box[1] + box[3]) / 2))
    return _Frame(box, width, width * (box[3] - box[1]) / ((box[2] - box[0]) * stretch))


def _around(places: Sequence[Place]) -> Box:
    """A frame that holds every place with a margin, across the 180th meridian where that is shorter; at least 12° by 8°."""
    lons = sorted(place.lon for place in places) or [127.5]
    gaps = [(b - a, b) for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    start = max(gaps)[1]
    start -= 360 if start >= 180 else 0
    turned = [start + (lon - start) % 360 for lon in lons]
    west, east = min(turned), max(turned)
    south, north = min((p.lat for p in places), default=38.0), max((p.lat for p in places), default=38.0)
    side = max(6.0, (east - west) * 0.16)
    west, east = west - side, min(east + side, west - side + _WIDE_MOST)
    rise = max(4.0, (north - south) * 0.3, ((east - west) * 0.5 - (north - south)) / 2)
    return west, max(-84.0, south - rise), east, min(84.0, north + rise)


def _path(frame: _Frame, ring: Iterable[LonLat], *, closed: bool) -> str:
    points = [frame.at(point) for point in ring]
    return "M" + "L".join(f"{svg.number(round(x, 1))} {svg.number(round(y, 1))}" for x, y in points) + ("Z" if closed else "")


def _land(frame: _Frame, outline: Outline) -> list[str]:
    parts = []
    for country, rings in outline.countries.items():
        d = ""
        for ring in rings:
            for turn in (-360.0, 0.0, 360.0):
                moved = [(lon + turn, lat) for lon, lat in ring]
                if max(x for x, _ in moved) >= frame.box[0] and min(x for x, _ in moved) <= frame.box[2]:
                    d += _path(frame, moved, closed=True)
        neighbour = country in ("China", "Russia", "Japan")
        stroke = "#b9b2a5" if country == "land" else "#8d877b"
        parts.append(svg.tag("path", d=d, fill="#f5f1e8", fill_opacity=0.55 if neighbour else None, stroke=stroke, stroke_width=0.9,
                             stroke_linejoin="round", class_="map-land"))  # fmt: skip
    lines = "".join(_path(frame, line, closed=False) for line in outline.province_lines)
    if lines:
        parts.append(
            svg.tag(
                "path", d=lines, fill="none", stroke="#b9b2a5", stroke_width=0.8, stroke_dasharray="3 3", class_="map-province"
            )
        )
    for province in outline.provinces:
        x, y = frame.at((province.lon, province.lat))
        if province.size > 0.6:
            parts.append(svg.words(province.name, x, y, size=12, anchor="middle", class_="drawing-small", fill="#6d675d"))
    return parts


def _graticule(frame: _Frame, step: int) -> list[str]:
    left, bottom, right, top = frame.box
    parts = []
    for lon in range(math.ceil(left / step) * step, math.floor(right) + 1, step):
        x = frame.at((lon, 0))[0]
        shown = (lon + 180) % 360 - 180
        parts.append(_ring_line(f"M{svg.number(x)} 0V{svg.number(frame.height)}"))
        parts.append(svg.words(_whole(shown, "E", "W"), x + 3, 14, size=12, class_="drawing-small", fill="#5f5a52"))
    for lat in range(math.ceil(bottom / step) * step, math.floor(top) + 1, step):
        y = frame.at((0, lat))[1]
        parts.append(_ring_line(f"M0 {svg.number(y)}H{svg.number(frame.width)}"))
        parts.append(svg.words(_whole(lat, "N", "S"), 3, y - 3, size=12, class_="drawing-small", fill="#5f5a52"))
    return parts


def _ring_line(d: str) -> str:
    return svg.tag("path", d=d, fill="none", stroke="#b9b2a5", stroke_width=0.5, class_="map-ring")


def _whole(value: int, plus: str, minus: str) -> str:
    return f"{abs(value)}°" + ("" if value in (0, 180, -180) else plus if value > 0 else minus)


def _circles(frame: _Frame, places: Sequence[Place]) -> list[str]:
    parts = []
    for place in places:
        if place.within_km:
            x, y = frame.at((frame.near(place.lon), place.lat))
            ry = place.within_km / DEGREE_KM * frame.height / (frame.box[3] - frame.box[1])
            rx = (
                place.within_km
                / (DEGREE_KM * max(0.05, math.cos(math.radians(place.lat))))
                * frame.width
                / (frame.box[2] - frame.box[0])
            )
            parts.append(svg.tag("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill="#3a4f66", fill_opacity=0.1, stroke="#3a4f66", stroke_width=1,
                                 stroke_dasharray="4 3", class_="map-circle"))  # fmt: skip
    return parts


def _journeys(frame: _Frame, known: dict[str, Place], journeys: Sequence[Journey]) -> list[str]:
    lines, numbers = [], []
    for i, leg in enumerate(journeys, 1):
        a, b = known[leg.start], known[leg.end]
        way = geography.great_circle((frame.near(a.lon), a.lat), (b.lon, b.lat))
        turn = frame.near(way[0][0]) - way[0][0]
        points = [frame.at((lon + turn, lat)) for lon, lat in way]
        d = "M" + "L".join(f"{svg.number(round(x, 1))} {svg.number(round(y, 1))}" for x, y in points)
        lines.append(
            svg.tag("path", d=d, fill="none", stroke="#3a4f66", stroke_width=1.8, stroke_linejoin="round", class_="map-leg")
        )
        k = len(points) // 2
        (x, y), (px, py), (qx, qy) = points[k], points[k - 1], points[min(k + 1, len(points) - 1)]
        if len(points) == 2:
            x, y = (px + qx) / 2, (py + qy) / 2
        size = math.hypot(qx - px, qy - py) or 1.0
        ux, uy = (qx - px) / size, (qy - py) / size
        lines.append(_arrow(points))
        x, y = x - uy * 13, y + ux * 13
        numbers.append(
            svg.tag("circle", cx=x, cy=y, r=9, fill="#ffffff", stroke="#3a4f66", stroke_width=1.4, class_="map-number")
        )
        numbers.append(svg.words(str(i), x, y + 4, size=11, anchor="middle", font_weight="700"))
    return lines + numbers


def _arrow(points: Sequence[LonLat]) -> str:
    """A head two thirds of the way along."""
    k = max(1, len(points) * 2 // 3)
    (px, py), (x, y) = points[k - 1], points[min(k, len(points) - 1)]
    size = math.hypot(x - px, y - py) or 1.0
    ux, uy = (x - px) / size, (y - py) / size
    corners = ((x - ux * 8 - uy * 4.5, y - uy * 8 + ux * 4.5), (x, y), (x - ux * 8 + uy * 4.5, y - uy * 8 - ux * 4.5))
    d = "M" + "L".join(f"{svg.number(u)} {svg.number(v)}" for u, v in corners)
    return svg.tag("path", d=d, fill="none", stroke="#3a4f66", stroke_width=1.8, class_="map-leg")


def _places(frame: _Frame, places: Sequence[Place]) -> list[str]:
    """Dots and names; a name goes where it covers no dot and no other name, to the right if it can."""
    spots = [frame.at((frame.near(place.lon), place.lat)) for place in places]
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots]
    parts = []
    for place, (x, y) in zip(places, spots, strict=True):
        wide = 8.6 * len(place.name) + 4
        tries = (
            (x + 9, y - 9),
            (x - 9 - wide, y - 9),
            (x - wide / 2, y - 26),
            (x - wide / 2, y + 9),
            (x + 7, y - 26),
            (x + 7, y + 7),
        )
        boxes = [(u, v, u + wide, v + 20) for u, v in tries]
        best = min(boxes, key=lambda box: sum(_covers(box, other) for other in taken) + 2 * _outside(box, frame))
        taken.append(best)
        parts.append(svg.tag("circle", svg.tag("title", escape(svg.clean(place.name))), cx=x, cy=y, r=4.4, fill="#3a4f66", stroke="#ffffff",
                             stroke_width=1.4, class_="map-place"))  # fmt: skip
        halo: dict[str, svg.Attribute] = {
            "stroke": "#f5f1e8",
            "stroke_width": 3.5,
            "paint_order": "stroke",
            "stroke_linejoin": "round",
        }
        parts.append(
            svg.words(place.name, best[0] + 2, best[1] + 15, size=15, font_weight="600", class_="drawing-text map-halo", **halo)
        )
    return parts


def _covers(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _outside(box: Box, frame: _Frame) -> bool:
    return box[0] < 0 or box[1] < 0 or box[2] > frame.width or box[3] > frame.height


def _scale(frame: _Frame) -> str:
    """A bar of a round length, about a sixth of the width, true at the middle latitude."""
    aim = frame.width / 6 / frame.km()
    power = 10.0 ** math.floor(math.log10(aim))
    length = max(step * power for step in (1, 2, 5) if step * power <= aim)
    width = length * frame.km()
    x, y = frame.width - width - 20, frame.height - 18
    said = f"{length:,.0f} km at {_whole(round(frame.middle), 'N', 'S')}"
    path = f"M{svg.number(x)} {svg.number(y - 6)}V{svg.number(y)}H{svg.number(x + width)}V{svg.number(y - 6)}"
    bar = svg.tag("path", d=path, fill="none", stroke="#3c3832", stroke_width=1.6, class_="map-scale")
    return svg.tag("g", bar, svg.words(said, x + width, y - 9, size=11, anchor="end"))


def _edge(frame: _Frame) -> str:
    return svg.tag(
        "rect", x=0.5, y=0.5, width=frame.width - 1, height=frame.height - 1, fill="none", stroke="#3c3832", class_="map-frame"
    )
