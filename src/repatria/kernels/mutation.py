"""Transition matrices of allele mutation: rows are parental alleles, columns transmitted ones, rows sum to 1.

The equal, proportional and stepwise models are those of Egeland, Kling and Mostad, *Relationship Inference with Familias and R*
(2016), chapter 5, as also stated in the notes beside the oracle numbers; Metropolis et al. (1953) and Hastings (1970) give the
``MH`` and Barker (1965) the ``BA`` acceptance rule.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def equal(n: int, rate: float) -> Matrix:
    """Every other allele is equally likely after a mutation: off the diagonal r/(n-1). Shape ``[n, n]``."""
    if n == 1:
        return np.ones((1, 1))
    out = np.full((n, n), rate / (n - 1))
    np.fill_diagonal(out, 1.0 - rate)
    return out


def proportional(p: Matrix, rate: float) -> Matrix:
    """The new allele is drawn by frequency: off the diagonal a·p_j with a = r / Σ p_i (S - p_i), S = Σ p. ``p`` is ``[n]``."""
    total = float(p.sum())
    spread = float((p * (total - p)).sum())
    if rate == 0.0 or spread == 0.0:
        return np.eye(len(p))
    out = np.broadcast_to(p * (rate / spread), (len(p), len(p))).copy()
    np.fill_diagonal(out, 0.0)
    np.fill_diagonal(out, 1.0 - out.sum(axis=1))
    return out


def stepwise(repeats: Matrix, rate: float, rate2: float, reach: float) -> Matrix:
    """Steps of whole repeats share ``rate`` in proportion to reach^|step|; other microvariant classes share ``rate2`` equally.

    ``repeats`` is ``[n]``, in repeats with one decimal for partial ones (9.3). The diagonal keeps the rest: an allele alone in
    its class never loses ``rate``, and ``rate2`` is lost only where another class exists.
    """
    tenths = np.rint(repeats * 10).astype(np.int64)
    same = (tenths[:, None] % 10) == (tenths[None, :] % 10)
    steps = np.abs(tenths[:, None] - tenths[None, :]) // 10
    weight = np.where(same & (steps > 0), float(reach) ** np.maximum(steps, 1), 0.0)
    weight[same & (steps == 1)] = reach  # also right for reach 0 ** 1
    total = weight.sum(axis=1, keepdims=True)
    if reach == 0.0:  # only single steps, all alike
        weight = (same & (steps == 1)).astype(np.float64)
        total = weight.sum(axis=1, keepdims=True)
    out = np.divide(rate * weight, total, out=np.zeros_like(weight), where=total > 0)
    others = (~same).sum(axis=1, keepdims=True)
    out += np.divide(rate2 * (~same), others, out=np.zeros_like(weight), where=others > 0)
    np.fill_diagonal(out, 1.0 - out.sum(axis=1))
    return np.asarray(out)


def reversible(matrix: Matrix, p: Matrix, rule: str) -> Matrix:
    """Make ``matrix`` reversible with respect to ``p`` by the rule ``MH``, ``BA`` or ``PR``; a random allele mutates as often.

    Detailed balance p_i Q_ij = p_j Q_ji holds for the result, so alleles keep their frequencies over generations. From the flow
    f_ij = p_i m_ij the rules take min(f_ij, f_ji) (``MH``), f_ij f_ji / (f_ij + f_ji) (``BA``) or their mean (``PR``). The first
    two lose flow, so all off-diagonal entries are then scaled by one number to the expected mutation rate Σ p_i (1 - m_ii) of
    ``matrix``; this is also what makes them equal to the matrices in data-gpl/oracle/lr_toy.json.
    """
    flow = p[:, None] * matrix
    if rule == "MH":
        joint = np.minimum(flow, flow.T)
    elif rule == "BA":
        both = flow + flow.T
        joint = np.divide(flow * flow.T, both, out=np.zeros_like(both), where=both > 0)
    else:
        joint = (flow + flow.T) / 2.0
    np.fill_diagonal(flow, 0.0)
    np.fill_diagonal(joint, 0.0)
    kept = float(joint.sum())
    out: Matrix = joint / p[:, None] * (float(flow.sum()) / kept if kept > 0.0 else 0.0)
    np.fill_diagonal(out, 1.0 - out.sum(axis=1))
    return out


def lumpable(matrix: Matrix, keep: NDArray[np.bool_], tolerance: float = 1e-14) -> bool:
    """True if all alleles not in ``keep`` may be treated as one: each kept column is constant over the rows to be lumped."""
    rows = matrix[~keep][:, keep]
    return rows.size == 0 or bool((rows.max(axis=0) - rows.min(axis=0) <= tolerance).all())


def lump(matrix: Matrix, keep: NDArray[np.bool_]) -> Matrix:
    """The transition matrix over the kept alleles and one class of all the others, last. Requires :func:`lumpable`."""
    if keep.all():
        return matrix
    n = int(keep.sum())
    out = np.zeros((n + 1, n + 1))
    out[:n, :n] = matrix[keep][:, keep]
    out[n, :n] = matrix[~keep][0, keep]
    out[:, n] = 1.0 - out[:, :n].sum(axis=1)
    return out
