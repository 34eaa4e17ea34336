"""Whose bones lie together: a posterior over partitions of an assemblage, exact for a few bones, sampled for many.

P(partition) ∝ prior(number of clusters) · Π over clusters of p(everything measured in the cluster). The prior is that of K people
of whom each element and side was found as often as it was, every way to hand them out equally likely, K itself with weight 1/K:
so the number of bones enters here, never in a likelihood ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from repatria.evidence.bones import same
from repatria.kernels import bones_pairs as densities
from repatria.kernels import bones_partition as kernel
from repatria.model.bones import BoneModel
from repatria.tables.bones import shared_covariance

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

EXACT = 8
"""Up to so many bones every partition is weighed (4,140 for eight)."""
COOLING = np.geomspace(6.0, 1.1, 20)
CHAINS = 3
WORK = 4.0e7
"""Moves that a sampled run spends, bones times bones times sweeps over all chains; at least :data:`LEAST_SWEEPS` are kept of each."""
LEAST_SWEEPS, MOST_SWEEPS = 4, 150
MANY = 1500
"""Above so many bones the walk is cooled in one step instead of twenty."""
LINE_SHARE = 0.01
"""Share of a maternal line among people where nothing better is told; rare enough to bind, far from proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """An assemblage as the walk wants it: ``index`` its bones' places in the sheet; see :func:`kernel.walk` for the rest."""

    index: Codes
    group: Codes
    opposite: Codes
    line: Codes
    at: Codes
    told: Array
    pull: Array
    base: Array
    pair: Codes
    pair_told: Array
    pair_pull: Array
    pair_base: Array
    log_pools: Array
    log_people: Array
    log_line: Array


@dataclass(frozen=True, slots=True, eq=False)
class Partitions:
    """Partitions with their weights: ``labels`` ``[samples, bones]`` of the bones ``index``, ``weights`` sum to one.

    ``agreement``: how alike the chains' pair probabilities are (least correlation between two of them); 1 where exact.
    """

    index: Codes
    labels: Codes
    weights: Array
    exact: bool
    agreement: float


def problem(
    ready: Sequence[same.Prepared], model: BoneModel, weights: Array, lines: Mapping[int, str] | None = None
) -> Problem:
    """Lay the blocks out bone by bone; ``lines``: place of a bone in the sheet -> its maternal line."""
    groups = {(one.block.element, one.block.side): g for g, one in enumerate(ready)}
    index = np.concatenate([one.block.index for one in ready])
    counts = np.array([len(one.block.index) for one in ready])
    kinds = np.cumsum([0, *(len(one.told) for one in ready)])
    group = np.repeat(np.arange(len(ready)), counts)
    other = [groups.get((one.block.element, "R" if one.block.side == "L" else "L"), -1) for one in ready]
    told = np.concatenate([one.told for one in ready])
    at = np.concatenate([one.block.kind + k for one, k in zip(ready, kinds, strict=False)])
    base = np.concatenate([one.single - one.gain for one in ready])
    pair, pair_told, pair_pull, pair_base = _antimeres(ready, model, weights, len(index))
    named = sorted(set((lines or {}).values()))
    line = np.array([named.index(lines[i]) if lines and i in lines else -1 for i in index], dtype=np.int64)
    return Problem(
        index, group, np.array(other)[group], line, at, told, np.concatenate([one.pull for one in ready]), base, pair, pair_told,
        pair_pull, pair_base, same.logs(weights), log_people(counts), np.full(max(len(named), 1), np.log(LINE_SHARE)),
    )  # fmt: skip


