"""Measurements by code, and what a reference says of their size. Millimetres throughout.

Counted quantiles stand in a second distribution, ``repatria-data-gpl``; without it those of the fitted reference that ships are used.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from repatria.reference.tables import paper, rows
from repatria.registry.drawing.elements import Element
from repatria.registry.gateway import bones
from repatria.registry.inventory import kinds
from repatria.registry.refusals import Impossible

PACK, TABLE = "repatria_data_gpl", "osteometry_quantiles"
WIDENED = Decimal("0.25")
"""Plausible is: from the least value of the reference less a quarter of it, to the greatest and a quarter more. Our own choice."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measurement: its code, its name, the family of bones it is taken on."""

    code: str
    name: str
    family: str


@dataclass(frozen=True, slots=True)
class Range:
    """What the reference holds of one measurement: number of bones, and of people if counted (else 0), quantiles in millimetres."""

    bones: int
    people: int
    least: Decimal
    p01: Decimal
    p50: Decimal
    p99: Decimal
    most: Decimal

    @property
    def plausible(self) -> tuple[Decimal, Decimal]:
        """Values outside are asked for twice."""
        return self.least * (1 - WIDENED), self.most * (1 + WIDENED)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reference says about a value: a warning in words or nothing; ``sure``: whether it must be confirmed."""

    warning: str = ""
    confirm: bool = False


@cache
def measures() -> Mapping[str, Measure]:
    """All measurements by code."""
    text = (files("repatria.registry.inventory") / "data" / "measurements.csv").read_text(encoding="utf-8")
    return {row["code"]: Measure(**row) for row in csv.DictReader(text.splitlines())}


def measure_of(code: str, kind: Element) -> Measure:
    """The measurement with this code, if it is taken on ``kind``; Impossible otherwise."""
    found = measures().get(code)
    if found is None:
        raise Impossible(f"measurement {code!r}: not known. Choose one of the list.")
    if found.family != kinds.unit_of(kind):
        raise Impossible(f"measurement {code}: taken on a {found.family}, and this is {kind.name}. Choose another code.")
    return found


def measures_of(kind: Element) -> list[Measure]:
    """The measurements that are taken on ``kind``."""
    return [one for one in measures().values() if one.family == kinds.unit_of(kind)]


@cache
def ranges() -> Mapping[str, Range]:
    """The reference by code; empty if ``repatria-data-gpl`` is not installed."""
    try:
        import_module(PACK)
    except ModuleNotFoundError:
        return {}
    folder: Any = files(PACK)
    if not (folder / f"{TABLE}.csv").is_file():
        return {}
    names = ("least", "p01", "p50", "p99", "most")
    return {
        row["code"]: Range(int(row["bones"]), int(row["people"]), *(Decimal(row[name]) for name in names))
        for row in rows(TABLE, folder)
    }


@cache
def range_of(code: str) -> Range | None:
    """The counted range of a measurement, or else the one of the fitted reference; None where neither holds it."""
    told = ranges().get(code)
    if told is not None:
        return told
    fitted = bones.measured(code, 1.0)
    if fitted is None:
        return None
    low, one, half, most, high = (
        Decimal(f"{value:.1f}") for value in (fitted.least, fitted.p01, fitted.p50, fitted.p99, fitted.most)
    )
    return Range(fitted.bones, 0, low, one, half, most, high)


def reference_words() -> str:
    """Which reference values are held against, with its citation."""
    if not ranges():
        return (
            f"Held against the fitted reference: {bones.people_of_the_reference()} adults, mostly American (OsteoSort 1.4.0)."
        )
    told = paper(TABLE, files(PACK))
    return f"{told.title}: {told.citation}."


def judge(code: str, value: Decimal) -> Judged:
    """What the reference says about ``value`` (mm) of ``code``. A warning never forbids."""
    known = range_of(code)
    if known is None:
        return Judged()
    low, high = known.plausible
    counted = f"{known.people} people" if known.people else f"{known.bones} bones"
    between = f"{known.least} to {known.most} mm in {counted}"
    if not low <= value <= high:
        return Judged(
            f"{code}: {value} mm lies outside what is plausible ({low:.0f} to {high:.0f} mm; reference {between})", True
        )
    if not known.p01 <= value <= known.p99:
        return Judged(
            f"{code}: {value} mm lies outside the middle 98 of 100 of the reference ({known.p01} to {known.p99} mm; {between})"
        )
    return Judged()
