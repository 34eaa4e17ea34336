"""Measurements by code, and what a reference says of their size. Millimetres throughout.

The reference quantiles stand in a second distribution, ``repatria-data-gpl``; without it nothing is warned about, and the page says so.
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
    """What the reference holds of one measurement: number of bones and people, quantiles in millimetres."""

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


def reference_words() -> str:
    """Which reference is installed, with its citation; or that none is."""
    if not ranges():
        return "No reference range is installed: values are kept as written and nothing is compared."
    told = paper(TABLE, files(PACK))
    return f"{told.title}: {told.citation}."


def judge(code: str, value: Decimal) -> Judged:
    """What the reference says about ``value`` (mm) of ``code``. A warning never forbids."""
    known = ranges().get(code)
    if known is None:
        return Judged()
    low, high = known.plausible
    between = f"{known.least} to {known.most} mm in {known.people} people"
    if not low <= value <= high:
        return Judged(
            f"{code}: {value} mm lies outside what is plausible ({low:.0f} to {high:.0f} mm; reference {between})", True
        )
    if not known.p01 <= value <= known.p99:
        return Judged(
            f"{code}: {value} mm lies outside the middle 98 of 100 of the reference ({known.p01} to {known.p99} mm; {between})"
        )
    return Judged()
