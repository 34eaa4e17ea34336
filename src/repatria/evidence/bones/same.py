"""How much two bones speak for one person: log likelihood ratios from one model of the body, for every pair that may be one.

LR = p(both | one person) / p(both | two people), typicality included, bounded by what the reference can support. Left and right
of one element are compared by what they share (relation ``pair``); bones of two elements by the factors of the body alone
(``articulation`` where they meet in a joint, else ``regression``). Two bones of one element and side are never of one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidInput
from repatria.kernels import bones_pairs as kernel
from repatria.model.bones import BoneModel, MeasuredBone
from repatria.reference.osteometry import JOINTS
from repatria.tables.bones import BoneBlock, bone_blocks, centres, shared_covariance

Array = NDArray[np.float64]

SCALES = np.array([0.5, 1.0, 3.0, 15.0])
SCALE_WEIGHTS = np.array([0.3, 0.54, 0.14, 0.02])
"""Factors on the covariance of asymmetry and their weights. Chosen once on held-out people: see docs/explanation/bones.md."""
ALIKE = 0.5
"""Chance beyond the weights that a second person is of the first one's pool; see :func:`repatria.kernels.bones_pairs.log_different`."""
LEAST_REFERENCE = 10
"""With fewer people behind a comparison the answer is "not supported by the reference"."""
PRIOR_BONES, ROUNDS_OF_WEIGHTS = 10.0, 200
"""How many bones of the reference's mixture stand behind fitted weights, and rounds of their fit. Our own choice."""
GROSS, WIDE = 0.001, 6.0
"""Chance that a bone of a sheet carries a gross error (another bone's value, another unit), and how many times wider than people
its values then lie. A bone far from everybody speaks for nothing. Our own choice; see docs/explanation/bones.md."""
PAIR, ARTICULATION, REGRESSION = "pair", "articulation", "regression"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """All pairs of two (element, side) groups: ``log_lr`` ``[n, m]`` and values compared ``[n, m]``, by ``first`` and ``second``."""

    relation: str
    first: BoneBlock
    second: BoneBlock
    log_lr: Array
    measurements: NDArray[np.int64]
    reference_n: int


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One block with what the kernels ask: ln p(bone | pool) with and without heavy tails, factors heard, centres."""

    block: BoneBlock
    centres: Array
    heavy: Array
    single: Array
    wide: Array
    told: Array
    pull: Array
    gain: Array


def pool_weights(model: BoneModel, given: Mapping[str, float] | None = None) -> Array:
    """Weights of the pools, summing to one: ``given``, or else as many as the reference holds. :class:`InvalidInput` if wrong."""
    if given is None:
        people = np.array(model.people, dtype=float)
        return np.asarray(people / people.sum(), dtype=np.float64)
    for name, weight in given.items():
        if name not in model.pools:
            raise InvalidInput(f"pool {name!r}: there is none. Choose among {', '.join(model.pools)}.")
        if not (0.0 <= weight < np.inf):
            raise InvalidInput(f"pool {name}: a weight of {weight:g} cannot be. Give numbers from 0.")
    weights = np.array([given.get(name, 0.0) for name in model.pools], dtype=float)
    if weights.sum() <= 0.0:
        raise InvalidInput("pools: every weight is 0. Give at least one pool a weight above 0.")
    return np.asarray(weights / weights.sum())


def fitted_weights(ready: Sequence[Prepared], model: BoneModel) -> Array:
    """Weights of the pools that make the bones of an assemblage likeliest, drawn towards the reference by ten bones of it.

    Expectation and maximisation over a mixture of known densities (Dempster, Laird and Rubin 1977), bones taken as independent.
    A log LR under these weights depends on what else lies in the assemblage, and is to be read so.
    """
    start = pool_weights(model)
    if not ready:
        return start
    single, weights = np.concatenate([one.single for one in ready]), start
    for _ in range(ROUNDS_OF_WEIGHTS):
        share = logs(weights) + single
        share = np.exp(share - share.max(axis=1, keepdims=True))
        weights = (share / share.sum(axis=1, keepdims=True)).sum(axis=0) + PRIOR_BONES * start
        weights = weights / weights.sum()
    return np.asarray(weights)


def logs(weights: Array) -> Array:
    """Natural logs; zero weights become very small, so that no density is undefined."""
    return np.asarray(np.log(np.maximum(weights, 1e-300)))


def prepare(bones: Sequence[MeasuredBone], model: BoneModel) -> list[Prepared]:
    """The blocks of an assemblage, ready for pairs and partitions; order: element, then side."""
    out = []
    for (element, side), block in bone_blocks(bones, model).items():
        first, end = model.spans[element]
        middle, load = centres(model, element, side), np.ascontiguousarray(model.loadings[first:end])
        shared, own = shared_covariance(model, element), np.ascontiguousarray(model.own[element])
        n, pools, r = len(block.x), len(middle), load.shape[1]
        heavy, single = np.empty((n, pools)), np.empty((n, pools))
        kernel.log_singles(block.x, block.kind, block.flags, middle, shared, own, SCALES, np.log(SCALE_WEIGHTS), heavy)
        kernel.log_singles(block.x, block.kind, block.flags, middle, shared, own, np.ones(1), np.zeros(1), single)
        wide = np.empty((n, pools))
        kernel.log_singles(
            block.x, block.kind, block.flags, middle, shared * WIDE**2, own * WIDE**2, np.ones(1), np.zeros(1), wide
        )  # fmt: skip
        residual = np.ascontiguousarray(model.shared[element] + own)
        told, weight = np.empty((len(block.flags), r, r)), np.empty((len(block.flags), r, end - first))
        for p, flags in enumerate(block.flags):
            kernel.heard(load, residual, flags, told[p], weight[p])
        rest = np.nan_to_num(block.x[:, None, :] - middle[None])
        pull = np.einsum("nrk,ngk->ngr", weight[block.kind], rest)
        gain, work = np.empty((n, pools)), np.empty((r, r))
        for i in range(n):
            kernel.factor_gain(told[block.kind[i]], pull[i], work, gain[i])
        out.append(Prepared(block, middle, heavy, single, wide, told, np.ascontiguousarray(pull), gain))
    return out


def blocks(ready: Sequence[Prepared], model: BoneModel, weights: Array) -> Iterator[Block]:
    """Every block of pairs that may be one person and that the reference supports, in a fixed order."""
    for one, other in plan(ready, model):
        yield compare(one, other, model, weights)


def plan(ready: Sequence[Prepared], model: BoneModel) -> list[tuple[Prepared, Prepared]]:
    """The pairs of (element, side) groups that are compared."""
    return [
        (one, other)
        for i, one in enumerate(ready)
        for other in ready[i + 1 :]
        if supported(model, one.block.element, other.block.element)
    ]


def unsupported(ready: Sequence[Prepared], model: BoneModel) -> list[tuple[str, str, int]]:
    """Pairs of elements in the assemblage that too few people of the reference have both of, with how many have."""
    names = sorted({one.block.element for one in ready})
    found = []
    for i, first in enumerate(names):
        for second in names[i:]:
            if not supported(model, first, second):
                found.append((first, second, model.reference_n(first, second)))
    return found


def supported(model: BoneModel, first: str, second: str) -> bool:
    """Whether enough people of the reference have both."""
    return model.reference_n(first, second) >= LEAST_REFERENCE


def relation(first: str, second: str) -> str:
    """How bones of two elements are compared."""
    if first == second:
        return PAIR
    return ARTICULATION if (first, second) in JOINTS or (second, first) in JOINTS else REGRESSION


def compare(one: Prepared, other: Prepared, model: BoneModel, weights: Array) -> Block:
    """The log LRs of all pairs of two groups."""
    a, b, pools = one.block, other.block, logs(weights)
    same, apart = np.empty((len(a.x), len(b.x))), np.empty((len(a.x), len(b.x)))
    if a.element == b.element:
        kernel.log_antimeres(
            a.x, b.x, a.kind, b.kind, a.flags, b.flags, one.centres, other.centres, pools,
            shared_covariance(model, a.element), np.ascontiguousarray(model.own[a.element]), SCALES, np.log(SCALE_WEIGHTS), same,
        )  # fmt: skip
        kernel.log_different(one.heavy, other.heavy, pools, ALIKE, apart)
        counts = a.flags.astype(np.int64) @ b.flags.astype(np.int64).T
    else:
        kernel.log_links(
            a.kind,
            b.kind,
            one.told,
            other.told,
            one.pull,
            other.pull,
            one.single,
            other.single,
            one.gain,
            other.gain,
            pools,
            same,
        )
        kernel.log_different(one.single, other.single, pools, ALIKE, apart)
        counts = a.flags.sum(axis=1)[:, None] + b.flags.sum(axis=1)[None, :]
    n = model.reference_n(a.element, b.element)
    said = recalibrated(bounded(same - apart, n), model.line_of(a.element, b.element), n)
    if a.element != b.element:
        said = tempered(said, sound(one, pools)[:, None] * sound(other, pools)[None])
    return Block(
        relation(a.element, b.element), a, b, said, counts[a.kind][:, b.kind].astype(np.int64), n
    )  # fmt: skip


def bounded(log_lr: Array, n: int) -> Array:
    """Log LRs drawn in so that none exceeds ln n or falls below −ln n: what ``n`` people can support.

    LR' = (LR + 1/n) / (1 + LR/n), which keeps the order and 0; an LR of n becomes about n/2.
    """
    edge = np.log(n)
    return np.asarray(np.logaddexp(log_lr, -edge) - np.logaddexp(0.0, log_lr - edge))


def recalibrated(log_lr: Array, line: tuple[float, float], n: int) -> Array:
    """Log LRs on the line (intercept, slope) of their pair of elements, within ± ln n."""
    return np.asarray(np.clip(line[0] + line[1] * log_lr, -np.log(n), np.log(n)))


def sound(one: Prepared, log_pools: Array) -> Array:
    """Chance that each bone is free of gross error, given how far its values lie from everybody, ``[n]``."""
    usual, far = (np.logaddexp.reduce(part + log_pools, axis=1) for part in (one.single, one.wide))
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(np.log(GROSS / (1.0 - GROSS)) + far - usual, -700.0, 700.0))))


def tempered(log_lr: Array, both_sound: Array) -> Array:
    """LR' = u LR + 1 − u, u the chance that both bones are sound: a bone in gross error says nothing of another.

    Exact where an error of one bone has nothing to do with the other bone. Between sides of one element the heavy tails stand for it.
    """
    return np.asarray(np.logaddexp(np.log(both_sound + 1e-300) + log_lr, np.log1p(-both_sound * (1.0 - 1e-15))))
