"""A database of haplotypes: people of stated populations, from which the frequency of a type is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from repatria.errors import InvalidCase
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype

Haplotype = TypeVar("Haplotype", Mitotype, YHaplotype)


@dataclass(frozen=True, slots=True)
class Database(Generic[Haplotype]):
    """Entries of unrelated people, one each. ``simulated`` marks invented ones; that mark stands wherever a number rests on them.

    ``lengths`` says whether the length of C tracts was recorded; where it was not, a count that asks for it is impossible.
    """

    name: str
    entries: tuple[Haplotype, ...]
    source: str = ""
    simulated: bool = False
    lengths: bool = True

    def __post_init__(self) -> None:
        if not self.name:
            raise InvalidCase("database without a name: give it one.")
        if not self.entries:
            raise InvalidCase(f"database {self.name}: no entries, so it has no size and no frequency can be counted in it.")

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Counted:
    """A count made elsewhere, such as at a database that cannot be copied: ``seen`` of ``size`` people show the type."""

    seen: int
    size: int
    source: str

    def __post_init__(self) -> None:
        if self.size < 1:
            raise InvalidCase(f"count from {self.source or 'a database'}: a database of {self.size} people. State its size.")
        if not 0 <= self.seen <= self.size:
            raise InvalidCase(
                f"count from {self.source or 'a database'}: {self.seen} of {self.size} people. Correct the numbers."
            )
        if not self.source:
            raise InvalidCase(
                f"count of {self.seen} in {self.size}: no source. Say which database and release, and when it was asked."
            )
