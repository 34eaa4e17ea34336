"""The bench of plans at a small size: what it counts, and that plan and fixed order are measured alike."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.bench.plan import _posterior, _until, _walk, _world, compared, owners
from repatria.errors import ReproductionFailed
from repatria.model import Person
from repatria.model.pedigree import Pedigree
from repatria.planning.usable import Kinship
from repatria.simulate import Settings, heron


def test_samples_are_counted_until_the_names_are_had() -> None:
    assert _until([(0, 0), (1, 0), (1, 0), (2, 1)], 1) == 2
    assert _until([(0, 0), (1, 0)], 5) == 2


def test_orders_end_at_the_same_names_and_bones_of_the_named_are_left_out() -> None:
    settings = Settings(mixed_up=0.0)
    case, truth = heron(2, 0.02, settings)
    owner = owners(2, 0.02, settings, truth)
    bones = len(owner)
    world = _world(case, owner, {})
    order = [b.specimen for b in world.bones]
    whole, patient = _walk(world, order, None), _walk(world, order, 0.5)
    assert len(whole) == bones >= len(patient) and whole[-1][0] == 0  # nobody is listed by this truth
    mine = [s for s in order if world.person[s] == owner[0]]
    everything = _posterior(world, int(owner[0]), mine)
    assert everything.sum() < 1.0 and np.array_equal(everything, _posterior(world, int(owner[0]), mine[::-1]))


def test_bones_of_another_exercise_are_refused() -> None:
    settings = Settings(mixed_up=0.0)
    with pytest.raises(ReproductionFailed, match="not those of the exercise"):
        owners(3, 0.02, settings, heron(2, 0.02, settings)[1])


def test_a_choice_is_measured_for_both() -> None:
    gains = np.array(compared(1, 0.005, 4))
    assert gains.shape[1] == 2 and len(gains) > 3 and np.isfinite(gains).all()


def test_the_fixed_order_asks_parents_then_children_then_siblings() -> None:
    from repatria.bench.plan import _place
    from repatria.planning.relatives import Asked

    people = (Person("GF", "M"), Person("GM", "F"), Person("FA", "M", "GF", "GM"), Person("MO", "F"), Person("M", "M", "FA", "MO"),
              Person("S", "F", "FA", "MO"), Person("W", "F"), Person("C", "U", "M", "W"), Person("UN", "M", "GF", "GM"))  # fmt: skip
    kinship = Kinship(Pedigree(people))
    asked = [Asked("F", who, "", "M", (), 0.0, 0.0, {}, False) for who in ("UN", "S", "C", "FA", "GM", "W")]
    assert [a.relative for a in sorted(asked, key=lambda a: _place(kinship, a))] == ["FA", "C", "S", "GM", "UN", "W"]
