"""Factors that multiply within each population, then populations that mix. Arrays only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mix_pools(log_given: Floats, weights: Floats) -> Floats:
    """log sum_k w_k prod_i P_i(data | pool k), natural logarithms.

    ``log_given`` (..., kinds, pools) is log P of each kind's data in each pool, NaN where a kind was not observed (factor 1);
    ``weights`` (pools,) are at least 0 and sum to 1. Returns (...,). A kind that is impossible in a pool (-inf) rules that pool
    out and no other. The mixture over populations as in Balding and Nichols (1995, Genetica 96:3-12), every kind under one sum.
    """
    with np.errstate(divide="ignore"):
        total = np.where(np.isnan(log_given), 0.0, log_given).sum(axis=-2) + np.log(weights)
    return np.asarray(np.logaddexp.reduce(total, axis=-1))


def shares_of_pools(log_given: Floats, weights: Floats) -> Floats:
    """The weight of each pool after the data, (..., pools): w_k prod_i P_i(data | k) over their sum; NaN where all are impossible."""
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(np.isnan(log_given), 0.0, log_given).sum(axis=-2) + np.log(weights)
        return np.asarray(np.exp(total - np.logaddexp.reduce(total, axis=-1)[..., None]))
