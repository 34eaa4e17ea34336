"""How much one bone speaks for being of the same person as a group of bones, all of the group weighed together.

LR = p(bone, group | one person) / p(bone, group | two people). In the numerator all bones share one body
(:mod:`repatria.evidence.bones.dense`), so that bones of the group are not counted as independent witnesses; the denominator lets a
second person be of the first one's pool as :func:`repatria.kernels.bones_pairs.log_different` does. Left beside right of one element
carries the heavy tails of asymmetry. Against a group of one the LR is that of the pair, as :func:`same.compare` has it,
recalibrated; against larger groups it is bounded but on no line, since none was fitted for groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from repatria.evidence.bones import dense, same
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
    fewest = min(model.reference_n(block[0].element, b.element) for b in group)
    codes, laid = tuple(b.code for b in group), dense.group_of(group, model)
    rest = sum(len(dense.columns(b, model)) for b in group)
    out = []
    for bone in block:
        own, other = dense.log_density(dense.lay([bone], model)), _other_side(bone, group)
        if len(group) == 1:
            value = _pair_log_lr(bone, group[0], model, weights)
        else:
            together = dense.log_given(bone, group, model, laid) + laid.alone
            value = _one(together, weights) - _two(own, laid.alone, weights) + _tails(bone, other, model, weights)
        told = sorted((_pair(bone, b, model, weights) for b in group), key=lambda p: p.log_lr) if pairs else ()
        log_lr = (
            _said(bone, group[0], value, model, weights) if len(group) == 1 else float(same.bounded(np.array(value), fewest))
        )
        out.append(Belonging(bone.code, log_lr, codes, rest + len(dense.columns(bone, model)), fewest, tuple(told), raw=value))
    return out


def _other_side(bone: MeasuredBone, group: Sequence[MeasuredBone]) -> MeasuredBone | None:
    return next((b for b in group if b.element == bone.element), None)


def _pair(bone: MeasuredBone, other: MeasuredBone, model: BoneModel, weights: Array) -> Pair:
    n = model.reference_n(bone.element, other.element)
    value = _said(bone, other, _pair_log_lr(bone, other, model, weights), model, weights)
    mine, its = set(bone.values) & set(model.codes), set(other.values) & set(model.codes)
    compared = len(mine & its) if bone.element == other.element else len(mine) + len(its)
    return Pair(other.code, same.relation(bone.element, other.element), value, compared, n)


def _said(bone: MeasuredBone, other: MeasuredBone, value: float, model: BoneModel, weights: Array) -> float:
    """The ln LR of two bones as :func:`same.compare` says it: bounded, on its line, and nothing where a bone is in gross error."""
    n = model.reference_n(bone.element, other.element)
    said = same.recalibrated(same.bounded(np.array(value), n), model.line_of(bone.element, other.element), n)
    if bone.element != other.element:
        sound = [same.sound(same.prepare([b], model)[0], same.logs(weights))[0] for b in (bone, other)]
        said = same.tempered(said, np.array(sound[0] * sound[1]))
    return float(said)


def _pair_log_lr(bone: MeasuredBone, other: MeasuredBone, model: BoneModel, weights: Array) -> float:
    """ln LR of two bones, not yet bounded."""
    if bone.element != other.element:
        one, two = (dense.log_density(dense.lay([b], model)) for b in (bone, other))
        return _one(dense.log_density(dense.lay([bone, other], model)), weights) - _two(one, two, weights)
    one, two = (dense.log_sides(b, None, model, same.SCALES, same.SCALE_WEIGHTS) for b in (bone, other))
    return _one(dense.log_sides(bone, other, model, same.SCALES, same.SCALE_WEIGHTS), weights) - _two(one, two, weights)


def _tails(bone: MeasuredBone, other: MeasuredBone | None, model: BoneModel, weights: Array) -> float:
    """What heavy tails of asymmetry add to the ln LR of a bone whose other side is in the group: theirs less the plain pair's."""
    if other is None:
        return 0.0
    plain = _one(dense.log_density(dense.lay([bone, other], model)), weights)
    plain -= sum(_one(dense.log_density(dense.lay([b], model)), weights) for b in (bone, other))
    heavy = _one(dense.log_sides(bone, other, model, same.SCALES, same.SCALE_WEIGHTS), weights)
    heavy -= sum(_one(dense.log_sides(b, None, model, same.SCALES, same.SCALE_WEIGHTS), weights) for b in (bone, other))
    return heavy - plain


def _one(by_pool: Array, weights: Array) -> float:
    """ln of the mean over pools."""
    return float(logsumexp(by_pool + same.logs(weights)))


def _two(one: Array, other: Array, weights: Array) -> float:
    """ln p(both | two people): of one pool with chance :data:`same.ALIKE`, else of pools drawn apart."""
    alike, apart = _one(one + other, weights), _one(one, weights) + _one(other, weights)
    return float(np.logaddexp(np.log(same.ALIKE) + alike, np.log(1.0 - same.ALIKE) + apart))
