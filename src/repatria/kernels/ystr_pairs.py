"""Y-STR haplotypes against each other: in how many markers they differ, and how probable one is given the other.

An allele is repeats × 10 + bases of an incomplete repeat; -1 is no result, -2 a copy that may have dropped out. Marker j has the columns
``starts[j]`` to before ``starts[j + 1]``, one or two; the alleles of two copies are sorted. Only markers typed in all rows are given.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Alleles = NDArray[np.int16]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FARTHEST = 12
"""Steps beyond which a change is one of the other kind."""
OTHER, SPREAD = 1e-4, 20.0
"""Share of meioses with a change of another kind (several steps, another incomplete repeat), and the alleles it is spread over.
An assumption, so that nothing is impossible."""
DOUBLE = 1.0 / 84.0
"""Share of double steps: of 84 mutations at 17 markers 83 were single steps (Goedbloed et al. 2009, Int. J. Legal Med. 123:471)."""


def step_probabilities(rate: float, meioses: int) -> Floats:
    """``[FARTHEST + 2]`` P(a change by exactly +k repeats after ``meioses``) for k = 0 to :data:`FARTHEST`, and last that of any other
    one allele. Steps up and down are equally probable; a change of another kind is spread over :data:`SPREAD` alleles."""
    one = np.array([DOUBLE * rate / 2, (1 - DOUBLE) * rate / 2, 1 - rate, (1 - DOUBLE) * rate / 2, DOUBLE * rate / 2])
    total = np.ones(1)
    for _ in range(meioses):
        total = np.convolve(total, one)
    middle = len(total) // 2
    out = np.zeros(FARTHEST + 2)
    reached = total[middle : middle + FARTHEST + 1]
    out[: len(reached)] = reached
    other = 1.0 - (1.0 - OTHER) ** meioses
    return np.asarray((1.0 - other) * out + other / SPREAD)


@njit(cache=True, nogil=True)
def chance(x: int, y: int, steps: Floats) -> float:
    """P(allele ``x`` | allele ``y`` in the line)."""
    apart = abs(x - y)
    if apart % 10 or apart // 10 > FARTHEST:
        return float(steps[FARTHEST + 1])
    return float(steps[apart // 10])


@njit(cache=True, nogil=True)
def differ(a: Alleles, b: Alleles, first: int, width: int) -> bool:
    """Whether two rows differ at the marker that begins at column ``first``."""
    if width == 1:
        return bool(a[first] != b[first])
    p, q, r, s = a[first], a[first + 1], b[first], b[first + 1]
    if q == -2 and s == -2:
        return bool(p != r)
    if q == -2:
        return bool(p != r and p != s)
    if s == -2:
        return bool(r != p and r != q)
    return bool(p != r or q != s)


@njit(cache=True, nogil=True)
def near_y(a: Alleles, b: Alleles, starts: Ints, most: int, first: int, last: int) -> NDArray[np.int32]:
    """``[pairs, 3]``: rows of ``a`` from ``first`` to before ``last``, rows of ``b``, markers at which they differ, at most ``most``."""
    markers = len(starts) - 1
    out = np.empty((1024, 3), dtype=np.int32)
    n = 0
    for i in range(first, last):
        for j in range(len(b)):
            d = 0
            for m in range(markers):
                if differ(a[i], b[j], starts[m], starts[m + 1] - starts[m]):
                    d += 1
                    if d > most:
                        break
            if d > most:
                continue
            if n == len(out):
                wider = np.empty((2 * n, 3), dtype=np.int32)
                wider[:n] = out
                out = wider
            out[n, 0], out[n, 1], out[n, 2] = i, j, d
            n += 1
    return out[:n]


@njit(cache=True, nogil=True)
def marker_chance(a: Alleles, b: Alleles, first: int, width: int, steps: Floats) -> float:
    """P(what query ``a`` shows at a marker | what reference ``b`` shows), ``steps`` as of :func:`step_probabilities`.

    Two copies: summed over which copy is which. Where a copy may have dropped out, over any allele of it.
    """
    if width == 1:
        return chance(a[first], b[first], steps)
    p, q, r, s = a[first], a[first + 1], b[first], b[first + 1]
    if q == -2 and s == -2:
        return chance(p, r, steps)
    if q == -2:
        one, other = chance(p, r, steps), chance(p, s, steps)
        return one + other - one * other
    if s == -2:
        return (chance(p, r, steps) + chance(q, r, steps)) / 2.0
    same = chance(p, r, steps) * chance(q, s, steps)
    return same if p == q else same + chance(p, s, steps) * chance(q, r, steps)


@njit(cache=True, nogil=True)
def log_given_kin_y(a: Alleles, b: Alleles, starts: Ints, pairs: NDArray[np.int32], steps: Floats) -> Floats:
    """``[pairs, meioses]`` ln P(query | reference) for ``pairs`` [n, >= 2] of rows; ``steps`` [markers, meioses, FARTHEST + 2]."""
    out = np.zeros((len(pairs), steps.shape[1]))
    for p in range(len(pairs)):
        for k in range(steps.shape[1]):
            for m in range(len(starts) - 1):
                value = marker_chance(a[pairs[p, 0]], b[pairs[p, 1]], starts[m], starts[m + 1] - starts[m], steps[m, k])
                out[p, k] += math.log(value)
    return out
