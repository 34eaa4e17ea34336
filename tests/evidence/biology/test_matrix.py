"""All bodies against all men give, pair by pair, what weighing one body against one man gives."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.errors import InvalidInput
from repatria.evidence.biology.age import roster_ages
from repatria.evidence.biology.matrix import age_ratios, covered, stature_ratios
from repatria.evidence.biology.missing import Man, weigh
from repatria.evidence.biology.recorded import Recorded
from repatria.evidence.biology.stature import fitted, scenario
from repatria.reference.biology import body_model

MEN = [
    Man("M1", (19.0, 19.9), Recorded(170.2)),
    Man("M2", (30.0, 34.0), Recorded(182.9, how="reported", age_then=18.0, age_at_loss=20.0)),
    Man("M3", None, Recorded(170.2)),
    Man("M4", (19.0, 19.9), None),
]
STAGES = ({"clavicle_medial": (1, 2)}, {}, {"clavicle_medial": (3, 3), "humerus_proximal": (3, 3)})


def test_every_pair_is_what_weighing_the_two_gives() -> None:
    model, pool = body_model(), roster_ages()
    sizes = [
        fitted(model, {"Fem_01": 455.0}, *scenario(model, None, "m")),
        fitted(model, {"Fem_01": 430.0, "Hum_01": 320.0}, *scenario(model, {"white_m": 0.8, "asian_m": 0.2})),
        None,
    ]
    ages = age_ratios(STAGES, [m.ages for m in MEN], pool)
    statures = stature_ratios(sizes, [m.record for m in MEN])
    for i, (stages, size) in enumerate(zip(STAGES, sizes, strict=True)):
        for j, one in enumerate(weigh(MEN, stages, size, pool)):
            assert ages[i, j] == pytest.approx(one.age or 0.0, abs=1e-12)
            assert statures[i, j] == pytest.approx(one.stature or 0.0, abs=1e-9)
    assert np.abs(ages).max() > 0.3 and np.abs(statures).max() > 0.3


def test_ages_beyond_the_tables_say_nothing() -> None:
    assert not covered((60.0, 62.0)) and not covered(None) and covered((50.0, 70.0))
    assert age_ratios([{"clavicle_medial": (1, 2)}], [(60.0, 62.0)], roster_ages()).tolist() == [[0.0]]


def test_stages_that_fit_no_age_of_the_pool_are_refused() -> None:
    old = np.zeros_like(roster_ages())
    with pytest.raises(InvalidInput, match="no age of the pool fits"):
        age_ratios([{"clavicle_medial": (1, 2)}], [(19.0, 20.0)], old)
