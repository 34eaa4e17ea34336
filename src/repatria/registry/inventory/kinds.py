"""What a specimen can be: the bones of the drawing, a whole cranium, and single teeth."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from repatria.registry.drawing import elements
from repatria.registry.drawing.elements import Element, Zone
from repatria.registry.refusals import Impossible

CRANIUM = "cranium"
_PRESENCE = (Zone(1, "presence"),)


@cache
def kinds() -> Mapping[str, Element]:
    """Every kind by its code: the catalogue of bones, ``cranium`` (several skull bones in one piece), 32 teeth."""
    table = dict(elements.catalogue())
    zones = {zone.number: zone for entry in table.values() if _cranial(entry) for zone in entry.zones}
    table[CRANIUM] = Element(
        CRANIUM, "cranium, several bones in one piece", CRANIUM, "M", CRANIUM, 1, "open", "sk",
        tuple(zones[n] for n in sorted(zones)), "skull",
    )  # fmt: skip
    for tooth in elements.teeth():
        table[tooth.code] = Element(
            tooth.code, f"tooth {tooth.fdi}, {tooth.name}", tooth.code, tooth.side, "teeth", 1, "open", f"d {tooth.fdi}",
            _PRESENCE, "skull",
        )  # fmt: skip
    return MappingProxyType(table)


@cache
def by_short() -> Mapping[str, Element]:
    """Every kind by its short form without spaces: ``fel``, ``mc1l``, ``t12``, ``sk``, ``d18``."""
    return MappingProxyType({kind.short.replace(" ", ""): kind for kind in kinds().values()})


def kind_of(code: str) -> Element:
    """The kind with this code; Impossible says what was asked for."""
    try:
        return kinds()[code]
    except KeyError:
        raise Impossible(f"element {code!r}: not in the catalogue. Choose one of the list, or type its short form.") from None


def unit_of(kind: Element) -> str:
    """What repeats of ``kind`` are counted together with: the bones of the skull share the zones of the cranium."""
    return CRANIUM if kind.code == CRANIUM or _cranial(kind) else kind.family


@cache
def _skull() -> tuple[Element, ...]:
    return tuple(entry for entry in elements.bones() if _cranial(entry))


def drawn_as(kind: Element, zones: frozenset[int]) -> tuple[str, ...]:
    """The bones of the drawing that a specimen of ``kind`` fills; none for teeth and for bones without a place in it."""
    if kind.code == CRANIUM:
        return tuple(bone.code for bone in _skull() if not zones or zones & {z.number for z in bone.zones})
    return (kind.code,) if kind.code in elements.catalogue() else ()


def sided(family: str) -> bool:
    """Whether a skeleton holds a left and a right one of this family."""
    return any(kind.family == family and kind.side in ("L", "R") for kind in kinds().values())


def _cranial(entry: Element) -> bool:
    return entry.kind == "bone" and entry.region == CRANIUM
