"""What any reader hands back: nouns, and what it noticed. A file is read whole or :class:`UnreadableFile` is raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repatria.formats.notes import Notes
from repatria.model import CaseFile, Family, Panel, Pedigree, Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of one file as nouns.

    ``profiles`` are samples or people without a pedigree. ``families`` have somebody missing. ``pedigrees`` are bare or
    alternative pedigrees over people whose profiles are in ``typed`` by code. ``panels`` holds one panel per population.
    ``theta`` is what the file says about co-ancestry, ``None`` if nothing. ``case`` is a whole CaseFile.
    """

    format: str
    profiles: tuple[Profile, ...] = ()
    families: tuple[Family, ...] = ()
    pedigrees: tuple[Pedigree, ...] = ()
    typed: Mapping[str, Profile] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    theta: float | None = None
    case: CaseFile | None = None
    notes: Notes = field(default_factory=Notes)

    def every_profile(self) -> tuple[Profile, ...]:
        """All profiles in the reading, in order: samples, then members of families, then of pedigrees."""
        members = tuple(p for f in self.families for p in f.references.values())
        return (*self.profiles, *members, *self.typed.values())
