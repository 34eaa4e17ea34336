"""The neighbourhood of a specimen in the graph of relations, and a small picture of it. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from repatria.registry.drawing import svg

WIDTH, HEIGHT, RING = 720.0, 400.0, 95.0
GROUND = "#fbfaf7"
MOST_HOPS, MOST_NODES = 4, 60
DASH = {"exclusion": "2 6", "same-dna": "8 4", "articulation": "12 3", "refit": None, "pair": None}


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation between two specimens, by their keys."""

    left: int
    right: int
    kind: str


def hops(start: int, edges: Iterable[Edge], most: int) -> dict[int, int]:
    """How many relations away from ``start`` each specimen within ``most`` lies. Exclusions are shown, not walked through."""
    near: dict[int, set[int]] = defaultdict(set)
    cut: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        here = cut if edge.kind == "exclusion" else near
        here[edge.left].add(edge.right)
        here[edge.right].add(edge.left)
    found, layer = {start: 0}, [start]
    for step in range(1, most + 1):
        beyond = {n for at in layer for n in near[at] | cut[at]} - found.keys()
        found.update(dict.fromkeys(sorted(beyond), step))
        layer = [n for n in beyond if any(n in near[at] for at in found)]
    return found


def draw(
    start: int, found: Mapping[int, int], edges: Iterable[Edge], names: Mapping[int, str], link: Callable[[int], str]
) -> str:
    """SVG: the specimen in the middle, its neighbours in rings by distance; exclusions dotted, every kind written on its line."""
    places = _places(start, found)
    lines, dots = [], []
    for edge in edges:
        if edge.left in places and edge.right in places:
            (x1, y1), (x2, y2) = places[edge.left], places[edge.right]
            lines.append(
                svg.tag(
                    "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#6b6459", stroke_width=1.6, stroke_dasharray=DASH.get(edge.kind)
                )
            )
            dots.append(_words(edge.kind, (x1 + x2) / 2, (y1 + y2) / 2 - 3, 10))
    for key, (x, y) in places.items():
        mark = svg.tag("circle", cx=x, cy=y, r=9 if key == start else 6, fill="#c9b99a", stroke="#3c3832", stroke_width=1.4)
        label = _words(names.get(key, ""), x, y + 22, 11)
        dots.append(svg.tag("a", mark, label, href=link(key), aria_label=names.get(key, "")))
    said = f"{len(places) - 1} specimens within {max(found.values(), default=0)} relations; the table below says the same."
    ground = svg.tag("rect", width=WIDTH, height=HEIGHT, fill=GROUND)
    return svg.picture(
        WIDTH, HEIGHT, "relations", "Relations of this specimen", said, [ground, *lines, *dots], interactive=True
    )


def _words(text: str, x: float, y: float, size: float) -> str:
    """Dark words with a pale edge, so that lines behind them do not strike them out; the ground is pale in every scheme."""
    return svg.words(
        text, x, y, size=size, class_="relation-words", anchor="middle", stroke=GROUND, stroke_width=4, paint_order="stroke"
    )


def _places(start: int, found: Mapping[int, int]) -> dict[int, tuple[float, float]]:
    rings: dict[int, list[int]] = defaultdict(list)
    for key, hop in list(found.items())[:MOST_NODES]:
        rings[hop].append(key)
    radius = min(RING, (HEIGHT / 2 - 40) / max(1, max(rings)))
    places = {start: (WIDTH / 2, HEIGHT / 2)}
    for hop, keys in rings.items():
        for place, key in enumerate(keys):
            if key != start:
                turn = 2 * math.pi * place / len(keys) - math.pi / 2 + 0.35 * hop
                places[key] = (WIDTH / 2 + 1.35 * radius * hop * math.cos(turn), HEIGHT / 2 + radius * hop * math.sin(turn))
    return places
