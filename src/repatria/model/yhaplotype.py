"""A Y-chromosomal profile: alleles at short tandem repeats that a father hands to his sons unmixed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from repatria.errors import InvalidCall

COPIES = {"DYS385": 2, "DYF387S1": 2}
"""Markers with more than one copy on a Y chromosome; which copy has which allele is not seen."""
_REPEATS = re.compile(r"(\d{1,2})(?:\.([1-5]))?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class YHaplotype:
    """A profile: an id and the alleles seen by marker, sorted; a marker without result is absent.

    At a marker with two copies one allele means that both copies show it, or that one was not seen. ``dropped`` names the
    markers at which an allele may be missing. ``line`` names the paternal line a reference stands for, ``meioses`` the
    transmissions between its donor and the missing person, ``group`` a population.
    """

    id: str
    alleles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sex: str = "M"
    dropped: frozenset[str] = frozenset()
    line: str = ""
    meioses: int | None = None
    group: str = ""
    kit: str = ""

    def __post_init__(self) -> None:
        where = f"profile {self.id}"
        if not self.id:
            raise InvalidCall("Y profile without an id: give it one.")
        if self.sex == "F" and self.alleles:
            raise InvalidCall(f"{where}: a Y profile from a woman. Check the sample and the recorded sex.")
        if self.sex not in ("M", "F", "U"):
            raise InvalidCall(f"{where}: sex {self.sex!r}. Write M or U.")
        if not self.alleles:
            raise InvalidCall(f"{where}: no marker has a result. Leave the profile out.")
        if self.meioses is not None and not 0 <= self.meioses <= 100:
            raise InvalidCall(f"{where}: {self.meioses} meioses. Write a number from 0 to 100.")
        kept = {}
        for marker, seen in self.alleles.items():
            if not 1 <= len(seen) <= COPIES.get(marker, 1):
                raise InvalidCall(
                    f"{where}, {marker}: {len(seen)} alleles {', '.join(seen)}; a man shows at most {COPIES.get(marker, 1)}. "
                    "Record a mixture as such, or leave a duplicated marker out."
                )
            kept[marker] = _sorted(seen, where, marker)
        object.__setattr__(self, "alleles", MappingProxyType(kept))

    def __reduce__(self) -> tuple[object, ...]:
        values = (self.id, dict(self.alleles), self.sex, self.dropped, self.line, self.meioses, self.group, self.kit)
        return (type(self), values)


def steps_of(allele: str, where: str = "allele") -> tuple[int, int]:
    """Repeats and the bases of an incomplete one: ``17.2`` is (17, 2)."""
    found = _steps(allele)
    if found is None:
        raise InvalidCall(f"{where}: {allele[:20]!r} is no number of repeats. Write 14 or 17.2.")
    return found


@lru_cache(4096)
def _steps(allele: str) -> tuple[int, int] | None:
    """A database of 30,000 men writes the same few hundred alleles a million times."""
    found = _REPEATS.match(allele)
    return (int(found[1]), int(found[2] or 0)) if found else None


def _sorted(seen: Sequence[str], where: str, marker: str) -> tuple[str, ...]:
    if any(_steps(allele) is None for allele in seen):
        where = f"{where}, {marker}"
    return tuple(sorted(seen, key=lambda allele: steps_of(allele, where)))
