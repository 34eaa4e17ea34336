"""Tracts of the mitochondrial genome whose length changes so readily that a comparison may be told to leave it out."""

from __future__ import annotations

from dataclasses import dataclass

from repatria.errors import InvalidCase


@dataclass(frozen=True, slots=True)
class Tract:
    """Positions ``first`` to ``last``; ``substitutions`` says that bases, not lengths, are left out there."""

    name: str
    first: int
    last: int
    words: str
    substitutions: bool = False


TRACTS = (
    Tract("309", 303, 309, "number of C before 310"),
    Tract("315", 311, 315, "number of C after 310"),
    Tract("455", 455, 460, "length at 455-460"),
    Tract("523-524", 514, 524, "number of CA repeats at 514-524"),
    Tract("573", 568, 573, "number of C at 568-573"),
    Tract("960", 955, 965, "number of C at 956-965"),
    Tract("5899", 5895, 5899, "number of C at 5895-5899"),
    Tract("16193", 16184, 16193, "number of C at 16184-16193"),
    Tract("16182-16183", 16182, 16183, "A or C before the tract at 16184", substitutions=True),
)
NAMES = tuple(tract.name for tract in TRACTS)
LEFT_OUT = ("309", "315", "455", "523-524", "573", "960", "5899", "16193")
"""Left out unless asked for: differences in length there are seen within one person and say little about a line."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which tracts a comparison leaves out. ``Rules(())`` counts everything."""

    left_out: tuple[str, ...] = LEFT_OUT

    def __post_init__(self) -> None:
        for name in self.left_out:
            if name not in NAMES:
                raise InvalidCase(f"tract {name!r}: there is none of this name. Choose among {', '.join(NAMES)}, all, or none.")
        object.__setattr__(self, "left_out", tuple(n for n in NAMES if n in self.left_out))

    @property
    def counted(self) -> tuple[Tract, ...]:
        """The tracts whose length counts as a difference."""
        return tuple(t for t in TRACTS if t.name not in self.left_out and not t.substitutions)


def rules_of(text: str) -> Rules:
    """Rules from words: ``all`` tracts left out, ``none``, ``usual``, or names with commas between."""
    short = text.strip().lower()
    if short in ("usual", ""):
        return Rules()
    if short in ("all", "none"):
        return Rules(NAMES if short == "all" else ())
    return Rules(tuple(word.strip() for word in text.split(",") if word.strip()))
