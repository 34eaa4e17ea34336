"""A bone as far as counting people needs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountedBone:
    """One specimen of an inventory.

    ``side``: L, R, M (midline) or U (not known). ``zones``: parts that are present; none with ``whole`` false: a fragment whose
    parts nobody listed. ``growing``: True, False, or None where nobody said. ``pair``: the name somebody gave to the pair it
    belongs to. ``sequence``: its mtDNA group. ``since`` and ``until``: days as ``YYYY-MM-DD``, empty if not stated. ``line``: its
    line in the file.
    """

    code: str
    element: str
    side: str
    zones: tuple[str, ...] = ()
    whole: bool = True
    growing: bool | None = None
    pair: str = ""
    sequence: str = ""
    since: str = ""
    until: str = ""
    line: int = 0
