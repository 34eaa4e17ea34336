"""Densities of a few bones under the body of :class:`repatria.model.bones.BoneModel`, its covariance written out value by value.

For one group of bones this is quicker than laying out an assemblage, and asks no compiled code. Pools differ in their centres only,
so that one factorisation serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.special import logsumexp

from repatria.model.bones import BoneModel, MeasuredBone

Array = NDArray[np.float64]
LOG_2PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Bones as one row of values: ``x`` ``[n]`` log mm, ``centre`` ``[pools, n]``, ``cov`` ``[n, n]`` with usual asymmetry."""

    x: Array
    centre: Array
    cov: Array


def columns(bone: MeasuredBone, model: BoneModel) -> NDArray[np.int64]:
    """The places in the model's codes of what was measured."""
    first = model.spans[bone.element][0]
    return np.array([first + k for k, code in enumerate(model.codes_of(bone.element)) if code in bone.values], dtype=np.int64)


def lay(bones: Sequence[MeasuredBone], model: BoneModel, scale: float = 1.0) -> Laid:
    """``bones`` of one person, each measured; ``scale`` multiplies the covariance of asymmetry."""
    cols = [columns(bone, model) for bone in bones]
    every = np.concatenate(cols)
    ends = np.cumsum([0, *(len(one) for one in cols)])
    cov = model.loadings[every] @ model.loadings[every].T
    for i, one in enumerate(bones):
        first = model.spans[one.element][0]
        for j, other in enumerate(bones):
            if one.element == other.element:
                at = np.ix_(cols[i] - first, cols[j] - first)
                cov[ends[i] : ends[i + 1], ends[j] : ends[j + 1]] += model.shared[one.element][at]
                if i == j:
                    cov[ends[i] : ends[i + 1], ends[j] : ends[j + 1]] += scale * model.own[one.element][at]
    lean = np.concatenate([model.lean[c] * (1.0 if b.side == "L" else -1.0) for b, c in zip(bones, cols, strict=True)])
    x = np.concatenate([np.log([b.values[model.codes[k]] for k in c]) for b, c in zip(bones, cols, strict=True)])
    return Laid(x, model.mean[:, every] + lean, cov)


def log_density(laid: Laid) -> Array:
    """ln p(all values | one person of each pool), ``[pools]``."""
    root = np.linalg.cholesky(laid.cov)
    z = solve_triangular(root, (laid.x - laid.centre).T, lower=True)
    return np.asarray(-0.5 * ((z * z).sum(axis=0) + len(laid.x) * LOG_2PI) - np.log(np.diag(root)).sum())


def log_given(bone: MeasuredBone, group: Sequence[MeasuredBone], model: BoneModel, of_group: Group) -> Array:
    """ln p(bone | the group, one person of each pool), ``[pools]``: the Gaussian of the bone given the group's values."""
    own = lay([bone], model)
    between = _between(bone, group, model)
    weight = cho_solve(of_group.root, between.T)
    centre = own.centre + of_group.rest @ weight
    return log_density(Laid(own.x, centre, own.cov - between @ weight))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A group laid out once: the factor of its covariance, values less centres ``[pools, n]``, and ln density by pool."""

    root: tuple[Array, bool]
    rest: Array
    alone: Array


def group_of(bones: Sequence[MeasuredBone], model: BoneModel) -> Group:
    """A group of bones that others are held against."""
    laid = lay(bones, model)
    return Group(cho_factor(laid.cov, lower=True), laid.x - laid.centre, log_density(laid))


def log_sides(left: MeasuredBone, right: MeasuredBone | None, model: BoneModel, scales: Array, scale_weights: Array) -> Array:
    """ln p(one bone, or both sides of an element | one person of each pool), asymmetry heavy-tailed, ``[pools]``."""
    bones = [left] if right is None else [left, right]
    each = np.array([log_density(lay(bones, model, float(s))) for s in scales])
    return np.asarray(logsumexp(each + np.log(scale_weights)[:, None], axis=0))


def _between(bone: MeasuredBone, group: Sequence[MeasuredBone], model: BoneModel) -> Array:
    """Covariance of a bone's values with those of a group that does not hold it, ``[k, n]``."""
    mine, first = columns(bone, model), model.spans[bone.element][0]
    parts = []
    for other in group:
        cols = columns(other, model)
        part = model.loadings[mine] @ model.loadings[cols].T
        if other.element == bone.element:
            part = part + model.shared[bone.element][np.ix_(mine - first, cols - first)]
        parts.append(part)
    return np.concatenate(parts, axis=1)
