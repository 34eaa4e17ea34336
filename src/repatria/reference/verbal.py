"""A likelihood ratio in the words of a published scale. Words go with the number and never replace it, and are no probability."""

from __future__ import annotations

import math
from typing import NamedTuple

from repatria.errors import InvalidInput
from repatria.reference.tables import Paper, paper, shipped

TABLE = "verbal_scale"


class Step(NamedTuple):
    """From this likelihood ratio on, up to the next step, these words."""

    lr_from: float
    words: str


def verbal_scale() -> tuple[Step, ...]:
    """The steps of the scale, the weakest first."""
    return tuple(Step(float(row["lr_from"]), row["words"]) for row in shipped(TABLE))


def scale_source() -> Paper:
    """Where the scale is from."""
    return paper(TABLE)


def verbal(log_lr: float) -> tuple[str, str]:
    """(words, which proposition they favour: ``first``, ``second`` or empty) of a natural log LR; ``-inf``: the data exclude.

    Raises InvalidInput for NaN and for +inf, which no data give.

    >>> import math
    >>> verbal(math.log(250_000.0))
    ('very strong support', 'first')
    >>> verbal(math.log(0.05))
    ('moderate support', 'second')
    """
    if math.isnan(log_lr) or log_lr == math.inf:
        raise InvalidInput(f"likelihood ratio: its logarithm is {log_lr}. Give a number, or -inf where the data exclude.")
    if log_lr == -math.inf:
        return "the first proposition is excluded by these data", "second"
    size = abs(log_lr)
    steps = verbal_scale()
    reached = [step for step in steps if size >= math.log(step.lr_from) - 1e-9]
    words = reached[-1].words
    if reached[-1] is steps[0]:
        return words, ""
    return words, "first" if log_lr > 0.0 else "second"
