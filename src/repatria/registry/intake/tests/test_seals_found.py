"""A seal's number leads to the container it was put on, typed into the one search field or into the field for scans."""

from __future__ import annotations

import pytest

from repatria.registry.custody.queries import item_scanned
from repatria.registry.intake.models import Container
from repatria.registry.people import queries
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotFound
from repatria.registry.testing.scene import Scene


@pytest.mark.parametrize("typed", ["A2", "a2", "A-2", "seal A 2", "Seal A2"])
def test_a_seal_leads_to_its_container(scene: Scene, boxes: list[Container], typed: str) -> None:
    seat = scene.seat(Role.CUSTODY)
    assert item_scanned(seat, typed).pk == boxes[1].item.pk
    assert [f.code for f in queries.search(seat, typed)] == [boxes[1].item.code]


@pytest.mark.parametrize("typed", ["A22", "B9", "seal"])
def test_no_other_seal_is_guessed(scene: Scene, boxes: list[Container], typed: str) -> None:
    seat = scene.seat(Role.CUSTODY)
    with pytest.raises(NotFound):
        item_scanned(seat, typed)
    assert queries.search(seat, typed) == []


def test_nobody_elsewhere_finds_it(scene: Scene, boxes: list[Container]) -> None:
    with pytest.raises(NotFound):
        item_scanned(scene.stranger, "A2")
