"""How frequent a haplotype may be that was seen k times among n: one estimate, and others to see how much hangs on it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

LEVEL = 0.95


def estimate(seen: int, size: int) -> float:
    """(k + 1) / (n + 1): the count after the type at hand is added to the database (Balding and Nichols 1994 write the same thought
    as k + 2 of n + 2 for two copies of an autosomal allele; for one haplotype see Buckleton, Krawczak and Weir 2011, Forensic
    Sci. Int. Genet. 5:78). Never 0."""
    return (seen + 1) / (size + 1)


def clopper_pearson(seen: int, size: int, level: float = LEVEL) -> tuple[float, float]:
    """Exact two-sided interval of a proportion (Clopper and Pearson 1934, Biometrika 26:404)."""
    tail = (1.0 - level) / 2.0
    low = 0.0 if seen == 0 else float(betaincinv(seen, size - seen + 1, tail))
    high = 1.0 if seen == size else float(betaincinv(seen + 1, size - seen, 1.0 - tail))
    return low, high


def upper_bound(seen: int, size: int, level: float = LEVEL) -> float:
    """Exact one-sided upper bound of a proportion; for ``seen`` 0 it is 1 - (1 - level)^(1/n)."""
    return 1.0 if seen == size else float(betaincinv(seen + 1, size - seen, level))


def rule_of_three(seen: int, size: int) -> float:
    """3 / n, the usual short form of :func:`upper_bound` for a type that was not seen; NaN if it was."""
    return min(1.0, 3.0 / size) if seen == 0 else math.nan


def kappa(counts: NDArray[np.int64]) -> float:
    """The share of people whose type nobody else shows, in the database extended by the type at hand. ``counts`` [types]."""
    total = int(counts.sum())
    return float((counts == 1).sum() / total)


def brenner(seen: int, counts: NDArray[np.int64]) -> float:
    """(1 - κ) / n for a type not seen before (Brenner 2010, Forensic Sci. Int. Genet. 4:281), n and κ of the extended database.

    ``counts`` [types] are the numbers of people by type in the database. NaN if the type was seen: the argument is about new types.
    """
    if seen:
        return math.nan
    extended = np.append(counts, 1)
    return (1.0 - kappa(extended)) / float(extended.sum())
