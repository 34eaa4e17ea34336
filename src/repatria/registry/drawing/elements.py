"""The catalogue: 206 bones of an adult, entries for bones whose side or number is not known, 32 teeth, and zones per bone.

Codes are stable and never re-used (``femur-left``, ``thoracic-7``, ``hand-distal-phalanx-3-right``). The zones are those of Knüsel
and Outram (2004), Environmental Archaeology 9:85-98, as stated in the CoRA user documentation (MIT); see ``data/SOURCES.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Side = Literal["L", "R", "M", "U"]
Kind = Literal["bone", "open"]

SIDE_WORDS: Mapping[str, str] = MappingProxyType({"L": "left", "R": "right", "M": "midline", "U": "side not known"})
ADULT_BONES = 206


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of an element: its number in the scheme and what it covers."""

    number: int
    description: str


@dataclass(frozen=True, slots=True)
class Element:
    """An entry of the catalogue.

    ``kind``: "bone" (one of the 206) or "open" (side or number not known). ``count``: how many of these one adult skeleton holds
    (1 for a bone). ``short``: the keys that find it ("fe l"). ``group``: the part of the drawing it stands in.
    """

    code: str
    name: str
    family: str
    side: Side
    region: str
    count: int
    kind: Kind
    short: str
    zones: tuple[Zone, ...]
    group: str

    @property
    def side_word(self) -> str:
        """Left, right, midline or side not known."""
        return SIDE_WORDS[self.side]


@dataclass(frozen=True, slots=True)
class Tooth:
    """A permanent tooth: ``fdi`` is its ISO 3950 number (11 to 48), ``universal`` its number from 1 to 32."""

    code: str
    name: str
    fdi: str
    universal: int
    side: Side
    jaw: Literal["upper", "lower"]


class UnknownElement(LookupError):
    """No such code in the catalogue."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("repatria.registry.drawing") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def _schemes() -> Mapping[str, tuple[Zone, ...]]:
    schemes: dict[str, list[Zone]] = {}
    for row in _rows("zones.csv"):
        schemes.setdefault(row["scheme"], []).append(Zone(int(row["number"]), row["description"]))
    return {name: tuple(sorted(zones, key=lambda zone: zone.number)) for name, zones in schemes.items()}


def _zones(spec: str) -> tuple[Zone, ...]:
    """``femur:*`` is the whole scheme, ``cranium:1 2`` two of its zones."""
    scheme, _, numbers = spec.partition(":")
    zones = _schemes()[scheme]
    if numbers == "*":
        return zones
    wanted = {int(number) for number in numbers.split()}
    return tuple(zone for zone in zones if zone.number in wanted)


@cache
def catalogue() -> Mapping[str, Element]:
    """Every entry by code, head to foot: first the 206 bones, then the entries whose side or number is not known."""
    entries: dict[str, Element] = {}
    for row in _rows("elements.csv"):
        entries[row["code"]] = Element(
            code=row["code"],
            name=row["name"],
            family=row["family"],
            side=row["side"],  # type: ignore[arg-type]
            region=row["region"],
            count=int(row["count"]),
            kind=row["kind"],  # type: ignore[arg-type]
            short=row["short"],
            zones=_zones(row["zones"]),
            group=row["group"],
        )
    return MappingProxyType(entries)


@cache
def bones() -> tuple[Element, ...]:
    """The 206 bones of an adult, head to foot."""
    return tuple(entry for entry in catalogue().values() if entry.kind == "bone")


@cache
def teeth() -> tuple[Tooth, ...]:
    """The 32 permanent teeth in Universal order (1 to 32)."""
    return tuple(
        Tooth(row["code"], row["name"], row["fdi"], int(row["universal"]), row["side"], row["jaw"])  # type: ignore[arg-type]
        for row in _rows("teeth.csv")
    )


def element(code: str) -> Element:
    """The entry of a code. UnknownElement says what was asked for."""
    try:
        return catalogue()[code]
    except KeyError:
        raise UnknownElement(
            f"element: no bone has the code {code!r}. Choose one of the list, or type its short form."
        ) from None
