"""Whose bones lie together: a posterior over partitions of an assemblage, exact for a few bones, sampled for many.

Sampled: several walks from different random numbers. What they say of every pair is compared; the less they agree, the less is
said to be sure.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from repatria.evidence.bones.layout import Problem
from repatria.kernels import bones_walk as kernel

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Shares = NDArray[np.float32]

EXACT = 8
"""Up to so many bones every partition is weighed (4,140 for eight)."""
COOLING = np.geomspace(6.0, 1.1, 20)
CHAINS = 4
WORK = 2.4e8
"""Steps that a sampled run spends, bones times bones times sweeps over all chains; at least :data:`LEAST_SWEEPS` are kept of each."""
LEAST_SWEEPS, MOST_SWEEPS = 4, 240
"""Of each chain; the most is one for each bone where there are more bones than that. On 380 real bones chains then agree to 0.9."""
MANY = 1500
"""Above so many bones the walk is cooled in one step instead of twenty, and pair chances are counted instead of averaged."""
ENOUGH = 0.9
"""Chains agree enough for clusters to be read from this correlation of their pair chances on."""


@dataclass(frozen=True, slots=True, eq=False)
class Partitions:
    """Partitions with their weights: ``labels`` ``[samples, bones]`` of the bones ``index``, ``weights`` sum to one.

    ``shares`` ``[chains, bones, bones]``: chance that two bones lie together, as each chain says it. ``agreement``: least
    correlation between two chains' chances of pairs; 1 where exact. ``mixing``: R-hat of the log posterior, 1 at best (halves of
    chains, Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., 11.4).
    """

    index: Codes
    labels: Codes
    weights: Array
    shares: Shares
    exact: bool
    agreement: float
    mixing: float

    @property
    def settled(self) -> bool:
        """Whether the clusters may be read: exact, or chains that agree."""
        return self.exact or self.agreement >= ENOUGH


def solve(told: Problem, seed: int, threads: int = 2, tick: Callable[[], None] = lambda: None) -> Partitions:
    """The posterior over partitions. The same bones, weights and seed give the same partitions."""
    n = len(told.index)
    if n <= EXACT:
        return _exact(told)
    sweeps = int(np.clip(WORK / CHAINS / n**2, LEAST_SWEEPS, max(MOST_SWEEPS, n)))
    heat = np.concatenate([[0.05], COOLING if n <= MANY else COOLING[-1:], np.ones(sweeps + sweeps // 2)])

    def chain(number: int) -> tuple[Codes, Array, Shares]:
        label, kept = np.full(n, -1, dtype=np.int64), np.empty((len(heat), n), dtype=np.int64)
        trace, share = np.empty((len(heat), 2)), np.zeros((n, n) if n <= MANY else (0, 0), dtype=np.float32)
        # the first third after cooling is walked and forgotten
        burn = len(heat) - sweeps
        rng = np.random.default_rng([seed, number])
        kernel.walk(told.bones, label, heat[:burn], rng, kept[:burn], trace[:burn], share[:0])
        kernel.walk(told.bones, label, heat[burn:], rng, kept[burn:], trace[burn:], share)
        tick()
        return kept[burn:], trace[burn:, 0], _chances(share, sweeps) if n <= MANY else _counted(kept[burn:])

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(chain, range(CHAINS)))
    shares = np.array([share for _, _, share in found])
    return Partitions(
        told.index, np.concatenate([labels for labels, _, _ in found]), np.full(CHAINS * sweeps, 1.0 / (CHAINS * sweeps)), shares,
        False, _agree(shares), r_hat(np.array([trace for _, trace, _ in found])),
    )  # fmt: skip


def _chances(share: Shares, sweeps: int) -> Shares:
    """Chances of lying together, from what the Gibbs steps of both bones of a pair said."""
    out = (share + share.T) / np.float32(2 * sweeps)
    np.fill_diagonal(out, 1.0)
    return np.asarray(np.minimum(out, np.float32(1.0)), dtype=np.float32)


def _counted(labels: Codes) -> Shares:
    out = np.zeros((labels.shape[1], labels.shape[1]), dtype=np.float32)
    for row in labels:
        out += row[:, None] == row[None]
    return out / np.float32(len(labels))


def _exact(told: Problem) -> Partitions:
    """Every partition that the bounds allow, with its posterior."""
    found = [np.array(labels, dtype=np.int64) for labels in _partitions(told)]
    logs = np.array([kernel.worth(told.bones, label) for label in found])
    weight = np.exp(logs - logsumexp(logs))
    share = sum(w * (label[:, None] == label[None]) for w, label in zip(weight, found, strict=True))
    return Partitions(told.index, np.array(found), weight, np.asarray(share, dtype=np.float32)[None], True, 1.0, 1.0)


def _partitions(told: Problem) -> list[tuple[int, ...]]:
    """All ways to part the bones without two of one group, of two lines, or of units that exclude each other together."""
    z = told.bones
    out: list[tuple[int, ...]] = [()]
    for i in range(len(z.group)):
        longer: list[tuple[int, ...]] = []
        for labels in out:
            own = next((labels[j] for j in range(i) if z.unit[j] == z.unit[i]), -1)
            for c in [own] if own >= 0 else range(max(labels, default=-1) + 2):
                if all(_may(told, i, j) for j in range(i) if labels[j] == c):
                    longer.append((*labels, c))
        out = longer
    return out


def _may(told: Problem, i: int, j: int) -> bool:
    z = told.bones
    if z.group[i] == z.group[j] or z.unit[j] in z.never[z.never_first[z.unit[i]] : z.never_first[z.unit[i] + 1]]:
        return False
    return bool(z.line[i] < 0 or z.line[j] < 0 or z.line[i] == z.line[j])


def _agree(shares: Shares) -> float:
    """Least correlation between two chains' chances, over the pairs of at most 600 bones that any chain puts together at all."""
    n = shares.shape[1]
    some = np.unique(np.linspace(0, n - 1, min(n, 600)).astype(int))
    upper = np.triu_indices(len(some), 1)
    flat = shares[:, some][:, :, some][:, upper[0], upper[1]]
    flat = flat[:, flat.max(axis=0) > 0.0]
    if flat.shape[1] < 2 or (flat.std(axis=1) == 0.0).any():
        return 1.0
    alike = np.atleast_2d(np.corrcoef(flat))
    return float(alike[np.triu_indices(len(flat), 1)].min())


