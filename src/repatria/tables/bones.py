"""Bones as rows of numbers: people of a reference, and specimens of an assemblage, by element and side. Natural logs of mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.model.bones import BoneModel, MeasuredBone

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

SIDES = ("L", "R")


@dataclass(frozen=True, slots=True)
class ReferencePerson:
    """Somebody whose bones were measured: the pool, and the bones by element and side."""

    code: str
    pool: str
    bones: tuple[MeasuredBone, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceRows:
    """``x`` ``[people, 2, measurements]``, NaN where not measured; ``codes`` ordered by element; ``spans`` element -> (a, b)."""

    x: Array
    pool: Codes
    codes: tuple[str, ...]
    spans: dict[str, tuple[int, int]]


def reference_rows(people: Sequence[ReferencePerson], pools: Sequence[str]) -> ReferenceRows:
    """The people whose pool is one of ``pools``, as rows; measurements are those that occur."""
    kept = [person for person in people if person.pool in pools]
    held: dict[str, set[str]] = {}
    for person in kept:
        for bone in person.bones:
            held.setdefault(bone.element, set()).update(bone.values)
    spans: dict[str, tuple[int, int]] = {}
    codes: list[str] = []
    for element in sorted(held):
        spans[element] = (len(codes), len(codes) + len(held[element]))
        codes += sorted(held[element])
    at = {code: j for j, code in enumerate(codes)}
    x = np.full((len(kept), 2, len(codes)), np.nan)
    for i, person in enumerate(kept):
        for bone in person.bones:
            for code, value in bone.values.items():
                x[i, SIDES.index(bone.side), at[code]] = np.log(value)
    return ReferenceRows(x, np.array([pools.index(p.pool) for p in kept], dtype=np.int64), tuple(codes), spans)


@dataclass(frozen=True, slots=True, eq=False)
class BoneBlock:
    """Specimens of one element and side: ``index`` into the assemblage, ``x`` ``[n, k]`` with NaN, kinds of being measured."""

    element: str
    side: str
    index: Codes
    x: Array
    kind: Codes
    flags: Flags


def bone_blocks(bones: Sequence[MeasuredBone], model: BoneModel) -> dict[tuple[str, str], BoneBlock]:
    """(element, side) -> block, for specimens with a side, an element of the model and one of its measurements."""
    held: dict[tuple[str, str], list[int]] = {}
    for i, bone in enumerate(bones):
        if bone.element in model.spans and bone.side in SIDES and set(bone.values) & set(model.codes_of(bone.element)):
            held.setdefault((bone.element, bone.side), []).append(i)
    out = {}
    for element, side in sorted(held):
        index, codes = held[element, side], model.codes_of(element)
        x = np.array([[np.log(bones[i].values[c]) if c in bones[i].values else np.nan for c in codes] for i in index])
        flags, kind = np.unique(np.isfinite(x), axis=0, return_inverse=True)
        out[element, side] = BoneBlock(element, side, np.array(index), x, kind.ravel().astype(np.int64), flags)
    return out


def centres(model: BoneModel, element: str, side: str) -> Array:
    """Expected log measurements of an element and side in each pool, ``[pools, k]``."""
    first, end = model.spans[element]
    lean = model.lean[first:end]
    return np.ascontiguousarray(model.mean[:, first:end] + (lean if side == "L" else -lean))


def shared_covariance(model: BoneModel, element: str) -> Array:
    """What the two sides of a person have in common within an element: body and residual, ``[k, k]``."""
    first, end = model.spans[element]
    load = model.loadings[first:end]
    return np.ascontiguousarray(load @ load.T + model.shared[element])