def log_people(counts: Codes) -> Array:
    """ln prior of a partition into k clusters, ``[n + 2]`` for k = 0 … n + 1, given how many of each element and side were found.

    Σ over K ≥ k of 1/K · K!/(K−k)! · Π_g (K−n_g)!/K!: the chance that K people, of whom group g shows n_g at random, fall so.
    """
    n = int(counts.sum())
    least, most = int(counts.max()), 3 * n + 12
    factorial = gammaln(np.arange(most + 1) + 1.0)
    people = np.arange(least, most)
    ways = factorial[people] - np.log(people)
    for count in counts:
        ways = ways + factorial[people - count] - factorial[people]
    out = np.empty(n + 2)
    for k in range(n + 2):
        enough = slice(max(k - least, 0), None)
        out[k] = logsumexp(ways[enough] - factorial[people[enough] - k])
    return out


def _antimeres(ready: Sequence[same.Prepared], model: BoneModel, weights: Array, n: int) -> tuple[Codes, Array, Array, Array]:
    """Tables of left with right of one element: what both together tell, and their independent part.

    The independent part carries the heavy tails of asymmetry: it is shifted so that a cluster of the two alone has exactly the
    density of :func:`repatria.kernels.bones_pairs.log_antimeres`.
    """
    starts = np.cumsum([0, *(len(one.block.index) for one in ready)])
    facts = np.zeros((n, 4), dtype=np.int64)
    kinds: list[Codes] = []
    told: list[Array] = []
    pull: list[Array] = []
    base: list[Array] = []
    rows = 0
    for g, one in enumerate(ready):
        here = slice(starts[g], starts[g + 1])
        facts[here, 0] = int(one.block.side == "R")
        facts[here, 1] = np.arange(len(one.block.index))
    by = {(one.block.element, one.block.side): (g, one) for g, one in enumerate(ready)}
    for (element, side), (g, one) in by.items():
        if side != "L" or (element, "R") not in by:
            continue
        right = by[element, "R"][1]
        facts[starts[g] : starts[g + 1], 2], facts[starts[g] : starts[g + 1], 3] = len(right.block.x), rows
        kind, t, p, b = _both_sides(one, right, model, weights)
        kinds.append(kind + sum(len(x) for x in told))
        told.append(t)
        pull.append(p)
        base.append(b)
        rows += len(p)
    if not rows:
        r, pools = model.loadings.shape[1], len(model.pools)
        return facts.ravel(), np.zeros((1, r, r)), np.zeros((1, pools, r)), np.zeros((1, pools))
    return np.concatenate([facts.ravel(), *kinds]), np.concatenate(told), np.concatenate(pull), np.concatenate(base)


def _both_sides(
    left: same.Prepared, right: same.Prepared, model: BoneModel, weights: Array
) -> tuple[Codes, Array, Array, Array]:
    """One element: kind of each pair ``[pairs]``, G of each kind, h and independent part of each pair, pairs in rows of lefts."""
    a, b = left.block, right.block
    first, end = model.spans[a.element]
    load, own, shared = model.loadings[first:end], model.own[a.element], model.shared[a.element]
    n, m, r, pools, k = len(a.x), len(b.x), load.shape[1], len(left.centres), end - first
    told = np.zeros((len(a.flags) * len(b.flags), r, r))
    pull, base = np.empty((n, m, pools, r)), np.empty((n, m, pools))
    rest_a = np.nan_to_num(a.x[:, None] - left.centres[None])
    rest_b = np.nan_to_num(b.x[:, None] - right.centres[None])
    kind = a.kind[:, None] * len(b.flags) + b.kind[None]
    twice, gain, work = np.vstack([load, load]), np.empty((n, m, pools)), np.empty((r, r))
    for p, fa in enumerate(a.flags):
        for q, fb in enumerate(b.flags):
            i, j = np.flatnonzero(a.kind == p), np.flatnonzero(b.kind == q)
            sa, sb = np.flatnonzero(fa), np.flatnonzero(fb)
            cov = densities.joint_covariance(sa, sb, shared, own, 1.0)
            seen = np.concatenate([sa, sb + k])
            precision = np.linalg.inv(cov)
            weight = twice[seen].T @ precision
            told[p * len(b.flags) + q] = weight @ twice[seen]
            ra, rb, w = rest_a[i][..., sa], rest_b[j][..., sb], len(sa)
            pull[np.ix_(i, j)] = (ra @ weight[:, :w].T)[:, None] + (rb @ weight[:, w:].T)[None]
            qa = np.einsum("igs,st,igt->ig", ra, precision[:w, :w], ra)
            qb = np.einsum("jgs,st,jgt->jg", rb, precision[w:, w:], rb)
            qab = np.einsum("igs,st,jgt->ijg", ra, precision[:w, w:], rb)
            constant = densities.log_determinant(cov) + len(seen) * densities.LOG_2PI
            base[np.ix_(i, j)] = -0.5 * (qa[:, None] + qb[None] + 2.0 * qab + constant)
    for x in range(n):
        for y in range(m):
            densities.factor_gain(told[kind[x, y]], pull[x, y], work, gain[x, y])
    heavy = np.empty((n, m))
    densities.log_antimeres(
        a.x, b.x, a.kind, b.kind, a.flags, b.flags, left.centres, right.centres, same.logs(weights),
        shared_covariance(model, a.element), np.ascontiguousarray(own), same.SCALES, np.log(same.SCALE_WEIGHTS), heavy,
    )  # fmt: skip
    apart = _mixed(left.heavy, weights)[:, None] + _mixed(right.heavy, weights)[None]
    plain = _mixed(left.single, weights)[:, None] + _mixed(right.single, weights)[None]
    shift = (heavy - apart) - (logsumexp(base + gain + same.logs(weights), axis=2) - plain)
    return kind.ravel(), told, pull.reshape(n * m, pools, r), (base + shift[..., None]).reshape(n * m, pools)


