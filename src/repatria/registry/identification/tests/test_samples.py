"""Tubes that count as a second sample: those of which the DNA says that they are the same person's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.families import actions as families
from repatria.registry.identification.samples import tubes_of
from repatria.registry.people.roles import Role
from repatria.registry.searching.tests.hands import DAY, Made, deliver, made
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def again(here: Made, markers: slice, name: str, on: date) -> None:
    """Another tube of the mother of the second family, typed at some markers."""
    shown = here.profiles["other mother"]
    part = replace(shown, calls=dict(list(shown.calls.items())[markers]))
    seat, bench = here.scene.seat(Role.CASUALTY), here.scene.users[Role.TECHNICIAN]
    given = families.donate(seat, here.kin["other mother"], kit=name, what="buccal swab", on=on, received_by=bench)
    deliver(here.scene, {given.thing.code: part}, name)


def test_a_tube_that_shows_too_little_is_no_second_sample(scene: Scene) -> None:
    """Seven markers could be somebody else's, and markers that the first tube does not show say nothing at all."""
    here = made(scene)
    code = here.kin["other mother"].code
    assert tubes_of(scene.heron, [code]) == {}
    again(here, slice(0, 7), "second kit", DAY + timedelta(1))
    assert tubes_of(scene.heron, [code]) == {}
    again(here, slice(0, None), "third kit", DAY + timedelta(2))
    assert tubes_of(scene.heron, [code]) == {code: 2}
    again(here, slice(4, 14), "fourth kit", DAY + timedelta(3))
    assert tubes_of(scene.heron, [code]) == {code: 3}


def test_two_swabs_of_one_sitting_are_one_sample(scene: Scene) -> None:
    """Whoever mixes two people up mixes up every tube of that day: a second sample is taken on another day."""
    here = made(scene)
    code = here.kin["other mother"].code
    again(here, slice(0, None), "second kit", DAY)
    assert tubes_of(scene.heron, [code]) == {}
    again(here, slice(0, None), "third kit", DAY + timedelta(1))
    again(here, slice(0, None), "fourth kit", DAY + timedelta(1))
    assert tubes_of(scene.heron, [code]) == {code: 2}
