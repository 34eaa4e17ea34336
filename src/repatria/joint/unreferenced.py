"""The listed people without a usable reference: one class of interchangeable columns with a capacity.

Every victim that no family takes may be any of the c people of the class (weight w each, one victim per person) or unlisted
(weight 1). R such victims weigh together E(R) = sum_q C(R, q) c!/(c - q)! w^q, which depends on their number alone. That is
all the class does, so components stay apart but for how many victims each leaves: the context of a component weighs its
leaving r by the sum over what the others leave.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from repatria.joint.problem import Floats


def left_over(capacity: int, log_odds: float, most: int) -> tuple[Floats, Floats]:
    """log E(R) and the expected share of R that is in the class, float64[most + 1] each, R = 0..most."""
    log_e, share = np.zeros(most + 1), np.zeros(most + 1)
    for r in range(1, most + 1):
        q = np.arange(min(r, capacity) + 1.0)
        logs = gammaln(r + 1) - gammaln(q + 1) - gammaln(r - q + 1) + gammaln(capacity + 1) - gammaln(capacity - q + 1)
        logs = logs + q * log_odds
        peak = logs.max()
        weights = np.exp(logs - peak)
        log_e[r] = peak + np.log(weights.sum())
        share[r] = (weights @ q) / weights.sum() / r
    return log_e, share


def left_over_each(capacity: int, log_odds: Floats, most: int) -> tuple[Floats, Floats]:
    """As :func:`left_over` for each of ``log_odds``, float64[len(log_odds), most + 1] each."""
    log_e, share = np.zeros((len(log_odds), most + 1)), np.zeros((len(log_odds), most + 1))
    for r in range(1, most + 1):
        q = np.arange(min(r, capacity) + 1.0)
        ways = gammaln(r + 1) - gammaln(q + 1) - gammaln(r - q + 1) + gammaln(capacity + 1) - gammaln(capacity - q + 1)
        logs = ways + q * log_odds[:, None]
        peak = logs.max(axis=1, keepdims=True)
        weights = np.exp(logs - peak)
        total = weights.sum(axis=1)
        log_e[:, r] = peak[:, 0] + np.log(total)
        share[:, r] = (weights * q).sum(axis=1) / total / r
    return log_e, share


def contexts(left: Sequence[Floats], log_e: Floats, share: Floats) -> list[tuple[Floats, Floats]]:
    """For each component: log context and class share by the number r it leaves, float64[n_c + 1] each.

    left   per component float64[n_c + 1], log weight of leaving r victims
    """
    polynomials = [np.exp(x - x.max()) for x in left]
    before = [np.ones(1)]
    for p in polynomials[:-1]:
        before.append(_scaled(np.convolve(before[-1], p)))
    after = np.ones(1)
    out: list[tuple[Floats, Floats]] = []
    for p, b in zip(reversed(polynomials), reversed(before), strict=True):
        others = _scaled(np.convolve(b, after))
        out.append(_seen_by(len(p), others, log_e, share))
        after = _scaled(np.convolve(after, p))
    return out[::-1]


def _seen_by(size: int, others: Floats, log_e: Floats, share: Floats) -> tuple[Floats, Floats]:
    context, own = np.zeros(size), np.zeros(size)
    for r in range(size):
        logs = log_e[r : r + len(others)]
        weights = others * np.exp(logs - logs.max())
        context[r] = logs.max() + np.log(weights.sum())
        own[r] = weights @ share[r : r + len(others)] / weights.sum()
    return context, own


def _scaled(polynomial: Floats) -> Floats:
    return np.asarray(polynomial / polynomial.max())
