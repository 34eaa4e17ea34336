"""Log LRs brought to mean what they say: a line per pair of elements, fitted to people who were not used in fitting the body.

ln LR' = intercept + slope · ln LR, by logistic regression (Brümmer and du Preez 2006, Comput. Speech Lang. 20:230; Morrison 2013,
Aust. J. Forensic Sci. 45:173), every person weighing the same. Pairs of elements are many and people few, so each line is drawn
towards that of all pairs of its kind: the prior's deviations are 0.2 for the intercept and 0.3 for the slope, our own choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Key = tuple[str, str]
Lines = dict[Key, tuple[float, float]]

SPREAD = np.array([0.2, 0.3])
LEAST = 5
"""With fewer true pairs an element pair takes the line of its kind."""
PLAIN = np.array([0.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Log LRs of one pair of elements whose truth is known: ``true`` with the person of each, ``false``, and weights of both."""

    true: Array
    who: Codes
    true_weight: Array
    false: Array
    false_weight: Array


def lines(judged: Mapping[Key, Judged]) -> Lines:
    """(intercept, slope) of every pair of elements; left with right of one element is a kind of its own."""
    out: Lines = {}
    for pair in (True, False):
        kind = {key: one for key, one in judged.items() if (key[0] == key[1]) is pair and len(one.true) >= LEAST}
        if not kind:
            continue
        middle = _line(list(kind.values()), PLAIN, np.full(2, 1e3))
        for key, _ in ((k, v) for k, v in judged.items() if (k[0] == k[1]) is pair):
            one = _line([kind[key]], middle, SPREAD) if key in kind else middle
            out[key] = (float(one[0]), float(one[1]))
    return out


def _line(parts: Sequence[Judged], prior: Array, spread: Array) -> Array:
    """Penalised logistic regression of truth on ln LR; in each part true and false weigh as much as its people."""
    x, y, w = [], [], []
    for part in parts:
        people = float(len(np.unique(part.who)))
        for logs, weight, truth in ((part.true, part.true_weight, 1.0), (part.false, part.false_weight, 0.0)):
            x.append(logs)
            y.append(np.full(len(logs), truth))
            w.append(weight * people / max(len(logs), 1))
    design = np.stack([np.ones(sum(map(len, x))), np.concatenate(x)], axis=1)
    answer, weigh = np.concatenate(y), np.concatenate(w)
    beta = prior.copy()
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        bend = (design * (weigh * p * (1.0 - p))[:, None]).T @ design + np.diag(spread**-2.0)
        step = np.linalg.solve(bend, design.T @ (weigh * (answer - p)) - (beta - prior) / spread**2)
        beta = beta + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-10:
            break
    return np.asarray(beta)
