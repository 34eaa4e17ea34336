"""How often would somebody else pass the threshold? Importance sampling from the tables of the missing themselves.

A phenotype is drawn under "the profile is this missing person" and weighted back: P_A(LR >= t) = E_1[1{LR >= t} · A(ph) / T(ph)],
where T is the probability under the missing person's table and A under the alternative. For unrelated people the weight is
1 / LR, at most 1 / t, so that a few hundred draws reach probabilities far below one in a billion.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CLEAN, DROPPED, AT_LEAST, EITHER = 0, 1, 2, 3
"""How a call is read. ``EITHER`` is how a call "at least one a" came about: one of the two alleles was seen."""


@njit(cache=True, nogil=True, inline="always")
def _uniform(seed: int, counter: int) -> float:
    """Counter-based uniform number in [0, 1): splitmix64 (Steele, Lea and Flood 2014, OOPSLA)."""
    z = np.uint64(seed) + np.uint64(counter) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def _row(a: int, b: int, k: int) -> int:
    low, high = min(a, b), max(a, b)
    return low * k - low * (low - 1) // 2 + (high - low)


@njit(cache=True, nogil=True)
def _phenotype(table: Array, p: Array, base: int, k: int, a: int, b: int, kind: int, d: float, h: float, c: float) -> float:
    """P(visible alleles a, b (b = -1: only a) | table): the sums of :func:`repatria.tables.genotypes.terms`."""
    g = base + k * (k + 1) // 2
    if kind == CLEAN:
        return float(table[base + _row(a, b, k)])
    if kind == AT_LEAST:
        return float(table[base + _row(a, a, k)] + table[g + a])
    if kind == EITHER:
        return float(table[base + _row(a, a, k)] + 0.5 * table[g + a])
    if b < 0:
        kept, lost = (1.0 - c) + c * p[a], c * p[a]
        both = table[g + k + 1] - table[g + k]
        return float(
            (1.0 - h) * kept * table[base + _row(a, a, k)]
            + d * (1.0 - d) * kept * table[g + a]
            + h * lost * table[g + k]
            + d * d * lost * both
        )
    return float(
        (1.0 - d) ** 2 * ((1.0 - c) + c * (p[a] + p[b])) * table[base + _row(a, b, k)]
        + (1.0 - h) * c * (p[b] * table[base + _row(a, a, k)] + p[a] * table[base + _row(b, b, k)])
        + d * (1.0 - d) * c * (p[b] * table[g + a] + p[a] * table[g + b])
    )


@njit(cache=True, nogil=True)
def _draw_genotype(table: Array, base: int, k: int, u: float) -> tuple[int, int]:
    left = u * table[base + k * (k + 1) // 2 + k + 1]
    i = base
    for a in range(k):
        for b in range(a, k):
            left -= table[i]
            if left < 0.0:
                return a, b
            i += 1
    return k - 1, k - 1


@njit(cache=True, nogil=True)
def _draw_visible(
    a: int, b: int, k: int, p: Array, kind: int, d: float, h: float, c: float, seed: int, at: int
) -> tuple[int, int]:
    """What is seen of genotype (a, b): two codes, one and -1, or (-1, -1) if nothing is, or a third allele spoils the marker."""
    if kind == CLEAN:
        return a, b
    if kind == AT_LEAST:
        return (a, -1) if _uniform(seed, at) < 0.5 else (b, -1)
    if a == b:
        shown = -1 if _uniform(seed, at) < h else a
        other = -1
    else:
        shown = -1 if _uniform(seed, at) < d else a
        other = -1 if _uniform(seed, at + 1) < d else b
        if shown < 0:
            shown, other = other, -1
    if _uniform(seed, at + 2) < c:
        u = _uniform(seed, at + 3)
        x = 0
        while x < k - 1 and u >= p[x]:
            u -= p[x]
            x += 1
        if shown < 0:
            return x, -1
        if other < 0 and x != shown:
            other = x
        elif other >= 0 and x != shown and x != other:
            return -1, -1
    return shown, other


@njit(cache=True, nogil=True)
def passes(
    tables: Array, siblings: Array, pools: Array, pool_weight: Array, p: Array, base: Codes, k: Codes, p_base: Codes,
    first: Codes, locus: Codes, kind: Codes, d: Array, h: Array, c: Array,
    person: Codes, profile: Codes, draws: int, threshold: float, seed: int, out: Array,
) -> None:  # fmt: skip
    """Sums over draws for each listed pair: ``out[pair, alternative, 0 or 1]`` adds weight and its square.

    Pair n is (``person[n]``, ``profile[n]``). Alternatives: 0 unrelated (pools mixed by ``pool_weight``), then each pool, then a
    sibling of the missing person. ``base[l]``, ``k[l]``, ``p_base[l]`` place locus l in the tables and in ``p``; profile r has
    typed loci ``first[r]:first[r + 1]`` of ``locus``, ``kind``, ``d``, ``h``, ``c``. ``threshold`` is a log LR.
    """
    n_pools = len(pools)
    ratio, weight = np.empty(n_pools), np.empty(n_pools + 1)  # of the calls as read, and of how they came about; sibling last
    limit = np.exp(threshold)
    counter = 0
    for n in range(len(person)):
        table, kin = tables[person[n]], siblings[person[n]]
        r = profile[n]
        for _ in range(draws):
            ratio[:] = 1.0
            weight[:] = 1.0
            for i in range(first[r], first[r + 1]):
                x = locus[i]
                freq = p[p_base[x] : p_base[x] + k[x]]
                a, b = _draw_genotype(table, base[x], k[x], _uniform(seed, counter))
                a, b = _draw_visible(a, b, k[x], freq, kind[i], d[i], h[i], c[i], seed, counter + 1)
                counter += 5
                if a < 0:
                    continue
                came = EITHER if kind[i] == AT_LEAST else kind[i]
                t = _phenotype(table, freq, base[x], k[x], a, b, came, d[i], h[i], c[i])
                whole = table[base[x] + k[x] * (k[x] + 1) // 2 + k[x] + 1]  # the table may not sum to one; the draw does
                weight[n_pools] *= whole * _phenotype(kin, freq, base[x], k[x], a, b, came, d[i], h[i], c[i]) / t
                for m in range(n_pools):
                    value = _phenotype(pools[m], freq, base[x], k[x], a, b, came, d[i], h[i], c[i]) / t
                    weight[m] *= whole * value
                    ratio[m] *= value
                if came == EITHER:  # the calls are weighed as read
                    t /= _phenotype(table, freq, base[x], k[x], a, b, AT_LEAST, d[i], h[i], c[i])
                    for m in range(n_pools):
                        top = _phenotype(pools[m], freq, base[x], k[x], a, b, AT_LEAST, d[i], h[i], c[i])
                        ratio[m] *= t * top / _phenotype(pools[m], freq, base[x], k[x], a, b, EITHER, d[i], h[i], c[i])
            mixed = 0.0
            for m in range(n_pools):
                mixed += pool_weight[m] * ratio[m]
            if mixed * limit > 1.0:
                continue
            mixed = 0.0
            for m in range(n_pools):
                mixed += pool_weight[m] * weight[m]
            for m in range(n_pools + 2):
                w = mixed if m == 0 else weight[n_pools if m == n_pools + 1 else m - 1]
                out[n, m, 0] += w
                out[n, m, 1] += w * w
