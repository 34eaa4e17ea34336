"""Tubes that count as a second sample: those of which the DNA says that they are the same person's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.identification.samples import tubes_of
from repatria.registry.searching.tests.hands import Made, deliver, donated, made
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def again(here: Made, markers: slice, name: str) -> None:
    """Another tube of the mother of the second family, typed at some markers."""
    shown = here.profiles["other mother"]
    part = replace(shown, calls=dict(list(shown.calls.items())[markers]))
    deliver(here.scene, {donated(here, "other mother", kit=name).thing.code: part}, name)


def test_a_tube_that_shows_too_little_is_no_second_sample(scene: Scene) -> None:
    """Seven markers could be somebody else's, and markers that the first tube does not show say nothing at all."""
    here = made(scene)
    code = here.kin["other mother"].code
    assert tubes_of(scene.heron, [code]) == {}
    again(here, slice(0, 7), "second kit")
    assert tubes_of(scene.heron, [code]) == {}
    again(here, slice(0, None), "third kit")
    assert tubes_of(scene.heron, [code]) == {code: 2}
    again(here, slice(4, 14), "fourth kit")
    assert tubes_of(scene.heron, [code]) == {code: 3}
