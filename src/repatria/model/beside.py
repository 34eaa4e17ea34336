"""What a case knows beside autosomal DNA: lineage profiles, bones, the place of a recovery, and what the records say of the missing.

Codes only, like all of a CaseFile. A *subject* is an unknown person or a part of one as the case names it: the code of a profile of
the case, or a code of its own where no autosomal profile exists. Subjects are put together as people by ``units`` of ``identify``.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from repatria.errors import InvalidCase
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees north and east, and the radius in km within which it is thought to lie with probability 0.95."""

    north: float
    east: float
    within_km: float = 5.0

    def __post_init__(self) -> None:
        if not (-90.0 <= self.north <= 90.0 and -180.0 <= self.east <= 180.0):
            raise InvalidCase(f"place {self.north!r}, {self.east!r}: is not on the globe. Write degrees north and east.")
        if not (math.isfinite(self.within_km) and self.within_km > 0.0):
            raise InvalidCase(f"place: within {self.within_km!r} km. Write a radius above 0.")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a subject is said to be from: a place, a first and a last day, or both.

    ``how`` is ``excavated`` where somebody of ours recovered it there, ``stated`` where the giver says so. ``error`` is the
    probability that the statement has nothing to do with the subject (such as a box filled from elsewhere).
    """

    how: Literal["excavated", "stated"]
    place: Place | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    unit: str = ""
    error: float = 0.5

    def __post_init__(self) -> None:
        if self.how not in ("excavated", "stated"):
            raise InvalidCase(f"origin: {self.how!r}. Write excavated or stated.")
        if not 0.0 < self.error < 1.0:
            raise InvalidCase(f"origin: error {self.error!r}. Write a probability above 0 and below 1.")
        if self.place is None and self.first is None and not self.unit:
            raise InvalidCase("origin: neither place nor day nor unit. Leave it out.")
        if self.first and self.last and self.last < self.first:
            raise InvalidCase(f"origin: from {self.first} to {self.last}. Write the earlier day first.")


@dataclass(frozen=True, slots=True)
class Remains:
    """What was observed of one subject beside autosomal DNA.

    ``measurements`` code -> mm, ``stages`` method -> first and last stage that fit, ``sex`` (M, F, U or empty) as amelogenin or the
    bones show it with its source in ``sex_from`` (``dna`` or ``bones``), ``container`` where it lay. Several mitochondrial or Y
    profiles are several samples of it.
    """

    subject: str
    mitotypes: tuple[Mitotype, ...] = ()
    yhaplotypes: tuple[YHaplotype, ...] = ()
    measurements: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    sex: str = ""
    sex_from: str = ""
    container: str = ""
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        if not self.subject:
            raise InvalidCase("remains without a subject: give a code.")
        _check_remains(f"remains {self.subject}", self)
        object.__setattr__(self, "measurements", MappingProxyType(dict(self.measurements)))
        object.__setattr__(self, "stages", MappingProxyType(dict(self.stages)))

    def __reduce__(self) -> tuple[object, ...]:
        return (
            type(self),
            (
                self.subject, self.mitotypes, self.yhaplotypes, dict(self.measurements), dict(self.stages),
                self.sex, self.sex_from, self.container, self.origins,
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A lineage profile of one donor of a family's pedigree. Which line it stands for is derived from the pedigree, never told."""

    family: str
    person: str
    mitotype: Mitotype | None = None
    yhaplotype: YHaplotype | None = None

    def __post_init__(self) -> None:
        if (self.mitotype is None) == (self.yhaplotype is None):
            raise InvalidCase(f"reference of {self.person} of {self.family}: give one profile, mitochondrial or of the Y.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the records say of one missing person; empty where they say nothing.

    ``ages`` at loss, from and to in years; ``stature_cm`` with the step it was rounded to, how it was had (``measured`` or
    ``reported``) and the age then; ``pool`` the population of the list (such as the nation) he belongs to.
    """

    missing: str
    sex: str = ""
    ages: tuple[float, float] | None = None
    stature_cm: float | None = None
    stature_step: float = 2.54
    stature_how: str = "measured"
    age_then: float | None = None
    lost_at: Place | None = None
    lost_first: datetime.date | None = None
    lost_last: datetime.date | None = None
    unit: str = ""
    pool: str = ""

    def __post_init__(self) -> None:
        where = f"record of {self.missing or 'nobody'}"
        if not self.missing:
            raise InvalidCase(f"{where}: give the code of a missing person.")
        _check_sex(where, self.sex)
        if self.ages is not None and not 10.0 <= self.ages[0] <= self.ages[1] <= 110.0:
            raise InvalidCase(f"{where}: ages {self.ages[0]:g} to {self.ages[1]:g}. Write years at loss, the lower first.")
        if self.lost_first and self.lost_last and self.lost_last < self.lost_first:
            raise InvalidCase(f"{where}: lost from {self.lost_first} to {self.lost_last}. Write the earlier day first.")
        if self.stature_cm is not None and not 120.0 <= self.stature_cm <= 220.0:
            raise InvalidCase(f"{where}: stature {self.stature_cm:g} cm. Give it in centimetres.")
        if not 0.0 < self.stature_step <= 5.08:
            raise InvalidCase(
                f"{where}: stature in steps of {self.stature_step:g} cm. Give 2.54 for inches, 1 for centimetres."
            )
        if self.stature_how not in ("measured", "reported"):
            raise InvalidCase(f"{where}: stature {self.stature_how!r}. Write measured or reported.")
        if self.age_then is not None and not 10.0 <= self.age_then <= 110.0:
            raise InvalidCase(f"{where}: stature taken at the age of {self.age_then:g}. Write years.")


def _check_sex(where: str, sex: str) -> None:
    if sex not in ("", "M", "F", "U"):
        raise InvalidCase(f"{where}: sex {sex!r}. Write M or F, or leave it empty.")


def _check_remains(where: str, remains: Remains) -> None:
    _check_sex(where, remains.sex)
    if remains.sex_from not in ("", "dna", "bones"):
        raise InvalidCase(f"{where}: sex from {remains.sex_from!r}. Write dna or bones.")
    if remains.sex == "F" and remains.sex_from == "dna" and remains.yhaplotypes:
        raise InvalidCase(f"{where}: DNA says a woman, and there is a Y profile. Check the samples and the recorded sex.")
    for code, mm in remains.measurements.items():
        if not (math.isfinite(mm) and 0.0 < mm < 2000.0):
            raise InvalidCase(f"{where}, {code}: {mm!r} mm. Write a length in millimetres.")
    for method, (first, last) in remains.stages.items():
        if not 0 <= first <= last:
            raise InvalidCase(f"{where}, {method}: stages {first} to {last}. Write the first and the last that fit.")


@dataclass(frozen=True, slots=True)
class Beside:
    """All of a case that is not autosomal, with the databases from which frequencies are counted.

    ``databases`` are by kind, ``mtdna`` or ``ystr``, one for each pool of the case that has one (by the name of the pool; ``""``
    serves every pool without its own). Nothing here is weighed twice: what depends on what is declared in ``evidence/combine``.
    References are held mitochondrial ones first.
    """

    remains: tuple[Remains, ...] = ()
    references: tuple[Reference, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    mtdna: Mapping[str, Database[Mitotype]] = field(default_factory=dict)
    ystr: Mapping[str, Database[YHaplotype]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for noun, codes in (
            ("subject", [r.subject for r in self.remains]),
            ("record of missing person", [r.missing for r in self.recorded]),
        ):
            if len(set(codes)) != len(codes):
                twice = next(c for c in codes if codes.count(c) > 1)
                raise InvalidCase(f"case: {noun} {twice} stands twice. Put what is known of it together.")
        object.__setattr__(self, "references", tuple(sorted(self.references, key=lambda r: r.mitotype is None)))

    def __bool__(self) -> bool:
        return bool(self.remains or self.references or self.recorded)
