"""Ranks are counted only where somebody asks for one, and are the same as if all had been counted."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.registry.gateway import listing


@pytest.mark.parametrize("seed", range(40))
def test_some_in_order_stand_as_among_all(seed: int) -> None:
    """With many ties, and with pairs that are excluded."""
    rng = np.random.default_rng(seed)
    shape = tuple(int(n) for n in rng.integers(1, 40, 2))
    posterior = np.round(rng.random(shape), int(rng.integers(0, 3)))
    logs = np.round(3 * rng.normal(size=shape), 1)
    logs[rng.random(shape) < 0.2] = -np.inf
    keep = rng.random(shape) < 0.3
    ranks, back = listing._ranks(posterior, logs), listing._ranks(posterior.T, logs.T)
    for row in range(shape[0]):
        columns = np.flatnonzero(keep[row])
        whole = columns[np.argsort(ranks[row, columns], kind="stable")]
        assert listing._in_order(posterior[row], logs[row], columns).tolist() == whole.tolist()
    some = np.flatnonzero(keep.any(axis=0))
    assert np.array_equal(listing._ranks(posterior[:, some].T, logs[:, some].T), back[some])
