"""Unordered genotypes in rows: how a genotype, and any observation of one, is found in a table of genotype probabilities.

At a locus with K alleles a table has K(K+1)/2 rows for the genotypes (a, b), a <= b, in the order of the upper triangle, then K
rows "a with anything else", one row "homozygous" and one for all genotypes together. Every phenotype, dropped alleles or not, is
a short weighted sum of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.model.profile import Call, CallKind
from repatria.tables.loci import LocusArrays
from repatria.tables.observations import clean_codes, weights

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Terms = list[tuple[int, float]]
"""Rows and weights: P(phenotype) = Σ weight · table[row]."""


def rows(k: int) -> int:
    """Rows of a table over ``k`` alleles, helper rows included."""
    return genotypes(k) + k + 2


def genotypes(k: int) -> int:
    """Number of unordered genotypes of ``k`` alleles."""
    return k * (k + 1) // 2


def row(a: int, b: int, k: int) -> int:
    """Row of the genotype (a, b) with a <= b."""
    return a * k - a * (a - 1) // 2 + (b - a)


@lru_cache(maxsize=256)
def triangle(k: int) -> tuple[Codes, Codes, Codes]:
    """Alleles a and b of each genotype row, ``[genotypes(k)]``, and the rows of the homozygotes, ``[k]``."""
    upper, lower = np.triu_indices(k)
    return upper, lower, np.flatnonzero(upper == lower)


def fold(table: Array) -> Array:
    """``[items, k, k]`` over ordered genotypes to ``[items, rows(k)]``."""
    items, k = table.shape[:2]
    out = np.empty((items, rows(k)))
    g = genotypes(k)
    upper, lower, diagonal = triangle(k)
    both = table + table.transpose(0, 2, 1)
    alike = np.arange(k)
    own = table[:, alike, alike]
    both[:, alike, alike] = 0.0  # never subtracted afterwards: what is impossible must come out as 0
    out[:, :g] = both.reshape(items, -1)[:, upper * k + lower]
    out[:, diagonal] = own
    out[:, g : g + k] = both.sum(axis=2)
    out[:, g + k] = own.sum(axis=1)
    out[:, g + k + 1] = out[:, :g].sum(axis=1)
    return out


def unrelated(p: Array) -> Array:
    """Hardy-Weinberg genotype probabilities in rows, ``[1, rows(k)]``; ``p`` is ``[k]``."""
    return fold((p[:, None] * p[None, :])[None])


def terms(calls: Sequence[Call], locus: LocusArrays) -> Terms:
    """The rows and weights of all ``calls`` of one person at ``locus`` (not for a male at an X marker)."""
    k = len(locus.p)
    if len(calls) == 1:
        call = calls[0]
        pair = clean_codes(call, locus)
        if pair is not None:
            return [(row(*pair, k), 1.0)]
        if locus.silent < 0 and call.kind is CallKind.AT_LEAST:
            a = locus.encode(call.alleles[0])
            return [(row(a, a, k), 1.0), (genotypes(k) + a, 1.0)]
        if locus.silent < 0 and call.kind is CallKind.DROPPED:
            return _dropped(call, locus)
    return _dense(weights(calls, locus))


def _dense(weight: Array) -> Terms:
    k = len(weight)
    upper, lower, _ = triangle(k)
    flat = weight[upper, lower]
    return [(int(i), float(flat[i])) for i in np.flatnonzero(flat)]


def _dropped(call: Call, locus: LocusArrays) -> Terms:
    """The same numbers as :func:`repatria.tables.observations.weights`, as a sum of at most five rows."""
    k, d, h, c = len(locus.p), call.dropout, call.d_hom, call.dropin
    p = locus.p / locus.p.sum()
    g = genotypes(k)
    seen = sorted({locus.encode(a) for a in call.alleles})
    if len(seen) == 1:
        a = seen[0]
        kept = (1.0 - c) + c * float(p[a])
        lost = c * float(p[a])  # everything lost, then a dropped in
        others = [(g + k, h * lost), (g + k + 1, d * d * lost), (g + k, -d * d * lost)]
        return _merged([(row(a, a, k), (1.0 - h) * kept), (g + a, d * (1.0 - d) * kept), *others])
    a, b = seen
    both = (1.0 - d) ** 2 * ((1.0 - c) + c * float(p[a] + p[b]))
    left_a, left_b = d * (1.0 - d) * c * float(p[b]), d * (1.0 - d) * c * float(p[a])
    return _merged(
        [
            (row(a, b, k), both),
            (row(a, a, k), (1.0 - h) * c * float(p[b])),
            (row(b, b, k), (1.0 - h) * c * float(p[a])),
            (g + a, left_a),
            (g + b, left_b),
        ]
    )


def _merged(parts: Terms) -> Terms:
    out: dict[int, float] = {}
    for i, w in parts:
        out[i] = out.get(i, 0.0) + w
    return [(i, w) for i, w in out.items() if w != 0.0]
