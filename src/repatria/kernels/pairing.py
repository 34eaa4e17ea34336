"""Profiles against profiles: each profile becomes a table of its owner's genotypes, then every later profile is scored."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from repatria.kernels.scoring import LANES, one_block

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


@njit(cache=True, nogil=True)
def own_tables(
    free: Array, base: Codes, k: Codes, first: Codes, ends: Codes, rows: Codes, weights: Array, scale: Array, locus: Codes,
    start: int, out: Array,
) -> None:  # fmt: skip
    """P(genotype of the owner | profile) for profiles ``start`` onwards: ``out[profile, all rows]``, by Bayes' rule.

    ``free`` ``[all rows]`` is the population; untyped loci keep it. Helper rows (one allele with any other, homozygous, all) are
    expanded to the genotypes they add up.
    """
    for i in range(len(out)):
        table = out[i]
        table[:] = free
        for n in range(first[start + i], first[start + i + 1]):
            x = locus[n]
            kx, b0 = k[x], base[x]
            g = b0 + kx * (kx + 1) // 2
            for row in range(b0, g + kx + 2):
                table[row] = 0.0
            for t in range(ends[n], ends[n + 1]):
                at, w = rows[t], weights[t] * scale[n]
                if at < g:
                    _add(table, free, at, w)
                elif at < g + kx:
                    for y in range(kx):
                        if y != at - g:
                            low, high = min(y, at - g), max(y, at - g)
                            _add(table, free, b0 + low * kx - low * (low - 1) // 2 + high - low, w)
                elif at == g + kx:
                    for y in range(kx):
                        _add(table, free, b0 + y * kx - y * (y - 1) // 2, w)
                else:
                    for row in range(b0, g):
                        _add(table, free, row, w)
            _helpers(table, b0, g, kx)


@njit(cache=True, nogil=True, inline="always")
def _add(table: Array, free: Array, row: int, w: float) -> None:
    table[row] += w * free[row]


@njit(cache=True, nogil=True)
def _helpers(table: Array, b0: int, g: int, kx: int) -> None:
    """Fill the helper rows of one locus from its genotypes."""
    row = b0
    for a in range(kx):
        for b in range(a, kx):
            v = table[row]
            row += 1
            table[g + kx + 1] += v
            if a == b:
                table[g + kx] += v
            else:
                table[g + a] += v
                table[g + b] += v


@njit(cache=True, nogil=True)
def later_pairs(
    blocks: Array, people: int, start: int, first: Codes, ends: Codes, rows: Codes, weights: Array, scale: Array, sex: Codes,
    threshold: float, same_sex: bool, left: Codes, right: Codes, value: Array,
) -> int:  # fmt: skip
    """Pairs (i, j), i < j, with LR of at least ``threshold``, where i is ``start`` plus the lane; returns how many there are.

    ``first`` is cut to begin at profile ``start``. More than ``len(value)`` are counted and not stored.
    """
    profiles = len(first) - 1
    out = np.empty((profiles, LANES))
    found = 0
    for b in range(len(blocks)):
        one_block(blocks[b], first, ends, rows, weights, scale, out)
        for j in range(LANES):
            i = b * LANES + j
            if i >= people:
                break
            for r in range(i + 1, profiles):
                if out[r, j] >= threshold and not (same_sex and sex[start + i] * sex[start + r] == 2):
                    if found < len(value):
                        left[found] = start + i
                        right[found] = start + r
                        value[found] = out[r, j]
                    found += 1
    return found
