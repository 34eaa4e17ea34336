"""Which genotypes cannot be of one person, and how many people at least a set of them shows. Pure.

Two genotypes disagree at a marker when no single genotype explains both (:func:`consensus.agree`). One disagreement may be an
allele that was lost unnoticed; two are taken as different people, an assumption of this project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from repatria.model import Call, CallKind
from repatria.registry.laboratory.consensus import agree

APART = 2
"""Markers that must disagree before two genotypes are said to be of different people."""
LEAST = 8
"""Markers a genotype needs before it is counted."""


def disagreeing(left: Mapping[str, Call], right: Mapping[str, Call]) -> tuple[list[str], int]:
    """(markers that disagree, markers in common)."""
    common = sorted(left.keys() & right.keys())
    return [m for m in common if agree([left[m], right[m]]) is None], len(common)


def apart(left: Mapping[str, Call], right: Mapping[str, Call], sexes: tuple[str, str] = ("U", "U")) -> bool:
    """Whether the two cannot be of one person."""
    wrong, _common = disagreeing(left, right)
    return len(wrong) >= APART or set(sexes) == {"M", "F"}


def at_least(genotypes: Sequence[Mapping[str, Call]], sexes: Sequence[str] = ()) -> int:
    """At least how many people ``genotypes`` are of: a set, found greedily, in which no two can be one person.

    >>> a, b = {"TH01": Call(("6", "7")), "FGA": Call(("20", "21"))}, {"TH01": Call(("8", "9")), "FGA": Call(("24", "25"))}
    >>> at_least([a, a, b])
    2
    """
    markers = sorted({m for g in genotypes for m in g})
    seen, certain = _arrays(genotypes, markers)
    sex = np.array([{"M": 1, "F": 2}.get(s, 0) for s in (sexes or ["U"] * len(genotypes))])
    order = sorted(range(len(genotypes)), key=lambda i: -len(genotypes[i]))
    chosen: list[int] = []
    for i in order:
        picked = np.array(chosen, dtype=np.int64)
        wrong = _wrong(seen[i], certain[i], seen[picked], certain[picked])
        other = (sex[picked] * sex[i]) == 2
        if not len(picked) or bool(((wrong >= APART) | other).all()):
            chosen.append(i)
    return len(chosen)


def _arrays(genotypes: Sequence[Mapping[str, Call]], markers: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Alleles seen as bits, ``[genotypes, markers]`` (0: not typed), and whether the genotype is fixed there."""
    bits: list[dict[str, int]] = [{} for _ in markers]
    place = {m: k for k, m in enumerate(markers)}
    seen = np.zeros((len(genotypes), len(markers)), dtype=np.uint64)
    certain = np.zeros_like(seen, dtype=bool)
    for i, calls in enumerate(genotypes):
        for marker, call in calls.items():
            k = place[marker]
            for allele in call.alleles:
                seen[i, k] |= np.uint64(1) << np.uint64(bits[k].setdefault(allele, len(bits[k])) % 64)
            certain[i, k] = call.kind is CallKind.CALLED
    return seen, certain


def _wrong(one: np.ndarray, sure: np.ndarray, many: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """At how many markers ``one`` disagrees with each of ``many``."""
    typed = (one != 0) & (many != 0)
    both = typed & sure & fixed & (many != one)
    here = typed & sure & ~fixed & ((many & ~one) != 0)
    there = typed & ~sure & fixed & ((one & ~many) != 0)
    neither = typed & ~sure & ~fixed & (np.bitwise_count(many | one) > 2)
    return np.asarray((both | here | there | neither).sum(axis=1))
