"""Printed cases: numbers and formulas that others published, each with where it was read, for recomputation on any machine."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from repatria.evidence.kinship import compare, compare_pedigrees, profile_log_likelihoods
from repatria.model import NO_MUTATION, Call, Conventions, Family, Locus, MutationModel, Panel, Pedigree, Person, Profile

TOLERANCE = 1e-9
"""Largest relative difference to a printed number that is exact as printed."""
P = {"a": 0.1, "b": 0.25, "c": 0.65}
TRIO = (Person("F", "M"), Person("M", "F"), Person("C", "U", "F", "M"))
GENIS = "GENis, README: genotype probabilities with and without theta"
FAMILIAS = "Familias for Python, README: likelihood ratios of parent and child and of siblings"
KAPPA = "Thompson (1975), Ann. Hum. Genet. 39:173-188: relatives by probabilities of identity by descent"
MUTATION = "Egeland, Kling & Mostad (2016), Relationship Inference with Familias and R, chapter 2: paternity with mutation"


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """One number: what it is, where it was read, what is printed, and how this program computes it."""

    name: str
    citation: str
    printed: float
    compute: Callable[[], float]


def panel(frequencies: dict[str, float], mutation: MutationModel = NO_MUTATION) -> Panel:
    """A panel of one marker."""
    locus = Locus("L", tuple(frequencies), tuple(frequencies.values()), female=mutation, male=mutation)
    return Panel("printed", (locus,))


def shown(who: str, alleles: str) -> Profile:
    """A profile of one marker, from alleles with a space between."""
    return Profile(who, {"L": Call(tuple(alleles.split()))})


def printed_cases() -> tuple[PrintedCase, ...]:
    """All printed cases, in a fixed order."""
    p, q = P["a"], P["b"]
    spread = math.fsum(x * (1.0 - x) for x in P.values())
    step, stay = 0.002 * q / spread, 1.0 - 0.002 * (1.0 - q) / spread
    return (
        PrintedCase("homozygote 12/12, p = 0.2", GENIS, 0.04, lambda: _alone("12 12", 0.0)),
        PrintedCase("homozygote 12/12, p = 0.2, theta 0.01", GENIS, 0.0416, lambda: _alone("12 12", 0.01)),
        PrintedCase("heterozygote 12/13, p = 0.2 and 0.3", GENIS, 0.12, lambda: _alone("12 13", 0.0)),
        PrintedCase("parent and child share one allele, 1/(2p)", FAMILIAS, 1 / (2 * p), lambda: _parent("a b", "a a")),
        PrintedCase("siblings both a/a, (1+p)²/(4p²)", FAMILIAS, (1 + p) ** 2 / (4 * p * p), lambda: _pair("a a", "a a", True)),
        PrintedCase("siblings both a/b, (1+p+q+2pq)/(8pq)", KAPPA, (1 + p + q + 2 * p * q) / (8 * p * q),
                    lambda: _pair("a b", "a b", True)),
        PrintedCase("half siblings both a/a, (1+p)/(2p)", KAPPA, (1 + p) / (2 * p), lambda: _pair("a a", "a a", False)),
        PrintedCase("parent a/a, child a/a, 1/p", KAPPA, 1 / p, lambda: _parent("a a", "a a")),
        PrintedCase("trio b/b by a/a and b/b, proportional mutation 0.002", MUTATION, step * stay / q**2, _mutated),
    )  # fmt: skip


def _alone(alleles: str, theta: float) -> float:
    table = panel({"12": 0.2, "13": 0.3, "14": 0.5})
    return math.exp(profile_log_likelihoods([shown("S", alleles)], table, conventions=Conventions(theta=theta))[0])


def _parent(parent: str, child: str) -> float:
    family = Family("T", Pedigree(TRIO, "trio"), ("C",), {"F": shown("F", parent)})
    return math.exp(compare(family, shown("C", child), panel(P)).log_lr)


def _pair(one: str, other: str, full: bool) -> float:
    people = (*TRIO[:2], Person("N", "F"), Person("A", "U", "F", "M"), Person("B", "U", "F", "M" if full else "N"))
    strangers = Pedigree((Person("A"), Person("B")), "strangers")
    seen = {"A": shown("A", one), "B": shown("B", other)}
    return math.exp(compare_pedigrees(Pedigree(people, "kin"), strangers, seen, panel(P)).log_lr)


def _mutated() -> float:
    family = Family("T", Pedigree(TRIO, "trio"), ("C",), {"F": shown("F", "a a"), "M": shown("M", "b b")})
    return math.exp(compare(family, shown("C", "b b"), panel(P, MutationModel("proportional", 0.002))).log_lr)
