"""Dropping is not tried where it surely leaves one component too large."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.joint import exact
from repatria.joint.components import drop, hopeless, split
from repatria.joint.problem import from_pairs


@pytest.mark.parametrize("seed", range(30))
def test_what_is_called_hopeless_stays_large(seed):
    rng = np.random.default_rng(seed)
    log_lr = rng.normal(-9.0, 6.0, (7, 6))
    problem = from_pairs([f"V{i}" for i in range(7)], [f"M{i}" for i in range(6)], log_lr)
    largest = max(len(part.victims) for part in split(drop(problem, 1e-4)[0]))
    for most in range(1, 7):
        if hopeless(problem, 1e-4, most):
            assert largest > most


def test_many_who_fit_one_family_a_little_are_hopeless():
    n = exact.MAX_VICTIMS + 1
    problem = from_pairs([f"V{i}" for i in range(n)], ["M"], np.full((n, 1), -3.0))
    assert hopeless(problem, 1e-9, exact.MAX_VICTIMS)
    assert not hopeless(from_pairs(problem.victims, ["M"], np.full((n, 1), -30.0)), 1e-9, exact.MAX_VICTIMS)
