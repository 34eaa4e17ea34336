"""Small random joint problems, shared by the tests of this room."""

from __future__ import annotations

import itertools

import numpy as np

from repatria.joint.problem import FamilyTerms, Problem


def random_problem(
    seed: int, victims: int, families: tuple[int, ...], *, unreferenced: int = 0, spread: float = 3.0, odds: bool = True
) -> Problem:
    """Families missing as many people as listed, three in ten joint ways left out, one in ten impossible."""
    rng = np.random.default_rng(seed)
    made = []
    for k, width in enumerate(families):
        rows, log_lr = [[-1] * width], [0.0]
        for row in itertools.product(range(-1, victims), repeat=width):
            used = [v for v in row if v >= 0]
            if used and len(set(used)) == len(used) and rng.random() > 0.3:
                rows.append(list(row))
                log_lr.append(float(rng.normal(0.0, spread)) if rng.random() > 0.1 else -np.inf)
        codes = tuple(f"M{k}.{s}" for s in range(width))
        weights = rng.normal(-1.0, 1.0, width) if odds else np.zeros(width)
        made.append(FamilyTerms(f"F{k}", codes, np.array(rows), np.array(log_lr), weights))
    names = tuple(f"V{i}" for i in range(victims))
    return Problem(names, tuple(made), unreferenced=unreferenced, unreferenced_log_odds=-1.0 if unreferenced else 0.0)
