"""Second slow twin: the same sum as pedigree_naive, as one network of allele copies, summed one copy after the other.

One axis per allele copy of every person (nothing pruned, nothing lumped): the ``sum`` convention, no theta. It reaches
families of about twenty people at ten alleles, loops included, where plain enumeration does not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from naive.pedigree_naive import Observed, call_probability, completed, mutation_matrix
from repatria.model import Locus, Pedigree, Profile


def marker_likelihood(pedigree: Pedigree, observed: Observed, locus: Locus) -> float:
    """P(all calls at one marker of one pedigree), the whole pedigree as stated."""
    people = completed(pedigree).people
    p = [f * (1.0 - locus.silent) for f in locus.frequencies] + ([locus.silent] if locus.silent > 0.0 else [])
    matrices = {"F": np.array(mutation_matrix(locus.female, locus)), "M": np.array(mutation_matrix(locus.male, locus))}
    inbred = pedigree.inbreeding if locus.chromosome == "autosomal" else pedigree.inbreeding_x
    zygote = {q.id: next((o.id for o in people if q.twins and o.twins == q.twins), q.id) for q in people}
    axes: dict[str, list[int]] = {}
    sexes = {q.id: q.sex for q in people}
    for q in people:
        copies = 1 if locus.chromosome == "X" and q.sex == "M" else 2
        axes[q.id] = axes[zygote[q.id]] if zygote[q.id] in axes else [_next(axes) + k for k in range(copies)]
    terms: list[Any] = []
    for q in people:
        mine = axes[q.id]
        for call in observed.get(q.id, ()):
            shape = np.ndindex(*[len(p)] * len(mine))
            table = np.array([call_probability(call, g, locus) for g in shape]).reshape([len(p)] * len(mine))
            terms += [table, mine]
        if zygote[q.id] != q.id:
            continue
        if q.father is None:
            terms += _founder(np.array(p), mine, inbred.get(q.id, 0.0))
            continue
        for parent, copy, sex in ((q.father, 0, "M"), (q.mother, len(mine) - 1, "F")):
            if parent is not None and not (len(mine) == 1 and sex == "M"):
                terms += _transmission(matrices[sexes[parent] if sexes[parent] != "U" else sex], axes[parent], mine[copy])
    return _summed(list(zip(terms[::2], terms[1::2], strict=True)))


def _summed(factors: list[tuple[np.ndarray, list[int]]]) -> float:
    """Sum the product over all axes: always that axis next whose factors span the fewest others."""
    total = 1.0
    while factors:
        touching = {a: [f for f in factors if a in f[1]] for _, axes in factors for a in axes}
        axis = min(touching, key=lambda a: len({x for _, axes in touching[a] for x in axes}))
        group = touching[axis]
        kept = sorted({x for _, axes in group for x in axes} - {axis})
        name = {x: k for k, x in enumerate([*kept, axis])}
        table = np.einsum(*[x for f, axes in group for x in (f, [name[a] for a in axes])], [name[a] for a in kept])
        factors = [f for f in factors if not any(f is g for g in group)]
        if kept:
            factors.append((table, kept))
        else:
            total *= float(table)
    return total


def _next(axes: Mapping[str, Sequence[int]]) -> int:
    return 1 + max((a for mine in axes.values() for a in mine), default=-1)


def _founder(p: np.ndarray, mine: list[int], f: float) -> list[Any]:
    if len(mine) == 1:
        return [p, mine]
    return [(1.0 - f) * np.outer(p, p) + f * np.diag(p), mine]


def _transmission(matrix: np.ndarray, parent: list[int], child: int) -> list[Any]:
    if len(parent) == 1:
        return [matrix, [parent[0], child]]
    return [(matrix[:, None, :] + matrix[None, :, :]) / 2.0, [*parent, child]]


def log_likelihood(pedigree: Pedigree, profiles: Mapping[str, Profile], loci: Sequence[Locus]) -> float:
    """Sum over markers of the natural log of :func:`marker_likelihood`; -inf if one is impossible."""
    total = 0.0
    for locus in loci:
        observed = {who: [p.calls[locus.name]] for who, p in profiles.items() if locus.name in p.calls}
        value = marker_likelihood(pedigree, observed, locus)
        total += math.log(value) if value > 0.0 else -math.inf
    return total
