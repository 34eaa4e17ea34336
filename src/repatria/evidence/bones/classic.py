"""The classic test beside the likelihood ratio: are left and right too different to be one person? A p-value, not a probability.

Differences of all shared measurements are summed and divided by the deviation that such a sum has between true sides, as Byrd and
Adams (2003, J. Forensic Sci. 48:717) and OsteoSort do; two-sided, Student's t with the reference's people less one. Here the
differences are of logarithms and the deviation is the fitted one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from repatria.evidence.bones.same import Prepared
from repatria.model.bones import BoneModel

Array = NDArray[np.float64]


def p_values(left: Prepared, right: Prepared, model: BoneModel) -> Array:
    """``[left, right]`` p-values of one element; NaN where no measurement is shared."""
    a, b = left.block, right.block
    first, end = model.spans[a.element]
    lean, own = 2.0 * model.lean[first:end], 2.0 * model.own[a.element]
    gap = a.x[:, None, :] - b.x[None] - lean
    shared = np.isfinite(gap)
    total = np.where(shared, gap, 0.0).sum(axis=2)
    flags = shared.astype(float)
    spread = np.sqrt(np.einsum("ijs,st,ijt->ij", flags, own, flags))
    t = np.abs(total) / np.where(spread > 0.0, spread, np.nan)
    return np.asarray(2.0 * stats.t.sf(t, model.reference_n(a.element, a.element) - 1))


def by_element(ready: Sequence[Prepared]) -> list[tuple[Prepared, Prepared]]:
    """(left, right) of every element of which both are there."""
    by = {(one.block.element, one.block.side): one for one in ready}
    return [(by[e, "L"], by[e, "R"]) for e, side in sorted(by) if side == "L" and (e, "R") in by]
