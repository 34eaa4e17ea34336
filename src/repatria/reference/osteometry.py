"""The body that bones are held against: its fitted numbers, and the measurements that have a definition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np

from repatria.model.bones import BoneModel
from repatria.reference.tables import shipped

TABLE = "bone_model"
LINES = "bone_recalibration"
JOINTS: tuple[tuple[str, str], ...] = (
    ("femur", "os_coxa"),
    ("humerus", "ulna"),
    ("humerus", "radius"),
    ("humerus", "scapula"),
    ("femur", "tibia"),
    ("fibula", "tibia"),
    ("radius", "ulna"),
    ("talus", "tibia"),
    ("calcaneus", "talus"),
    ("clavicle", "scapula"),
    ("femur", "patella"),
)
"""Elements that meet in a joint; the first six are those of OsteoSort's example of joint pairs, the rest anatomy."""


@cache
def bone_model() -> BoneModel:
    """The model that comes with Repatria and its lines of recalibration, fitted by ``data-gpl/make_osteometry.py``."""
    lines = {(row["first"], row["second"]): (float(row["intercept"]), float(row["slope"])) for row in shipped(LINES)}
    return replace(from_rows(shipped(TABLE)), lines=lines)


@cache
def measurement_codes() -> tuple[str, ...]:
    """Every measurement code that has a definition, whether the reference holds it or not."""
    return tuple(row["code"] for row in shipped("bone_measurements"))


def to_rows(model: BoneModel) -> list[dict[str, str]]:
    """``model`` as rows of (part, first, second, value), seven digits."""
    out = [_row("pool", name, "", n) for name, n in zip(model.pools, model.people, strict=True)]
    for element, (a, b) in model.spans.items():
        for j in range(a, b):
            code = model.codes[j]
            out.append(_row("element", code, element, model.bones[code]))
            out += [_row("least", code, "", model.limits[code][0]), _row("greatest", code, "", model.limits[code][1])]
            out += [_row("mean", code, pool, model.mean[g, j]) for g, pool in enumerate(model.pools)]
            out.append(_row("lean", code, "", model.lean[j]))
            out += [_row("loading", code, str(f), value) for f, value in enumerate(model.loadings[j])]
        for part, matrix in (("shared", model.shared[element]), ("own", model.own[element])):
            out += [
                _row(part, model.codes[a + i], model.codes[a + j], matrix[i, j]) for i in range(b - a) for j in range(i, b - a)
            ]
    return out + [_row("people", first, second, n) for (first, second), n in model.alike.items()]


def written(rows: Iterable[dict[str, str]]) -> bytes:
    """The rows of :func:`to_rows` as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["part", "first", "second", "value"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def from_rows(rows: Iterable[dict[str, str]]) -> BoneModel:
    """The model that :func:`to_rows` wrote."""
    parts: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows:
        parts.setdefault(row["part"], {})[row["first"], row["second"]] = float(row["value"])
    pools = tuple(name for name, _ in parts["pool"])
    codes = tuple(code for code, _ in parts["element"])
    elements: dict[str, list[str]] = {}
    for code, element in parts["element"]:
        elements.setdefault(element, []).append(code)
    spans, start = {}, 0
    for element, held in elements.items():
        spans[element], start = (start, start + len(held)), start + len(held)
    factors = 1 + max(int(f) for _, f in parts["loading"])

    def square(part: str, held: list[str]) -> np.ndarray:
        told = parts[part]
        return np.array([[told[min(a, b), max(a, b)] for b in held] for a in held])

    return BoneModel(
        codes=codes,
        spans=spans,
        pools=pools,
        people=tuple(int(parts["pool"][name, ""]) for name in pools),
        mean=np.array([[parts["mean"][code, pool] for code in codes] for pool in pools]),
        lean=np.array([parts["lean"][code, ""] for code in codes]),
        loadings=np.array([[parts["loading"][code, str(f)] for f in range(factors)] for code in codes]),
        shared={e: square("shared", held) for e, held in elements.items()},
        own={e: square("own", held) for e, held in elements.items()},
        alike={pair: int(n) for pair, n in parts["people"].items()},
        limits={code: (parts["least"][code, ""], parts["greatest"][code, ""]) for code in codes},
        bones={code: int(n) for (code, _), n in parts["element"].items()},
    )


def _row(part: str, first: str, second: str, value: float) -> dict[str, str]:
    return {"part": part, "first": first, "second": second, "value": f"{value:.7g}"}
