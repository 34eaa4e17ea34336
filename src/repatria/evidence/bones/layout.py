"""An assemblage laid out bone by bone for the walk over groupings: what each tells, what may lie together, and the prior.

P(partition) ∝ prior(number of clusters) · Π over clusters of p(everything measured in the cluster). The prior is that of K people
of whom each element and side was found as often as it was, every way to hand them out equally likely, K itself with weight 1/K:
so the number of bones enters here, never in a likelihood ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from repatria.evidence.bones import same
from repatria.evidence.bones.bounds import Bounds, never
from repatria.kernels import bones_pairs as densities
from repatria.kernels.bones_walk import Bones
from repatria.model.bones import BoneModel
from repatria.tables.bones import shared_covariance

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

LINE_SHARE = 0.01
"""Share of a maternal line among people where nothing better is told; rare enough to bind, far from proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """An assemblage as the walk wants it: ``index`` its bones' places in the sheet, and the bones themselves."""

    index: Codes
    bones: Bones


def problem(ready: Sequence[same.Prepared], model: BoneModel, weights: Array, bounds: Bounds | None = None) -> Problem:
    """Lay the blocks out bone by bone, under what is known beside the measurements."""
    held = bounds or Bounds()
    groups = {(one.block.element, one.block.side): g for g, one in enumerate(ready)}
    index = np.concatenate([one.block.index for one in ready])
    counts = np.array([len(one.block.index) for one in ready])
    kinds = np.cumsum([0, *(len(one.told) for one in ready)])
    group = np.repeat(np.arange(len(ready)), counts)
    other = np.array([groups.get((one.block.element, "R" if one.block.side == "L" else "L"), -1) for one in ready])[group]
    at = np.concatenate([one.block.kind + k for one, k in zip(ready, kinds, strict=False)])
    pair, pair_told, pair_pull, pair_base = _antimeres(ready, model, weights, len(index))
    line, _ = _numbered([held.lines.get(int(i), "") for i in index])
    box, share = _numbered([held.boxes.get(int(i), "") for i in index])
    unit, first, member, mate = _units(held, index, group, other)
    never_first, never_units = _never(held, index, unit, len(first) - 1)
    return Problem(index, Bones(
        group=group, opposite=other, line=line, box=box, unit=unit, mate=mate, first=first, member=member,
        never_first=never_first, never=never_units, told=np.concatenate([one.told for one in ready]),
        pull=np.concatenate([one.pull for one in ready]), base=np.concatenate([one.single - one.gain for one in ready]), at=at,
        pair=pair, pair_told=pair_told, pair_pull=pair_pull, pair_base=pair_base, log_pools=same.logs(weights),
        log_people=log_people(counts), log_line=np.full(max(int(line.max()) + 1, 1), np.log(LINE_SHARE)), log_share=np.log(share),
        log_more=np.log((1.0 - held.stray) / (held.stray * share) + 1e-300), stray=np.array([held.stray]),
    ))  # fmt: skip


def _numbered(words: Sequence[str]) -> tuple[Codes, Array]:
    """Number of each word (-1 for none), and the share of each number; one share of 1 where no word is."""
    names = sorted({word for word in words if word})
    at = {name: k for k, name in enumerate(names)}
    codes = np.array([at.get(word, -1) for word in words], dtype=np.int64)
    counts = np.bincount(codes[codes >= 0], minlength=1).astype(float)
    return codes, counts / counts.sum() if names else np.ones(1)


def _units(held: Bounds, index: Codes, group: Codes, opposite: Codes) -> tuple[Codes, Codes, Codes, Codes]:
    """Unit of each bone, where each unit begins in ``member``, ``member``, and the earlier bone of the unit of the other side."""
    place = {int(i): k for k, i in enumerate(index)}
    of = {place[i]: number for number, unit in enumerate(held.units) for i in unit if i in place}
    names: dict[int, int] = {}
    unit = np.array([names.setdefault(of[k] if k in of else -1 - k, len(names)) for k in range(len(index))], dtype=np.int64)
    member = np.argsort(unit, kind="stable")
    first = np.searchsorted(unit[member], np.arange(len(names) + 1))
    mate = np.full(len(index), -1, dtype=np.int64)
    for number in np.flatnonzero(np.diff(first) > 1):
        seen: dict[int, int] = {}
        for k in member[first[number] : first[number + 1]].tolist():
            mate[k] = seen.get(int(opposite[k]), -1)
            seen[int(group[k])] = k
    return unit, first.astype(np.int64), member.astype(np.int64), mate


def _never(held: Bounds, index: Codes, unit: Codes, units: int) -> tuple[Codes, Codes]:
    if not (held.nuclear or held.ages or held.apart):
        return np.zeros(units + 1, dtype=np.int64), np.empty(0, dtype=np.int64)
    i, j = np.nonzero(never(held, index))
    both = np.unique(unit[i] * units + unit[j])
    return np.searchsorted(both // units, np.arange(units + 1)).astype(np.int64), both % units


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
