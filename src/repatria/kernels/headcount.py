"""How many people, from how many lefts, rights and pairs of one bone. Arrays in, arrays out; natural logarithms.

Capture and recapture: the left bone of a person is one chance to be found, the right bone another. What is found is L lefts, R
rights, and T people of whom both lie there. A pair is only known as somebody claims it, so T is a distribution, not a number.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logsumexp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH, STEP = 9.0, 0.5
"""The share of bones found is summed from -9 to +9 of its own standard errors, on the logit scale, in steps of a half."""
DENSE = 3
"""Numbers of people up to this many times the least one are looked at one by one, larger ones in growing steps."""


def numbers(least: int, most: int) -> tuple[Ints, Floats]:
    """(numbers of people to look at, log of how many each stands for): one by one at first, then in steps of a fiftieth."""
    at, steps = least, []
    while at <= most:
        steps.append(at)
        at += 1 if at < DENSE * least + 20 else max(1, at // 50)
    people = np.array(steps or [least])
    return people, np.log(np.diff(np.append(people, most + 1)).clip(min=1).astype(float))


def log_choose(n: Floats, k: Floats) -> Floats:
    """log C(n, k), elementwise; -inf where k < 0 or k > n."""
    n, k = np.broadcast_arrays(np.asarray(n, float), np.asarray(k, float))
    out = np.full(n.shape, -np.inf)
    inside = (k >= 0) & (k <= n)
    a, b = n[inside], k[inside]
    out[inside] = gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1)
    return out


def log_independent(left: int, right: int, both: Ints, people: Ints) -> Floats:
    """log P(``both`` | people) / (people + 1), shape (people, both): each side found by chance alone, all people alike.

    P is hypergeometric; the prior 1 / (N + 1) makes the most likely number floor((L+1)(R+1)/(T+1)) - 1 (Chapman 1951;
    Adams and Konigsberg 2004, Am. J. Phys. Anthropol. 125:138-151, and the script beside it that normalises by T / (N + 1)).
    """
    n, t = people[:, None].astype(float), both[None, :].astype(float)
    log_p = (
        log_choose(np.full_like(n, left) + 0 * t, t) + log_choose(n - left, right - t) - log_choose(n, np.full_like(n, right))
    )
    return np.asarray(log_p - np.log(n + 1.0))


def log_clustered(left: int, right: int, both: Ints, people: Ints, rho: Floats) -> Floats:
    """log P(L, R, ``both`` | people) / (people + 1), shape (people, both), averaged over ``rho`` with equal weights.

    ``rho`` is the correlation between finding the left and the right bone of one person: people lie together and are found
    together. With the share m found, both are found with m² + rho m(1-m), one side alone with m(1-m)(1-rho), none with
    (1-m)² + rho m(1-m); m is integrated from 0 to 1 with weight 6 m(1-m). The counts are multinomial over people.
    """
    n = people.astype(float)[:, None]
    found_share = (left + right + 1.0) / (2.0 * n + 2.0)
    error = np.sqrt(1.0 / (2.0 * n * found_share * (1.0 - found_share)))
    steps = np.arange(-REACH, REACH + STEP / 2.0, STEP)[None, :]
    m = expit(np.log(found_share / (1.0 - found_share)) + steps * error)  # (people, steps)
    spread = m * (1.0 - m)
    log_w = np.log(6.0 * spread * spread * error * STEP) - math.log(len(rho))
    out = np.full((len(people), len(both), len(rho)), -np.inf)
    for k, r in enumerate(np.asarray(rho, float).tolist()):
        log_both, log_one = np.log(m * m + r * spread), np.log(spread * (1.0 - r))
        log_none = np.log((1.0 - m) ** 2 + r * spread)
        for column, t in enumerate(both.tolist()):
            missed = n - (left + right - t)
            each = log_w + t * log_both + (left + right - 2 * t) * log_one + missed * log_none
            out[:, column, k] = np.where(missed[:, 0] >= 0, logsumexp(each, axis=1), -np.inf)
    missed = n - (left + right - both)[None, :]
    ways = gammaln(n + 1) - gammaln(np.maximum(missed, 0.0) + 1)
    ways = ways - (gammaln(both + 1.0) + gammaln(left - both + 1.0) + gammaln(right - both + 1.0))[None, :]
    return np.asarray(logsumexp(out, axis=2) + ways - np.log(n + 1.0))


def log_claims(left: int, right: int, claimed: int, sensitivity: float, false_rate: float) -> tuple[Ints, Floats]:
    """(true pairs T, log P(``claimed`` pairs | T)): found pairs are binomial, and so are wrong ones among what is left over.

    Each of T true pairs is claimed with chance ``sensitivity``; each of the min(L, R) - T bones whose partner is not there is
    paired wrongly with chance ``false_rate``. With 1 and 0 the only T left is ``claimed``.
    """
    top = min(left, right)
    true = np.arange(top + 1)
    log_p = np.full(top + 1, -np.inf)
    for t in true.tolist():
        right_ones = np.arange(max(0, claimed - (top - t)), min(t, claimed) + 1)
        if len(right_ones):
            log_p[t] = logsumexp(
                _log_binomial(right_ones, t, sensitivity) + _log_binomial(claimed - right_ones, top - t, false_rate)
            )
    keep = log_p > -np.inf
    return true[keep], log_p[keep]


def _log_binomial(k: Ints, n: int, chance: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(k > 0, k * np.log(chance), 0.0) + np.where(n - k > 0, (n - k) * np.log1p(-chance), 0.0)
    ways: Floats = log_choose(np.full(k.shape, float(n)), k.astype(float))
    return np.asarray(ways + part, dtype=np.float64)


def log_sum_of_chances(chances: Floats) -> Floats:
    """log P(how many of independent events happen), shape (len + 1,): the Poisson-binomial by its convolution."""
    p = np.ones(1)
    for chance in np.clip(chances, 0.0, 1.0).tolist():
        p = np.append(p * (1.0 - chance), 0.0) + np.append(0.0, p * chance)
    with np.errstate(divide="ignore"):
        return np.log(p)


def densest(log_density: Floats, log_width: Floats, mass: float) -> tuple[int, int]:
    """First and last index of the region of highest density that holds ``mass``, normalised over exp(log_density + log_width)."""
    weight = log_density + log_width
    order = np.argsort(-log_density, kind="stable")
    held = np.cumsum(np.exp(weight[order] - logsumexp(weight)))
    inside = order[: int(np.searchsorted(held, mass - 1e-12)) + 1]
    return int(inside.min()), int(inside.max())
