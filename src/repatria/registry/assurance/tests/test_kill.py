"""T-01: an act whose success somebody was told of survives kill -9 at any moment, and nothing stands by halves."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from repatria.registry.assurance import killing
from repatria.registry.assurance.outcome import Outcome, size

pytestmark = pytest.mark.sqlite


def test_acknowledged_acts_survive_a_kill(
    registry: Callable[[str], Path], tmp_path: Path, seed: int, tell: Callable[[Outcome], Outcome]
) -> None:
    began = time.monotonic()
    done = killing.kill_again_and_again(registry("real"), tmp_path, kills=size(15, 500), seed=seed)
    lost = killing.losses_when_acknowledged_early(registry("control"), tmp_path, kills=size(3, 20), seed=seed)
    tell(
        Outcome(
            "T-01",
            "an acknowledged act survives kill -9; nothing is written by halves",
            done.kills,
            len(done.faults),
            f"acknowledging before the commit lost acts in {lost} of {size(3, 20)} kills",
            seed,
            time.monotonic() - began,
            note=f"{len(done.acks)} acts were acknowledged.",
        )
    )
    assert done.faults == []
    assert done.acks, "nothing was acknowledged: nothing was proven"
    assert lost, "the control lost nothing: the proof cannot see a loss"
