"""Densities of bones, of pairs of one element, and of pairs of two elements, under a body of pools, factors and asymmetry.

Every density is that of the values that were measured; those that were not (NaN) are integrated out. Pools differ in their
centres only. Asymmetry is heavy-tailed: a mixture of Gaussians whose covariances differ by a factor (Andrews and Mallows 1974,
J. R. Stat. Soc. B 36:99).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

LOG_2PI = float(np.log(2.0 * np.pi))


@njit(cache=True, nogil=True)
def joint_covariance(a: Codes, b: Codes, shared: Array, own: Array, scale: float) -> Array:
    """Covariance of the values ``a`` of one side followed by the values ``b`` of the other, ``[n, n]``."""
    n = len(a) + len(b)
    cov = np.empty((n, n))
    for i in range(n):
        m = a[i] if i < len(a) else b[i - len(a)]
        for j in range(n):
            t = a[j] if j < len(a) else b[j - len(a)]
            cov[i, j] = shared[m, t]
            if (i < len(a)) == (j < len(a)):
                cov[i, j] += scale * own[m, t]
    return cov


@njit(cache=True, nogil=True)
def log_determinant(cov: Array) -> float:
    """ln |cov| of a positive definite matrix."""
    factor = np.linalg.cholesky(cov)
    total = 0.0
    for i in range(len(cov)):
        total += 2.0 * np.log(factor[i, i])
    return total


@njit(cache=True, nogil=True)
def log_sum(terms: Array) -> float:
    """ln Σ e^terms, -inf for none."""
    top = terms.max()
    if top == -np.inf:
        return -np.inf
    total = 0.0
    for term in terms:
        total += np.exp(term - top)
    return float(top + np.log(total))


@njit(cache=True, nogil=True)
def log_singles(
    x: Array, kind: Codes, flags: Flags, centres: Array, shared: Array, own: Array, scales: Array, log_scales: Array, out: Array
) -> None:
    """ln p(bone | pool), ``out[i, g]``. ``x`` ``[bones, k]``; ``kind[i]`` is the row of ``flags`` measured on bone i.

    ``centres`` ``[pools, k]``; covariance ``shared + scales[s] * own`` with log weight ``log_scales[s]``.
    """
    nobody = np.empty(0, dtype=np.int64)
    terms = np.empty(len(scales))
    for p in range(len(flags)):
        rows, a = np.flatnonzero(kind == p), np.flatnonzero(flags[p])
        n = len(a)
        precision, log_det = np.empty((len(scales), n, n)), np.empty(len(scales))
        for s in range(len(scales)):
            cov = joint_covariance(a, nobody, shared, own, scales[s])
            precision[s], log_det[s] = np.linalg.inv(cov), log_determinant(cov)
        for i in rows:
            for g in range(len(centres)):
                for s in range(len(scales)):
                    q = 0.0
                    for t in range(n):
                        u = 0.0
                        for v in range(n):
                            u += precision[s, t, v] * (x[i, a[v]] - centres[g, a[v]])
                        q += u * (x[i, a[t]] - centres[g, a[t]])
                    terms[s] = log_scales[s] - 0.5 * (q + log_det[s] + n * LOG_2PI)
                out[i, g] = log_sum(terms)


@njit(cache=True, nogil=True)
def log_antimeres(
    x: Array, y: Array, kind_x: Codes, kind_y: Codes, flags_x: Flags, flags_y: Flags, centres_x: Array, centres_y: Array,
    log_pools: Array, shared: Array, own: Array, scales: Array, log_scales: Array, out: Array,
) -> None:  # fmt: skip
    """ln p(left bone, right bone | one person), ``out[i, j]``, for bones of one element.

    ``x`` ``[left, k]`` and ``y`` ``[right, k]``; kinds and flags as in :func:`log_singles`. The two sides share ``shared``; each
    has ``scales[s] * own`` of its own.
    """
    out[:] = -np.inf
    for p in range(len(flags_x)):
        rows, a = np.flatnonzero(kind_x == p), np.flatnonzero(flags_x[p])
        for q in range(len(flags_y)):
            columns, b = np.flatnonzero(kind_y == q), np.flatnonzero(flags_y[q])
            if len(rows) and len(columns):
                _one_kind(
                    x, y, rows, columns, a, b, centres_x, centres_y, log_pools, shared, own, scales, log_scales, out
                )  # fmt: skip


@njit(cache=True, nogil=True)
def _one_kind(
    x: Array, y: Array, rows: Codes, columns: Codes, a: Codes, b: Codes, centres_x: Array, centres_y: Array,
    log_pools: Array, shared: Array, own: Array, scales: Array, log_scales: Array, out: Array,
) -> None:  # fmt: skip
    """The pairs whose two bones are measured in one and the same way: one inverse, then a sum of ``len(b)`` terms a pair.

    With the precision in blocks, q = rx' Pxx rx + ry' Pyy ry + 2 rx' Pxy ry.
    """
    pools, na, nb, ns = len(centres_x), len(a), len(b), len(scales)
    crossed, qx = np.empty((ns, pools, len(rows), nb)), np.empty((ns, pools, len(rows)))
    ry, qy, base = np.empty((pools, len(columns), nb)), np.empty((ns, pools, len(columns))), np.empty((ns, pools))
    rx = np.empty(na)
    for g in range(pools):
        for j in range(len(columns)):
            for t in range(nb):
                ry[g, j, t] = y[columns[j], b[t]] - centres_y[g, b[t]]
    for s in range(ns):
        cov = joint_covariance(a, b, shared, own, scales[s])
        precision, log_det = np.linalg.inv(cov), log_determinant(cov)
        for g in range(pools):
            base[s, g] = log_pools[g] + log_scales[s] - 0.5 * (log_det + (na + nb) * LOG_2PI)
            for i in range(len(rows)):
                total = 0.0
                for t in range(na):
                    rx[t] = x[rows[i], a[t]] - centres_x[g, a[t]]
                for t in range(na):
                    for v in range(na):
                        total += rx[t] * precision[t, v] * rx[v]
                qx[s, g, i] = total
                for v in range(nb):
                    u = 0.0
                    for t in range(na):
                        u += rx[t] * precision[t, na + v]
                    crossed[s, g, i, v] = 2.0 * u
            for j in range(len(columns)):
                total = 0.0
                for t in range(nb):
                    for v in range(nb):
                        total += ry[g, j, t] * precision[na + t, na + v] * ry[g, j, v]
                qy[s, g, j] = total
    terms = np.empty(ns * pools)
    for i in range(len(rows)):
        for j in range(len(columns)):
            for s in range(ns):
                for g in range(pools):
                    q = qx[s, g, i] + qy[s, g, j]
                    for v in range(nb):
                        q += crossed[s, g, i, v] * ry[g, j, v]
                    terms[s * pools + g] = base[s, g] - 0.5 * q
            out[rows[i], columns[j]] = log_sum(terms)


@njit(cache=True, nogil=True)
def heard(load: Array, residual: Array, flags: Flags, told: Array, weight: Array) -> None:
    """What a kind of measuring tells of the factors: ``told`` ``[r, r]`` = Λ' D⁻¹ Λ and ``weight`` ``[r, k]`` = Λ' D⁻¹.

    ``load`` ``[k, r]``, ``residual`` ``[k, k]``; values that are not measured weigh nothing.
    """
    a = np.flatnonzero(flags)
    told[:] = 0.0
    weight[:] = 0.0
    part, inside = np.empty((len(a), load.shape[1])), np.empty((len(a), len(a)))
    for i in range(len(a)):
        part[i] = load[a[i]]
        for j in range(len(a)):
            inside[i, j] = residual[a[i], a[j]]
    gain = part.T @ np.linalg.inv(inside)
    told[:] = gain @ part
    for i in range(len(a)):
        weight[:, a[i]] = gain[:, i]


@njit(cache=True, nogil=True)
def factor_gain(told: Array, pull: Array, work: Array, out: Array) -> None:
    """½ h'(I + G)⁻¹ h − ½ ln |I + G| by pool: what integrating the factors out adds to independent residuals.

    ``told`` G ``[r, r]``, ``pull`` h ``[pools, r]``, ``out`` ``[pools]``; ``work`` ``[r, r]`` is overwritten by the Cholesky factor.
    """
    half = _factored(told, work)
    for g in range(len(pull)):
        out[g] = _solved(work, pull[g]) - half


@njit(cache=True, nogil=True)
def _factored(told: Array, work: Array) -> float:
    """Cholesky factor of I + ``told`` into the lower half of ``work``; half the log determinant."""
    r, half = len(told), 0.0
    for i in range(r):
        for j in range(i + 1):
            total = told[i, j] + (1.0 if i == j else 0.0)
            for t in range(j):
                total -= work[i, t] * work[j, t]
            work[i, j] = np.sqrt(total) if i == j else total / work[j, j]
        half += np.log(work[i, i])
    return half


@njit(cache=True, nogil=True)
def _solved(work: Array, pull: Array) -> float:
    """½ |L⁻¹ h|²."""
    r, q = len(pull), 0.0
    z = np.empty(r)
    for i in range(r):
        total = pull[i]
        for t in range(i):
            total -= work[i, t] * z[t]
        z[i] = total / work[i, i]
        q += z[i] * z[i]
    return 0.5 * q


@njit(cache=True, nogil=True)
def log_links(
    kind_x: Codes, kind_y: Codes, told_x: Array, told_y: Array, pull_x: Array, pull_y: Array, single_x: Array, single_y: Array,
    gain_x: Array, gain_y: Array, log_pools: Array, out: Array,
) -> None:  # fmt: skip
    """ln p(bone, bone of another element | one person), ``out[i, j]``: the two share the factors of the body and nothing else.

    ``told`` ``[kinds, r, r]``, ``pull`` ``[bones, pools, r]``, ``single`` ln p(bone | pool) and ``gain`` :func:`factor_gain` of
    each bone alone, both ``[bones, pools]``.
    """
    pools, r = pull_x.shape[1], pull_x.shape[2]
    work, z, terms = np.empty((r, r)), np.empty(r), np.empty(pools)
    for p in range(len(told_x)):
        rows = np.flatnonzero(kind_x == p)
        for q in range(len(told_y)):
            columns = np.flatnonzero(kind_y == q)
            if len(rows) == 0 or len(columns) == 0:
                continue
            half = _factored(told_x[p] + told_y[q], work)
            for i in rows:
                for j in columns:
                    for g in range(pools):
                        total = 0.0
                        for u in range(r):
                            step = pull_x[i, g, u] + pull_y[j, g, u]
                            for t in range(u):
                                step -= work[u, t] * z[t]
                            z[u] = step / work[u, u]
                            total += z[u] * z[u]
                        terms[g] = (
                            log_pools[g] + single_x[i, g] + single_y[j, g] - gain_x[i, g] - gain_y[j, g] + 0.5 * total - half
                        )
                    out[i, j] = log_sum(terms)


@njit(cache=True, nogil=True)
def log_different(single_x: Array, single_y: Array, log_pools: Array, alike: float, out: Array) -> None:
    """ln p(bone) p(bone) of two different people, ``out[i, j]``: with chance ``alike`` certainly of one and the same pool.

    The composition of an assemblage is not known beforehand; with a Dirichlet prior around the weights, a second person is of
    the first one's pool with chance ``alike`` more than the weight says (the argument of Balding and Nichols 1994, Forensic Sci.
    Int. 64:125, about alleles of a sub-population).
    """
    pools = len(log_pools)
    both, one, other = np.empty(pools), np.empty(len(single_x)), np.empty(len(single_y))
    for i in range(len(single_x)):
        one[i] = log_sum(log_pools + single_x[i])
    for j in range(len(single_y)):
        other[j] = log_sum(log_pools + single_y[j])
    for i in range(len(single_x)):
        for j in range(len(single_y)):
            for g in range(pools):
                both[g] = log_pools[g] + single_x[i, g] + single_y[j, g]
            apart = one[i] + other[j]
            same = log_sum(both)
            top = max(apart, same)
            out[i, j] = top + np.log(alike * np.exp(same - top) + (1.0 - alike) * np.exp(apart - top))