def r_hat(traces: Array) -> float:
    """Split R-hat of ``traces`` ``[chains, sweeps]``: spread between halves of chains against the spread within them."""
    half = traces.shape[1] // 2
    if half < 2:
        return float("nan")
    parts = np.concatenate([traces[:, :half], traces[:, -half:]])
    within = parts.var(axis=1, ddof=1).mean()
    between = np.asarray(parts.mean(axis=1)).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / within)) if within > 0.0 else 1.0


def together(found: Partitions, a: Codes, b: Codes) -> Array:
    """Posterior that the bones at places ``a`` and ``b`` of the sheet are of one person, ``[pairs]``."""
    place = np.full(int(found.index.max()) + 1, -1)
    place[found.index] = np.arange(len(found.index))
    return np.asarray(found.shares.mean(axis=0)[place[a], place[b]], dtype=np.float64)


def clusters_seen(found: Partitions) -> tuple[int, int, int]:
    """Median number of clusters over the posterior, and its 2.5 and 97.5 %: people of whom something was compared."""
    count = np.array([len(np.unique(row)) for row in found.labels])
    order = np.argsort(count, kind="stable")
    mass = np.cumsum(found.weights[order])
    low, middle, high = (int(count[order][min(int(np.searchsorted(mass, q)), len(mass) - 1)]) for q in (0.025, 0.5, 0.975))
    return middle, low, high


def summary(found: Partitions) -> tuple[Codes, Array, Array]:
    """(cluster of each bone, its stability, chance that it lies alone), in the order of ``found.index``.

    The clustering is the sampled one nearest to all others (Binder's loss, as Dahl 2006 chooses). The stability of a bone is the
    mean posterior that it is of one person with the others of its cluster, or that it lies alone if it does there, as the chain
    that says least has it: where chains differ, nothing is stable.
    """
    mean = found.shares.mean(axis=0)
    alone = np.zeros(len(found.index))
    for labels, weight in zip(found.labels, found.weights, strict=True):
        alone += weight * (np.bincount(labels, minlength=len(labels) + 1)[labels] == 1)
    gains = [sum(_gain(mean, who) for who in _members(labels)) for labels in found.labels]
    best = found.labels[int(np.argmax(np.round(gains, 5)))]
    order = {c: k for k, c in enumerate(dict.fromkeys(best.tolist()))}
    cluster = np.array([order[c] for c in best.tolist()])
    stability = np.empty(len(cluster))
    for who in _members(cluster):
        if len(who) == 1:
            stability[who] = alone[who]
        else:
            inside = found.shares[:, who][:, :, who]
            stability[who] = ((inside.sum(axis=2) - 1.0) / (len(who) - 1)).min(axis=0)
    return cluster, np.clip(stability, 0.0, 1.0), alone


def _members(labels: Codes) -> list[Codes]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _gain(share: Shares, who: Codes) -> float:
    return float((share[np.ix_(who, who)] - np.float32(0.5)).sum())
