"""How much one bone speaks for being of the same person as a group of bones, all of the group weighed together.

LR = p(bone, group | one person) / p(bone, group | two people). The numerator is one cluster of the model of
:mod:`repatria.evidence.bones.partition`, so that bones of the group are not counted as independent witnesses; the denominator lets
a second person be of the first one's pool as :func:`repatria.kernels.bones_pairs.log_different` does. Against a group of one the LR
is that of the pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from repatria.evidence.bones import partition, same
from repatria.kernels import bones_pairs as densities
from repatria.kernels import bones_partition as kernel
from repatria.model.bones import BoneModel, MeasuredBone

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """One bone of the group beside the bone that is weighed: the relation, natural log LR, values compared, people behind it."""

    other: str
    relation: str
    log_lr: float
    measurements: int
    reference_n: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """Bone ``code`` against the bones ``against``: natural log LR, never beyond the log of ``reference_n``; None with the ``reason``.

    ``reference_n``: the fewest people of the reference with both elements of any pair compared. ``pairs``: the bones of the group
    one by one; their log LRs share one body and do not add up to ``log_lr``.
    """

    code: str
    log_lr: float | None
    against: tuple[str, ...] = ()
    measurements: int = 0
    reference_n: int = 0
    pairs: tuple[Pair, ...] = ()
    reason: str = ""
    raw: float = 0.0
    """The log LR before it was drawn in to what the reference supports: for the order of bones, not for reading."""


def belongings(bones: Sequence[MeasuredBone], model: BoneModel, weights: Array | None = None) -> tuple[Belonging, ...]:
    """Every bone of a group against the rest of it, in the order given."""
    return tuple(against_group(bone, [b for b in bones if b.code != bone.code], model, weights, pairs=True) for bone in bones)


def belongings_apart(
    bones: Sequence[MeasuredBone], model: BoneModel, refuted: float, weights: Array | None = None
) -> tuple[Belonging, ...]:
    """As :func:`belongings`, but bones that do not fit are set aside first, so that they do not count against those that do.

    While more than two bones have a number and one's log LR is at most ``refuted``, the one of least LR goes: without it the rest is
    likeliest. In the end each bone, those set aside too, is weighed against all that stayed. Of two bones nobody can tell the odd one.
    """
    stay = list(bones)
    while True:
        told = [one for one in belongings(stay, model, weights) if one.log_lr is not None]
        worst = min(told, key=lambda one: (one.raw, one.code), default=None)
        if worst is None or worst.log_lr is None or worst.log_lr > refuted or len(told) <= 2:
            break
        stay = [bone for bone in stay if bone.code != worst.code]
    return tuple(against_group(bone, [b for b in stay if b.code != bone.code], model, weights, pairs=True) for bone in bones)


def against_group(
    bone: MeasuredBone, group: Sequence[MeasuredBone], model: BoneModel, weights: Array | None = None, *, pairs: bool = False
) -> Belonging:
    """``bone`` against ``group``. Bones of its own element and side are left out of the group: they are not of one person, or are
    pieces of one bone, which lengths cannot tell. Of several of one element and side the one with most values stands."""
    return many_against_group([bone], group, model, weights, pairs=pairs)[0]


def many_against_group(
    bones: Sequence[MeasuredBone], group: Sequence[MeasuredBone], model: BoneModel, weights: Array | None = None, *,
    pairs: bool = False,
) -> tuple[Belonging, ...]:  # fmt: skip
    """Each of ``bones`` alone against ``group``; ``weights`` of the pools as :func:`same.pool_weights` gives them."""
    share = same.pool_weights(model) if weights is None else weights
    found: dict[str, Belonging] = {}
    kinds: dict[tuple[str, str], list[MeasuredBone]] = {}
    for bone in bones:
        why = _unusable(bone, model)
        if why:
            found[bone.code] = Belonging(bone.code, None, reason=why)
        else:
            kinds.setdefault((bone.element, bone.side), []).append(bone)
    standing = _one_of_each([b for b in group if not _unusable(b, model)], model)
    for (element, side), block in kinds.items():
        others = [b for b in standing if (b.element, b.side) != (element, side)]
        near = [b for b in others if same.supported(model, element, b.element)]
        if near:
            found |= {one.code: one for one in _weighed(block, near, model, share, pairs)}
        else:
            most = max((model.reference_n(element, b.element) for b in others), default=0)
            why = (
                f"not supported by the reference (n = {most})" if others else "nothing measured of another bone to compare with"
            )
            found |= {bone.code: Belonging(bone.code, None, reference_n=most, reason=why) for bone in block}
    return tuple(found[bone.code] for bone in bones)


def _unusable(bone: MeasuredBone, model: BoneModel) -> str:
    """Why a bone cannot be weighed, in words; empty if it can."""
    if bone.element not in model.spans:
        return "not supported by the reference (n = 0)"
    if bone.side not in ("L", "R"):
        return "its side is not known"
    if not set(bone.values) & set(model.codes_of(bone.element)):
        return "nothing was measured that the reference holds"
    return ""


def _one_of_each(bones: Sequence[MeasuredBone], model: BoneModel) -> list[MeasuredBone]:
    """One bone of each element and side: the one with most values, then the first by code."""
    best: dict[tuple[str, str], MeasuredBone] = {}
    for bone in sorted(bones, key=lambda b: (-len(set(b.values) & set(model.codes_of(b.element))), b.code)):
        best.setdefault((bone.element, bone.side), bone)
    return list(best.values())


def _weighed(
    block: Sequence[MeasuredBone], group: Sequence[MeasuredBone], model: BoneModel, weights: Array, pairs: bool
) -> list[Belonging]:
    """Bones of one element and side against a group that holds none of that element and side."""
    ready = same.prepare([*group, *block], model)
    fewest = min(model.reference_n(block[0].element, b.element) for b in group)
    codes = tuple(b.code for b in group)
    told = _pairs(block, group, ready, model, weights) if pairs or len(group) == 1 else {}
    values = [told[b.code][0].log_lr for b in block] if len(group) == 1 else _together(block, group, ready, model, weights)
    counts = {b.code: len(set(b.values) & set(model.codes_of(b.element))) for b in (*group, *block)}
    rest = sum(counts[code] for code in codes)
    return [
        Belonging(
            b.code,
            value if len(group) == 1 else float(same.bounded(np.array(value), fewest)),
            codes,
            rest + counts[b.code],
            fewest,
            tuple(sorted(told.get(b.code, ()), key=lambda p: p.log_lr)),
            raw=value,
        )
        for b, value in zip(block, values, strict=True)
    ]


def _together(
    block: Sequence[MeasuredBone], group: Sequence[MeasuredBone], ready: Sequence[same.Prepared], model: BoneModel,
    weights: Array,
) -> list[float]:  # fmt: skip
    """ln LR of each bone of ``block`` against the whole group, not yet bounded."""
    laid = partition.problem(ready, model, weights)
    at = {int(place): k for k, place in enumerate(laid.index)}
    single = np.concatenate([one.single for one in ready])
    members = [at[place] for place in range(len(group))]
    rest = _Cluster.empty(laid)
    for n, i in enumerate(members):
        rest = rest.joined(laid, i, members[:n])
    alone, apart, out = rest.by_pool(), np.empty((1, 1)), []
    for place in range(len(group), len(group) + len(block)):
        together = float(logsumexp(rest.joined(laid, at[place], members).by_pool() + laid.log_pools))
        densities.log_different(single[[at[place]]], alone[None], laid.log_pools, same.ALIKE, apart)
        out.append(together - float(apart[0, 0]))
    return out


@dataclass(frozen=True, slots=True, eq=False)
class _Cluster:
    """What a cluster tells of the body: G, h by pool, and the independent part by pool."""

    told: Array
    pull: Array
    base: Array

    @classmethod
    def empty(cls, laid: partition.Problem) -> _Cluster:
        """Nobody's bones."""
        pools, r = laid.pull.shape[1], laid.pull.shape[2]
        return cls(np.zeros((r, r)), np.zeros((pools, r)), np.zeros(pools))

    def joined(self, laid: partition.Problem, i: int, members: Sequence[int]) -> _Cluster:
        """With bone ``i``, ``members`` being those that are in already."""
        j = next((k for k in members if laid.group[k] == laid.opposite[i]), -1)
        dg, dh, db = np.empty_like(self.told), np.empty_like(self.pull), np.empty_like(self.base)
        kernel.pair_terms(
            laid.told,
            laid.pull,
            laid.base,
            laid.at,
            i,
            j,
            laid.pair,
            laid.pair_told,
            laid.pair_pull,
            laid.pair_base,
            dg,
            dh,
            db,
        )
        return _Cluster(self.told + dg, self.pull + dh, self.base + db)

    def by_pool(self) -> Array:
        """ln p(everything measured | one person of each pool), ``[pools]``."""
        r, gain = len(self.told), np.empty(len(self.base))
        densities.factor_gain(self.told, self.pull, np.empty((r, r)), gain)
        return np.asarray(gain + self.base)


def _pairs(
    block: Sequence[MeasuredBone], group: Sequence[MeasuredBone], ready: Sequence[same.Prepared], model: BoneModel,
    weights: Array,
) -> dict[str, list[Pair]]:  # fmt: skip
    """Each bone of ``block`` beside each of the group."""
    bones = [*group, *block]
    mine = next(k for k, one in enumerate(ready) if (one.block.element, one.block.side) == (block[0].element, block[0].side))
    found: dict[str, list[Pair]] = {b.code: [] for b in block}
    for k, one in enumerate(ready):
        if k == mine:
            continue
        left, right = (ready[mine], one) if mine < k else (one, ready[mine])
        told = same.compare(left, right, model, weights)
        log_lr, counts = (told.log_lr, told.measurements) if mine < k else (told.log_lr.T, told.measurements.T)
        for i, place in enumerate(ready[mine].block.index):
            for j, other in enumerate(one.block.index):
                pair = Pair(bones[other].code, told.relation, float(log_lr[i, j]), int(counts[i, j]), told.reference_n)
                found[bones[place].code].append(pair)
    return found
