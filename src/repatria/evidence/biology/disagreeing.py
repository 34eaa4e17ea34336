"""Whether two bones can be of one person by what they show of age and of sex: the same person's likelihood against two people's."""

from __future__ import annotations

import math
from collections.abc import Mapping

from repatria.evidence.biology.age import likelihood
from repatria.evidence.biology.sex import sex_of
from repatria.evidence.biology.transitions import MEN
from repatria.kernels.body import Floats


def log_same_age(one: Mapping[str, tuple[int, int]], other: Mapping[str, tuple[int, int]], ages: Floats) -> float | None:
    """ln of sum pi P(both stages | age) / [sum pi P(one | age) · sum pi P(other | age)]; None where either shows no stage.

    ``ages``: the population's share of each year of :data:`repatria.evidence.biology.age.AGES`. Growing places of one person share
    a maturity, so that neighbours in print are not two witnesses. A place seen on both bones (left and right) counts once on each
    side of the fraction, from its lower to its higher stage. Never beyond ln 341, the men that the ages of union rest on.
    """
    if not one or not other:
        return None
    both = {**one, **other}
    for place in set(one) & set(other):
        both[place] = (min(one[place][0], other[place][0]), max(one[place][1], other[place][1]))
    top, first, second = (float(likelihood(stages) @ ages) for stages in (both, one, other))
    if first <= 0.0 or second <= 0.0:
        return None
    limit = math.log(MEN)
    return max(-limit, min(limit, math.log(top + 1e-300) - math.log(first) - math.log(second)))


def log_man(traits: Mapping[str, int]) -> float | None:
    """ln P(traits | man) / P(traits | woman) of one bone by printed models; None where none of them can be applied."""
    told = sex_of(traits)
    return math.fsum(line.log_ratio for line in told.lines) if told.lines else None
