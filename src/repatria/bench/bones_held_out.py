"""What the benches of bones share: people not used in fitting, the slow twin of a pair, a robust score, and measures of LRs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from repatria.errors import MissingReference
from repatria.evidence.bones import same
from repatria.evidence.bones.fitting import fit
from repatria.evidence.bones.recalibrating import Judged
from repatria.formats.bonereference import people_of
from repatria.model.bones import BoneModel, MeasuredBone
from repatria.reference.tables import rows
from repatria.tables.bones import ReferencePerson, centres, shared_covariance

Array = NDArray[np.float64]

PACK, TABLE = "repatria_data_gpl", "osteometry_bones"
SEED = 8


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """People kept from a fit, with their bones within what the sheet reader takes; ``who`` ``[bones]`` is the person."""

    model: BoneModel
    train: tuple[ReferencePerson, ...]
    people: tuple[ReferencePerson, ...]
    bones: tuple[MeasuredBone, ...]
    who: NDArray[np.int64]
    pool: tuple[str, ...]


def reference() -> tuple[ReferencePerson, ...]:
    """The people of the reference in the six pools, from ``repatria-data-gpl``; :class:`MissingReference` without it."""
    try:
        import_module(PACK)
    except ModuleNotFoundError:
        raise MissingReference(f"bench: needs the rows of {PACK}. Install data-gpl beside Repatria.") from None
    folder: Any = files(PACK)
    return tuple(person for person in people_of(rows(TABLE, folder)) if person.pool != "other")


def held_out(folds: int, only: int | None = None, rounds: int = 25) -> Iterator[HeldOut]:
    """One :class:`HeldOut` a fold (the first ``only``), split by person with a fixed seed."""
    everybody = reference()
    fold = np.random.default_rng(SEED).integers(0, folds, len(everybody))
    for k in range(folds if only is None else only):
        train = tuple(p for p, f in zip(everybody, fold, strict=True) if f != k)
        people = tuple(p for p, f in zip(everybody, fold, strict=True) if f == k)
        bones = [(bone, i) for i, person in enumerate(people) for bone in person.bones]
        yield HeldOut(
            fit(train, rounds=rounds), train, people, tuple(bone for bone, _ in bones), np.array([i for _, i in bones]),
            tuple(person.pool for person in people),
        )  # fmt: skip


def twin(a: MeasuredBone, b: MeasuredBone, model: BoneModel, weights: Array) -> float:
    """ln LR of two bones, the slow and obvious way: whole covariance matrices, every pool and scale in turn."""
    pair = a.element == b.element
    scales, shares = (same.SCALES, same.SCALE_WEIGHTS) if pair else (np.ones(1), np.ones(1))
    seen = [[j for j, c in enumerate(model.codes_of(x.element)) if c in x.values] for x in (a, b)]
    x = [np.log([v.values[model.codes_of(v.element)[j]] for j in js]) for v, js in zip((a, b), seen, strict=True)]
    middle = [centres(model, v.element, v.side)[:, js] for v, js in zip((a, b), seen, strict=True)]
    spans = [model.spans[v.element] for v in (a, b)]
    load = [model.loadings[s:e][js] for (s, e), js in zip(spans, seen, strict=True)]
    cross = load[0] @ load[1].T
    if pair:
        cross = cross + model.shared[a.element][np.ix_(seen[0], seen[1])]
    one, two, both = (np.empty((len(weights), len(scales))) for _ in range(3))
    for s, scale in enumerate(scales):
        cov = [
            (shared_covariance(model, v.element) + scale * model.own[v.element])[np.ix_(js, js)]
            for v, js in zip((a, b), seen, strict=True)
        ]
        joint = np.block([[cov[0], cross], [cross.T, cov[1]]])
        for g in range(len(weights)):
            one[g, s] = multivariate_normal.logpdf(x[0], middle[0][g], cov[0])
            two[g, s] = multivariate_normal.logpdf(x[1], middle[1][g], cov[1])
            both[g, s] = multivariate_normal.logpdf(np.concatenate(x), np.concatenate([middle[0][g], middle[1][g]]), joint)
    one, two, both = (logsumexp(t + np.log(shares), axis=1) for t in (one, two, both))
    pools = same.logs(weights)
    alike = logsumexp(pools + one + two)
    apart = logsumexp(pools + one) + logsumexp(pools + two)
    under = np.logaddexp(np.log(same.ALIKE) + alike, np.log1p(-same.ALIKE) + apart)
    n = model.reference_n(a.element, b.element)
    within = float(same.bounded(np.array(logsumexp(pools + both) - under), n))
    intercept, slope = model.line_of(a.element, b.element)
    said = min(max(intercept + slope * within, -float(np.log(n))), float(np.log(n)))
    if pair:
        return said
    free = 1.0
    for v, js, values, centre in zip((a, b), seen, x, middle, strict=True):
        around = (shared_covariance(model, v.element) + model.own[v.element])[np.ix_(js, js)]
        usual, far = (
            sum(w * multivariate_normal.pdf(values, centre[g], around * wide) for g, w in enumerate(weights))
            for wide in (1.0, same.WIDE**2)
        )
        free *= (1.0 - same.GROSS) * usual / ((1.0 - same.GROSS) * usual + same.GROSS * far)
    return float(np.log(free * np.exp(said) + 1.0 - free))


def judged(one: HeldOut, start: int = 0, every: int = 4, elements: Sequence[str] = ()) -> dict[tuple[str, str], Judged]:
    """The log LRs of people not used in fitting, by pair of elements; different people are of one pool, each ``every``-th pair.

    ``start`` is added to the numbers of people; ``elements`` narrows the bones. Weights are the chance that both bones are sound.
    """
    weights, pool = same.pool_weights(one.model), np.array(one.pool)
    ready = [r for r in same.prepare(one.bones, one.model) if not elements or r.block.element in elements]
    sound = {(r.block.element, r.block.side): same.sound(r, same.logs(weights)) for r in ready}
    parts: dict[tuple[str, str], list[Judged]] = {}
    for block in same.blocks(ready, one.model, weights):
        a, b = block.first, block.second
        left, right = one.who[a.index], one.who[b.index]
        own = left[:, None] == right[None]
        both = sound[a.element, a.side][:, None] * sound[b.element, b.side][None]
        if a.element == b.element:
            both = np.ones_like(both)
        other = (pool[left][:, None] == pool[right][None]) & ~own
        parts.setdefault((a.element, b.element), []).append(
            Judged(
                block.log_lr[own],
                (start + left)[np.nonzero(own)[0]],
                both[own],
                block.log_lr[other][::every],
                both[other][::every],
            )
        )
    return {key: joined(held) for key, held in parts.items()}


def joined(parts: Sequence[Judged]) -> Judged:
    """Several as one."""
    return Judged(*(np.concatenate([getattr(p, name) for p in parts]) for name in Judged.__slots__))


def twin_errors(held: HeldOut, block: same.Block, weights: Array, rng: np.random.Generator, checks: int) -> list[float]:
    """Differences from the twin of ``checks`` random pairs of a block, relative to their size and at least to 1."""
    out = []
    for _ in range(checks):
        i, j = int(rng.integers(len(block.first.index))), int(rng.integers(len(block.second.index)))
        slow = twin(held.bones[block.first.index[i]], held.bones[block.second.index[j]], held.model, weights)
        out.append(abs(slow - block.log_lr[i, j]) / max(1.0, abs(slow)))
    return out


def robust_score(left: Array, right: Array, train_left: Array, train_right: Array) -> Array:
    """Distance of every left from every right: mean over shared values of |difference − median| / deviation, mm.

    Median and 1.4826 × median absolute deviation of the training people's left-right differences; ``[lefts, rights]``.
    """
    apart = train_left - train_right
    known: NDArray[np.bool_] = np.asarray(np.isfinite(apart).any(axis=0))
    median = np.array([np.nanmedian(apart[:, j]) if known[j] else 0.0 for j in range(apart.shape[1])])
    spread = np.array([np.nanmedian(np.abs(apart[:, j] - median[j])) if known[j] else 1.0 for j in range(apart.shape[1])])
    z = np.abs(left[:, None] - right[None] - median) / np.maximum(1.4826 * spread, 0.1)
    seen = np.isfinite(z)
    n = seen.sum(axis=2)
    return np.where(n > 0, np.where(seen, z, 0.0).sum(axis=2) / np.maximum(n, 1), np.inf)


def cllr_min(true: Array, false: Array) -> float:
    """The least Cllr that any order-keeping rescaling reaches (Brümmer and du Preez 2006), in bits."""
    x, y = np.concatenate([true, false]), np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weight = np.concatenate([np.full(len(true), 1.0 / len(true)), np.full(len(false), 1.0 / len(false))])
    order = np.lexsort((-y, x))
    share = np.clip(isotonic_regression(y[order], weights=weight[order]).x, 1e-12, 1.0 - 1e-12)
    of_true = y[order] == 1.0
    return float(-0.5 * (np.log2(share[of_true]).mean() + np.log2(1.0 - share[~of_true]).mean()))


def slope(true: Array, false: Array) -> float:
    """Slope of the logistic regression of truth on ln LR, true and false weighing the same: 1 where LRs mean what they say."""
    x, y = np.concatenate([true, false]), np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weight = np.where(y == 1.0, 0.5 / len(true), 0.5 / len(false))
    design, beta = np.stack([np.ones_like(x), x], axis=1), np.array([0.0, 1.0])
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        bend = (design * (weight * p * (1.0 - p))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(bend, design.T @ (weight * (y - p)))
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return float(beta[1])


def log_score(values: Array) -> float:
    """ln of the share that the first of ``values`` (ln LRs of the candidates) takes of them all."""
    return float(values[0] - logsumexp(values))


def millimetres(people: Sequence[ReferencePerson], element: str, codes: Sequence[str]) -> tuple[Array, Array]:
    """Left and right bones of the element of each person, ``[people, k]`` each, NaN where not measured."""
    out = np.full((2, len(people), len(codes)), np.nan)
    for i, person in enumerate(people):
        for bone in person.bones:
            if bone.element == element:
                out["LR".index(bone.side), i] = [bone.values.get(code, np.nan) for code in codes]
    return out[0], out[1]
