"""The arrays behind the factors of a network: frequencies, transmissions and observations."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from repatria.tables.loci import Stack

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


def constant_leaf(source: tuple[object, ...], loci: Stack, theta: float) -> Array:
    """The table of a factor that depends on the locus alone, ``[loci, *axes]``."""
    kind = source[0]
    if kind == "prior":
        return loci.p
    if kind == "same":
        return np.eye(loci.states)[None]
    if kind == "whole":
        return _matrix(loci, source[1])
    if kind == "pick":
        return _pick(_matrix(loci, source[1]), source[2] == 1)
    if kind == "inbred":
        f = float(source[1])  # type: ignore[arg-type]
        together = np.einsum("la,ab->lab", loci.p, np.eye(loci.states))
        return np.asarray(f * together + (1.0 - f) * loci.p[:, :, None] * loci.p[:, None, :])
    return urn(loci.p, int(source[1]), theta)  # type: ignore[call-overload]


def _matrix(loci: Stack, sex: object) -> Array:
    return loci.male if sex == "male" else loci.female


def _pick(matrix: Array, second: bool) -> Array:
    """``[loci, 2, parental, transmitted]``: the transition if the bit picks this copy, else 1; the first carries the half."""
    loci, k, _ = matrix.shape
    out = np.ones((loci, 2, k, k))
    out[:, int(second)] = matrix
    return out if second else out * 0.5


def urn(p: Array, n: int, theta: float) -> Array:
    """Joint probability of ``n`` alleles from one subdivided pool, ``[loci, alleles, ... alleles]``.

    Balding and Nichols (1994), Forensic Sci. Int. 64:125-140: after n alleles of which m are a, the next is a with
    probability (m θ + (1-θ) p_a) / (1 + (n-1) θ).
    """
    k = p.shape[1]
    out = p
    for drawn in range(1, n):
        same = np.zeros((1, *([k] * drawn), k))
        for axis in range(drawn):
            shape = [1] * (drawn + 2)
            shape[1 + axis] = shape[-1] = k
            same = same + np.eye(k).reshape(shape)
        nxt = (theta * same + (1.0 - theta) * p.reshape(len(p), *([1] * drawn), k)) / (1.0 + (drawn - 1) * theta)
        out = out[..., None] * nxt
    return out


def partition_weight(blocks: tuple[int, ...], theta: float) -> float:
    """How probable it is that the alleles of :func:`urn` descend from one another in blocks of these sizes.

    A new block costs (1-θ), the next of a block with m alleles m θ, and each draw its denominator; 1 for no blocks.
    """
    out = 1.0
    for size in blocks:
        out *= (1.0 - theta) * math.prod(m * theta for m in range(1, size))
    return out / math.prod(1.0 + (n - 1) * theta for n in range(sum(blocks)))


class ItemLeaves:
    """The tables of factors that vary by item: called with a factor's source, gives ``[items, *axes]``."""

    def __init__(self, loci: Stack, local: Codes, codes: Codes, soft: list[list[Array]]) -> None:
        self.loci, self.local, self.codes, self.soft = loci, local, codes, soft

    def __call__(self, source: tuple[object, ...]) -> Array:
        kind, column = source[0], int(source[-1])  # type: ignore[call-overload]
        if kind == "soft":
            return self._soft(column)
        pair = self.codes[:, column]
        if kind == "phase":
            out = np.ones((len(pair), 2))
            out[pair[:, 0] == pair[:, 1], 1] = 0.0
            return out
        matrix = _matrix(self.loci, source[1])
        where = self.local if len(matrix) > 1 else 0
        if kind == "from_one":
            return np.asarray(matrix[where, pair[:, 0]])
        return np.asarray(0.5 * (matrix[where, pair[:, 0]] + matrix[where, pair[:, 1]]))

    def _soft(self, column: int) -> Array:
        first = self.soft[0][column]
        out = np.zeros((len(self.soft), *([self.loci.states] * first.ndim)))
        for n, row in enumerate(self.soft):
            out[n][tuple(slice(0, s) for s in row[column].shape)] = row[column]
        return out