def _mixed(by_pool: Array, weights: Array) -> Array:
    return np.asarray(logsumexp(by_pool + same.logs(weights), axis=1))


def solve(told: Problem, seed: int, threads: int = 2, tick: Callable[[], None] = lambda: None) -> Partitions:
    """The posterior over partitions. The same bones, weights and seed give the same partitions."""
    n = len(told.index)
    if n <= EXACT:
        return _exact(told)
    sweeps = int(np.clip(WORK / CHAINS / n**2, LEAST_SWEEPS, MOST_SWEEPS))
    cooling = COOLING if n <= MANY else COOLING[-1:]
    heat = np.concatenate([[0.05], cooling, np.ones(sweeps + sweeps // 2)])

    def chain(number: int) -> Codes:
        kept = _walked(told, np.full(n, -1, dtype=np.int64), heat, np.random.default_rng([seed, number]))
        tick()
        return kept[-sweeps:]

    with ThreadPoolExecutor(threads) as pool:
        labels = list(pool.map(chain, range(CHAINS)))
    return Partitions(
        told.index, np.concatenate(labels), np.full(CHAINS * sweeps, 1.0 / (CHAINS * sweeps)), False, _agree(labels)
    )


def _walked(told: Problem, label: Codes, heat: Array, rng: np.random.Generator) -> Codes:
    """Labels after each sweep, ``[sweeps, bones]``."""
    n = len(label)
    draws, trace, kept = rng.random((len(heat), n)), np.empty(len(heat)), np.empty((len(heat), n), dtype=np.int64)
    kernel.walk(
        label, told.group, told.opposite, told.line, told.told, told.pull, told.base, told.at, told.pair, told.pair_told,
        told.pair_pull, told.pair_base, told.log_pools, told.log_people, told.log_line, draws, heat, kept, trace,
    )  # fmt: skip
    return kept


def _exact(told: Problem) -> Partitions:
    """Every partition that the constraints allow, with its posterior."""
    n, trace, kept = len(told.index), np.empty(1), np.empty((1, len(told.index)), dtype=np.int64)
    found, logs = [], []
    for labels in _partitions(told, n):
        label = np.array(labels, dtype=np.int64)
        kernel.walk(
            label.copy(), told.group, told.opposite, told.line, told.told, told.pull, told.base, told.at, told.pair,
            told.pair_told, told.pair_pull, told.pair_base, told.log_pools, told.log_people, told.log_line, np.zeros((1, n)),
            np.ones(1), kept, trace,
        )  # fmt: skip
        found.append(label)
        logs.append(trace[0])
    weight = np.exp(np.array(logs) - logsumexp(logs))
    return Partitions(told.index, np.array(found), weight, True, 1.0)


def _partitions(told: Problem, n: int) -> list[tuple[int, ...]]:
    """All ways to part n bones without two of one group, or of two lines, together."""
    out: list[tuple[int, ...]] = [()]
    for i in range(n):
        longer = []
        for labels in out:
            for c in range(max(labels, default=-1) + 2):
                inside = [j for j in range(i) if labels[j] == c]
                if all(_may(told, i, j) for j in inside):
                    longer.append((*labels, c))
        out = longer
    return out


def _may(told: Problem, i: int, j: int) -> bool:
    if told.group[i] == told.group[j]:
        return False
    return bool(told.line[i] < 0 or told.line[j] < 0 or told.line[i] == told.line[j])


def _agree(labels: Sequence[Codes]) -> float:
    """Least correlation between two chains' pair probabilities, over pairs that any chain put together."""
    n = labels[0].shape[1]
    some = np.unique(np.linspace(0, n - 1, min(n, 400)).astype(int))
    shares = [np.mean([row[some][:, None] == row[some][None] for row in one], axis=0) for one in labels]
    upper = np.triu_indices(len(some), 1)
    flat = np.array([share[upper] for share in shares])
    flat = flat[:, flat.max(axis=0) > 0.0]
    if flat.shape[1] < 2 or (flat.std(axis=1) == 0.0).any():
        return 1.0
    return float(np.corrcoef(flat)[np.triu_indices(len(flat), 1)].min())


def together(found: Partitions, a: Codes, b: Codes) -> Array:
    """Posterior that the bones at places ``a`` and ``b`` of the sheet are of one person, ``[pairs]``."""
    place = np.full(int(found.index.max()) + 1, -1)
    place[found.index] = np.arange(len(found.index))
    out, i, j = np.zeros(len(a)), place[a], place[b]
    for labels, weight in zip(found.labels, found.weights, strict=True):
        out += weight * (labels[i] == labels[j])
    return np.minimum(out, 1.0)


def summary(found: Partitions) -> tuple[Codes, Array, Array]:
    """(cluster of each bone, its stability, share of samples in which it lies alone), in the order of ``found.index``.

    The clustering is the sampled one nearest to all others (Binder's loss, as Dahl 2006 chooses); the stability of a bone is the
    mean posterior that it is of one person with the others of its cluster, or that it lies alone if it does there.
    """
    n = len(found.index)
    share = np.zeros((n, n), dtype=np.float32)
    alone = np.zeros(n)
    for labels, weight in zip(found.labels, found.weights, strict=True):
        share += np.float32(weight) * (labels[:, None] == labels[None, :])
        alone += weight * (np.bincount(labels, minlength=n + 1)[labels] == 1)
    gains = [sum(_gain(share, np.flatnonzero(labels == c)) for c in np.unique(labels)) for labels in found.labels]
    best = found.labels[int(np.argmax(np.round(gains, 6)))]
    order = {c: k for k, c in enumerate(dict.fromkeys(best.tolist()))}
    cluster = np.array([order[c] for c in best.tolist()])
    stability = np.empty(n)
    for c in range(len(order)):
        who = np.flatnonzero(cluster == c)
        if len(who) == 1:
            stability[who] = alone[who]
        else:
            stability[who] = (share[np.ix_(who, who)].sum(axis=1) - np.diag(share)[who]) / (len(who) - 1)
    return cluster, np.clip(stability, 0.0, 1.0), alone


def _gain(share: NDArray[np.float32], who: Codes) -> float:
    return float((share[np.ix_(who, who)] - np.float32(0.5)).sum())
