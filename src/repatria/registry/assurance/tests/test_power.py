"""T-02: a power cut at any moment, with sectors torn and unsynced writes lost, loses no acknowledged act."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from repatria.registry.assurance import cutting
from repatria.registry.assurance.outcome import Outcome, size

pytestmark = pytest.mark.sqlite


def test_acknowledged_acts_survive_a_power_cut(
    registry: Callable[[str], Path], tmp_path: Path, seed: int, tell: Callable[[Outcome], Outcome]
) -> None:
    began, images = time.monotonic(), size(20, 400)
    acts = size(40, 150)
    real = cutting.trace(registry("real"), tmp_path / "trace", acts=acts, seed=seed)
    lost, faults = cutting.images_lost(real, tmp_path / "image", images=images, seed=seed)
    loose = cutting.trace(registry("control"), tmp_path / "trace", acts=acts, seed=seed, synchronous="NORMAL")
    control, _ = cutting.images_lost(loose, tmp_path / "image", images=images, seed=seed)
    tell(
        Outcome(
            "T-02",
            "an acknowledged act survives a power cut",
            images,
            len(faults),
            f"synchronous=NORMAL lost acts in {control} of {images} images",
            seed,
            time.monotonic() - began,
            note=f"{sum(step.kind == 'ack' for step in real.steps)} acts in a trace of {len(real.steps)} writes and syncs.",
        )
    )
    assert (lost, faults) == (0, [])
    assert control, "the control lost nothing: the proof cannot see a loss"


def test_what_was_synced_is_there_and_the_rest_is_torn() -> None:
    before = {"/r/file": b"a" * 1024}
    steps = [
        cutting.Step("write", "/r/file", 0, b"b" * 512),
        cutting.Step("sync", "/r/file"),
        cutting.Step("write", "/r/file", 0, b"c" * 1024),
        cutting.Step("made", "/r/new"),
        cutting.Step("cut", "/r/file", 700),
    ]
    rng = np.random.default_rng(1)
    seen = [cutting.image(cutting.Trace(before, steps), len(steps), rng) for _ in range(60)]
    firsts = {one["/r/file"][:512] for one in seen}
    assert firsts == {b"b" * 512, b"c" * 512}
    assert {len(one["/r/file"]) for one in seen} == {700, 1024}
    assert {"/r/new" in one for one in seen} == {True, False}
    assert cutting.image(cutting.Trace(before, steps), 2, rng)["/r/file"] == b"b" * 512 + b"a" * 512
