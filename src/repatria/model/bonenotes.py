"""What a sheet of bones tells of a specimen beside its measurements: DNA, relations, age, growth, and where it lay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoneNote:
    """One specimen. Empty where nothing is told.

    ``mtdna``: its maternal line; two lines are two people. ``nuclear``: its group by nuclear DNA; the same is one person, another
    is another. ``together``: bones with the same word are one person (found in articulation, refitted); different words tell
    nothing. ``apart``: specimens that are of somebody else. ``age``: years from and to that are certain; ranges that do not meet
    are two people. ``container``: where it lay. ``growing``: True, False, or None where nobody said.
    """

    mtdna: str = ""
    nuclear: str = ""
    together: str = ""
    apart: tuple[str, ...] = ()
    age: tuple[float, float] | None = None
    container: str = ""
    growing: bool | None = None


NOTHING = BoneNote()
