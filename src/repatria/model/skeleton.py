"""The bones of an adult by element: which have two sides, how many one person has. Names as bone sheets write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

SIDES: Mapping[str, str] = MappingProxyType(
    {
        "left": "L",
        "l": "L",
        "right": "R",
        "r": "R",
        "midline": "M",
        "m": "M",
        "axial": "M",
        "unsided": "U",
        "unknown": "U",
        "u": "U",
    }
)
"""What a sheet may write for a side -> L, R, M (midline) or U (not known). An empty cell is U."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An element: ``sided`` if it has a left and a right one; ``count``: how many of one side (or in all) an adult has."""

    name: str
    sided: bool
    count: int = 1


ONE_EACH = (
    *("clavicle", "scapula", "humerus", "radius", "ulna", "os_coxa", "femur", "patella", "tibia", "fibula"),
    *("scaphoid", "lunate", "triquetral", "pisiform", "trapezium", "trapezoid", "capitate", "hamate"),
    *("calcaneus", "talus", "navicular", "cuboid", "cuneiform_1", "cuneiform_2", "cuneiform_3"),
    *("temporal", "parietal", "zygomatic", "maxilla"),
    *(f"{part}_{n}" for part in ("metacarpal", "metatarsal") for n in range(1, 6)),
    *(f"rib_{n}" for n in range(1, 13)),
)
"""Bones of which an adult has one left and one right."""
SEVERAL = {"rib": 12, "metacarpal": 5, "metatarsal": 5, "hand_phalanx": 14, "foot_phalanx": 14}
"""Bones written without their number -> how many of a side."""
MIDLINE = (
    *("cranium", "frontal", "occipital", "mandible", "hyoid", "sternum", "manubrium", "sacrum", "coccyx"),
    *(f"{part}_{n}" for part, most in (("cervical", 7), ("thoracic", 12), ("lumbar", 5)) for n in range(1, most + 1)),
    *(f"tooth_{row}{n}" for row in (1, 2, 3, 4) for n in range(1, 9)),
)
SEVERAL_MIDLINE = {"cervical_vertebra": 7, "thoracic_vertebra": 12, "lumbar_vertebra": 5, "vertebra": 24, "tooth": 32}


def _catalogue() -> dict[str, Kind]:
    kinds = [Kind(name, True) for name in ONE_EACH] + [Kind(name, True, n) for name, n in SEVERAL.items()]
    kinds += [Kind(name, False) for name in MIDLINE] + [Kind(name, False, n) for name, n in SEVERAL_MIDLINE.items()]
    return {kind.name: kind for kind in kinds}


KINDS: Mapping[str, Kind] = MappingProxyType(_catalogue())
"""Every element by name; teeth by their ISO 3950 number."""
OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "os_coxae": "os_coxa", "innominate": "os_coxa", "hip_bone": "os_coxa", "coxal": "os_coxa", "pelvis": "os_coxa",
        "skull": "cranium", "atlas": "cervical_1", "axis": "cervical_2", "triquetrum": "triquetral", "astragalus": "talus",
        "medial_cuneiform": "cuneiform_1", "intermediate_cuneiform": "cuneiform_2", "lateral_cuneiform": "cuneiform_3",
    }
)  # fmt: skip


def element_of(text: str) -> str | None:
    """The name of an element from what a sheet writes (any case, blanks or hyphens), or None.

    >>> element_of("Os Coxae"), element_of("tooth 18"), element_of("wing")
    ('os_coxa', 'tooth_18', None)
    """
    name = "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())
    name = OTHER_NAMES.get(name, name)
    return name if name in KINDS else None


def nearest_element(text: str) -> str:
    """The element whose name is nearest to ``text``, for a message."""
    name = "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())
    close = get_close_matches(name, [*KINDS, *OTHER_NAMES], n=1, cutoff=0.0)
    return OTHER_NAMES.get(close[0], close[0])
