"""The CaseFile: a frozen snapshot of everything that one computation may know. Layout on disk: docs/reference/casefile.md."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from repatria.errors import InvalidCase
from repatria.model.beside import Beside
from repatria.model.family import Family
from repatria.model.locus import Panel, Pool
from repatria.model.profile import Profile

SCHEMA = "repatria-case/1"

Ancestors = Literal["prune", "sum"]


@dataclass(frozen=True, slots=True)
class Incident:
    """What the case is about. An ``exercise`` is invented and says so on everything it prints; a ``record`` is real."""

    title: str
    kind: Literal["exercise", "record"]
    note: str = ""

    @property
    def banner(self) -> str:
        """The sentence that stands on every page of an exercise; empty for a record."""
        return "Exercise: everyone here is invented." if self.kind == "exercise" else ""


@dataclass(frozen=True, slots=True)
class Conventions:
    """How likelihoods are to be read: untyped ancestors, theta, the rule for rare alleles."""

    ancestors: Ancestors = "prune"
    theta: float = 0.0
    minimum_frequency: str = "5/2N"

    def __post_init__(self) -> None:
        if self.ancestors not in ("prune", "sum"):
            raise InvalidCase(f"conventions: ancestors {self.ancestors!r}. Write prune or sum.")
        if not (math.isfinite(self.theta) and 0.0 <= self.theta < 1.0):
            raise InvalidCase(f"conventions: theta {self.theta!r}. Use a number from 0 to below 1.")


@dataclass(frozen=True, slots=True)
class Prior:
    """Who a person may be before any evidence.

    Each person is listed with probability ``listed`` (λ); a listed person is missing man m with weight ``weights[m]``
    (Σ = 1 over all open missing; empty means equal); otherwise the person comes from outside pool k with the pool's weight.
    """

    listed: float = 0.5
    weights: Mapping[str, float] = field(default_factory=dict)
    sensitivity: tuple[float, ...] = (0.2, 0.5, 0.8)

    def __post_init__(self) -> None:
        for value in (self.listed, *self.sensitivity):
            if not (math.isfinite(value) and 0.0 < value < 1.0):
                raise InvalidCase(f"prior: λ = {value!r}. Use a probability strictly between 0 and 1.")
        for who, w in self.weights.items():
            if not (math.isfinite(w) and w >= 0.0):
                raise InvalidCase(f"prior: weight {w!r} of {who}. Use a number of at least 0.")
        if self.weights and abs(math.fsum(self.weights.values()) - 1.0) > 1e-9:
            raise InvalidCase(f"prior: weights sum to {math.fsum(self.weights.values()):.12g}. They must sum to 1.")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CaseFile:
    """All profiles and all families of one incident, with the tables and conventions to weigh them.

    ``panel`` holds the loci as told to the engine (frequencies of the families' population, mutation); ``pools`` the
    populations an unlisted person may come from, on the same alleles. ``profiles`` are of unknown people; ``controls`` are
    staff and elimination profiles. ``open_missing`` counts everyone on the list, those without a family here included.
    ``extra`` carries documented tables that this version does not read, as columns; they are kept and digested.
    ``withheld`` counts the profiles that stay out because their consent does not cover this use. ``beside`` holds what is not
    autosomal: lineage profiles, bones, origins and records.
    """

    incident: Incident
    panel: Panel
    pools: tuple[Pool, ...]
    families: tuple[Family, ...]
    profiles: tuple[Profile, ...]
    controls: tuple[Profile, ...] = ()
    prior: Prior = field(default_factory=Prior)
    conventions: Conventions = field(default_factory=Conventions)
    open_missing: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)
    withheld: int = 0
    beside: Beside = field(default_factory=Beside)

    def __post_init__(self) -> None:
        for noun, ids in (
            ("family", [f.id for f in self.families]),
            ("profile", [p.id for p in (*self.profiles, *self.controls)]),
            ("missing person", [m for f in self.families for m in f.missing]),
        ):
            if len(set(ids)) != len(ids):
                twice = next(i for i in ids if ids.count(i) > 1)
                raise InvalidCase(f"case: {noun} {twice} is listed twice. Keep one.")
        if self.pools and abs(math.fsum(p.weight for p in self.pools) - 1.0) > 1e-9:
            raise InvalidCase("case: the weights of the pools do not sum to 1. Correct them.")
        for pool in self.pools:
            if [(x.name, x.alleles) for x in pool.panel.loci] != [(x.name, x.alleles) for x in self.panel.loci]:
                raise InvalidCase(
                    f"case: pool {pool.name!r} lists other loci or alleles than the panel. Use the union for all."
                )
        listed = len({m for f in self.families for m in f.missing} | {r.missing for r in self.beside.recorded})
        if self.open_missing < listed:
            object.__setattr__(self, "open_missing", listed)
        _check_beside(self)


def _check_beside(case: CaseFile) -> None:
    """References are of people who may have given them; databases are of the pools of the case.

    References of a family that is not there are left alone: a case narrowed to some families keeps those of the others unused.
    """
    seen: set[tuple[str, str, str]] = set()
    family = {f.id: f for f in case.families}
    for reference in case.beside.references:
        kind = "mitochondrial" if reference.yhaplotype is None else "Y"
        home, key = family.get(reference.family), (reference.family, reference.person, kind)
        where = f"{kind} reference of {reference.person} of family {reference.family}"
        if home is None:
            continue
        if reference.person not in home.pedigree:
            raise InvalidCase(f"{where}: is not in its pedigree. Add the person or correct the code.")
        if reference.person in home.missing:
            raise InvalidCase(f"{where}: is missing. Enter a direct reference as a second person with the same twins value.")
        if reference.yhaplotype is not None and home.pedigree[reference.person].sex == "F":
            raise InvalidCase(f"{where}: a Y profile from a woman. Check the sample and the recorded sex.")
        if key in seen:
            raise InvalidCase(f"{where}: stands twice. Give one consensus.")
        seen.add(key)
    names = {pool.name for pool in case.pools} | {""}
    for kind, databases in (("mtdna", case.beside.mtdna), ("ystr", case.beside.ystr)):
        strange = sorted(set(databases) - names)
        if strange:
            raise InvalidCase(f"{kind} database of pool {strange[0]!r}: the case has no such pool. Name one of its pools.")
