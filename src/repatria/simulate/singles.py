"""One typed relative, one claim: the design in which a widely used system overstated evidence up to a hundredfold.

Starinsky-Elbaz et al. (2020) compared single-person pedigrees, parent/child and siblings, over 440 million simulated pairs
with exact values. Here the same pairs are scored by look-up, and some again by plain enumeration of the parents' genotypes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repatria.model import Ancestors, Call, CallKind, Family, Panel, Pedigree, Person, Profile
from repatria.tables.loci import LocusArrays, panel_arrays

Array = NDArray[np.float64]
Claim = Literal["parent", "sibling"]
CLAIMS: tuple[Claim, ...] = ("parent", "sibling")


def single_families(profiles: Sequence[Profile], claim: Claim) -> tuple[Family, ...]:
    """One family per profile: its owner's father is missing (``parent``), or its owner's brother (``sibling``)."""
    out = []
    for i, profile in enumerate(profiles):
        code, man = f"F{i + 1:05d}", f"M{i + 1:05d}"
        if claim == "parent":
            people = [Person(man, "M"), Person("W", "F"), Person("R", "U", man, "W")]
        else:
            people = [Person("FA", "M"), Person("MO", "F"), Person(man, "M", "FA", "MO"), Person("R", "U", "FA", "MO")]
        out.append(Family(code, Pedigree(tuple(people), code), (man,), {"R": profile}))
    return tuple(out)


def enumerated_log_lr(reference: Profile, candidate: Profile, panel: Panel, claim: Claim, ancestors: Ancestors) -> float:
    """Natural log LR of a claim by enumeration of parental genotypes and transmissions, for called genotypes only.

    Shares with the engine the mutation matrices and nothing else.
    """
    total = 0.0
    for locus in panel_arrays(panel):
        if locus.name in reference.calls and locus.name in candidate.calls:
            one, other = _codes(reference.calls[locus.name], locus), _codes(candidate.calls[locus.name], locus)
            joint = _parent(one, other, locus, ancestors) if claim == "parent" else _siblings(one, other, locus)
            if joint == 0.0:
                return -np.inf
            total += float(np.log(joint) - np.log(_child(one, locus, ancestors)) - np.log(_founder(other, locus.p)))
    return total


def _parent(child: tuple[int, int], father: tuple[int, int], locus: LocusArrays, ancestors: Ancestors) -> float:
    """P(father, child): the father's genotype is given, each of his alleles may be the one passed on, mutated or not."""
    given = (locus.male[father[0]] + locus.male[father[1]]) / 2.0
    mother = locus.p if ancestors == "prune" else _passed_by_stranger(locus.p, locus.female)
    return _founder(father, locus.p) * float(sum(given[a] * mother[b] for a, b in _orders(child)))


def _siblings(one: tuple[int, int], other: tuple[int, int], locus: LocusArrays) -> float:
    """P(both siblings): every genotype of the father, every genotype of the mother."""
    from_father, from_mother = _both_parents(locus)
    return float(sum(from_father[a, c] * from_mother[b, d] for a, b in _orders(one) for c, d in _orders(other)))


@lru_cache(maxsize=256)
def _both_parents(locus: LocusArrays) -> tuple[Array, Array]:
    return _passed_to_two(locus.p, locus.male), _passed_to_two(locus.p, locus.female)


def _passed_to_two(p: Array, mutation: Array) -> Array:
    """P(x to one child, y to another) by summing over ordered genotypes (i, j) of their parent, ``[alleles, alleles]``."""
    out = np.zeros_like(mutation)
    for i in range(len(p)):
        for j in range(len(p)):
            given = (mutation[i] + mutation[j]) / 2.0
            out += p[i] * p[j] * np.multiply.outer(given, given)
    return out


def _passed_by_stranger(p: Array, mutation: Array) -> Array:
    return np.asarray(p @ mutation)


def _child(genotype: tuple[int, int], locus: LocusArrays, ancestors: Ancestors) -> float:
    """P(the typed relative alone): a founder when ancestors are pruned, else a child of two strangers."""
    if ancestors == "prune":
        return _founder(genotype, locus.p)
    father, mother = _passed_by_stranger(locus.p, locus.male), _passed_by_stranger(locus.p, locus.female)
    return float(sum(father[a] * mother[b] for a, b in _orders(genotype)))


def _founder(genotype: tuple[int, int], p: Array) -> float:
    return float(sum(p[a] * p[b] for a, b in _orders(genotype)))


def _orders(genotype: tuple[int, int]) -> list[tuple[int, int]]:
    a, b = genotype
    return [(a, b)] if a == b else [(a, b), (b, a)]


def _codes(call: Call, locus: LocusArrays) -> tuple[int, int]:
    assert call.kind is CallKind.CALLED and len(call.alleles) == 2
    return locus.encode(call.alleles[0]), locus.encode(call.alleles[1])
