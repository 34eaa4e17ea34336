"""Markers, allele frequencies and mutation: what is known about a place in the genome before anybody is typed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from repatria.errors import InvalidCall, InvalidCase

ALLELE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.]{0,14}[A-Za-z0-9])?\Z", re.ASCII)
"""Strict ASCII grammar of an allele name: letters, digits and inner dots, at most 16 characters."""

Chromosome = Literal["autosomal", "X"]
MutationKind = Literal["none", "equal", "proportional", "stepwise", "matrix"]
Transform = Literal["none", "MH", "BA", "PR"]


def check_allele(name: str) -> str:
    """Return ``name`` unchanged if it is an allele by the strict grammar, else raise :class:`InvalidCall`."""
    if not ALLELE.match(name):
        raise InvalidCall(f"allele {name!r}: not an allele. Write letters, digits and a dot, such as 12 or 9.3.")
    return name


@dataclass(frozen=True, slots=True)
class MutationModel:
    """How one sex transmits alleles at one locus.

    ``rate`` is the probability per meiosis that an allele changes to another of its microvariant class; ``rate2`` the
    probability that it changes class (stepwise only); ``range`` the ratio of two-step to one-step changes. ``matrix`` holds
    the rows of an explicit transition matrix (rows: parental allele) when ``kind`` is ``matrix``. ``transform`` makes the
    matrix reversible with respect to the allele frequencies: Metropolis-Hastings (``MH``), Barker (``BA``) or
    rate-preserving (``PR``). ``source`` says where the rate is from; ``provisional`` marks a rate without a per-locus source.
    """

    kind: MutationKind = "none"
    rate: float = 0.0
    rate2: float = 0.0
    range: float = 0.1
    matrix: tuple[tuple[float, ...], ...] = ()
    transform: Transform = "none"
    source: str = ""
    provisional: bool = False

    def __post_init__(self) -> None:
        for name, value, top in (("rate", self.rate, 1.0), ("rate2", self.rate2, 1.0), ("range", self.range, 1.0)):
            if not (math.isfinite(value) and 0.0 <= value <= top):
                raise InvalidCase(f"mutation {name} {value!r}: must lie between 0 and {top:g}.")
        if self.rate + self.rate2 > 1.0:
            raise InvalidCase(f"mutation rates {self.rate!r} + {self.rate2!r}: exceed 1 together. Lower one.")
        if (self.kind == "matrix") != bool(self.matrix):
            raise InvalidCase(f"mutation kind {self.kind!r}: a matrix is given exactly when the kind is 'matrix'.")
        for i, row in enumerate(self.matrix):
            fine = len(row) == len(self.matrix) and all(math.isfinite(v) and v >= 0.0 for v in row)
            if not fine or abs(math.fsum(row) - 1.0) > 1e-9:
                raise InvalidCase(
                    f"mutation matrix, row {i + 1}: {row!r}. Give a square matrix of probabilities whose rows sum to 1."
                )


NO_MUTATION = MutationModel()


@dataclass(frozen=True, slots=True)
class Locus:
    """One marker with the alleles that may occur, their frequencies, and how they mutate.

    ``alleles`` are in the order of the mutation matrix. ``frequencies`` are probabilities that sum to 1 within 1e-6. With
    ``silent`` > 0 an allele that is never seen has that frequency and the listed ones are multiplied by ``1 - silent``.
    ``sampled`` is the number of chromosomes behind the frequencies, 0 if unknown.
    """

    name: str
    alleles: tuple[str, ...]
    frequencies: tuple[float, ...]
    chromosome: Chromosome = "autosomal"
    female: MutationModel = NO_MUTATION
    male: MutationModel = NO_MUTATION
    silent: float = 0.0
    sampled: int = 0

    def __post_init__(self) -> None:
        where = f"locus {self.name!r}"
        if not self.name:
            raise InvalidCase("locus without a name: give it one.")
        if len(self.alleles) != len(self.frequencies) or not self.alleles:
            raise InvalidCase(f"{where}: {len(self.alleles)} alleles and {len(self.frequencies)} frequencies. Give one each.")
        if len(set(self.alleles)) != len(self.alleles):
            raise InvalidCase(f"{where}: an allele is listed twice. Merge its frequencies.")
        for allele, p in zip(self.alleles, self.frequencies, strict=True):
            check_allele(allele)
            if not (math.isfinite(p) and 0.0 < p <= 1.0):
                raise InvalidCase(f"{where}, allele {allele}: frequency {p!r}. Use a number above 0 and at most 1.")
        if abs(math.fsum(self.frequencies) - 1.0) > 1e-6:
            raise InvalidCase(f"{where}: frequencies sum to {math.fsum(self.frequencies):.9g}. Normalise them first.")
        if not (math.isfinite(self.silent) and 0.0 <= self.silent < 1.0):
            raise InvalidCase(f"{where}: silent frequency {self.silent!r}. Use a number from 0 to below 1.")
        for model in (self.female, self.male):
            if model.kind == "matrix" and len(model.matrix) != len(self.alleles):
                raise InvalidCase(f"{where}: mutation matrix has {len(model.matrix)} rows for {len(self.alleles)} alleles.")


@dataclass(frozen=True, slots=True)
class Panel:
    """The loci of a kit or a case in one population, with a name and a source."""

    name: str
    loci: tuple[Locus, ...]
    source: str = ""
    index: Mapping[str, int] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        names = [locus.name for locus in self.loci]
        if len(set(names)) != len(names):
            twice = sorted({n for n in names if names.count(n) > 1})
            raise InvalidCase(f"panel {self.name!r}: locus {twice[0]!r} is listed twice. Keep one.")
        object.__setattr__(self, "index", {name: i for i, name in enumerate(names)})

    def __getitem__(self, name: str) -> Locus:
        return self.loci[self.index[name]]

    def __contains__(self, name: object) -> bool:
        return name in self.index


@dataclass(frozen=True, slots=True)
class Pool:
    """A population from which an unlisted person may come: a weight ω and a panel of its own frequencies.

    All pools of a case list the same loci and alleles in the same order (the union), so that codes mean the same.
    """

    name: str
    weight: float
    panel: Panel

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and 0.0 <= self.weight <= 1.0):
            raise InvalidCase(f"pool {self.name!r}: weight {self.weight!r}. Use a number from 0 to 1.")
