"""A container in the anthropologist's hands, and a specimen or two in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Specimen
from repatria.registry.inventory.typed import read_line
from repatria.registry.people.roles import Role
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

Enter = Callable[..., Specimen]


@kept
def handed_over(scene: Scene, what: str = "box") -> Item:
    """A new container, taken by custody and handed to the anthropologist."""
    box = custody.take(scene.seat(Role.CUSTODY), what=what, giver="the other side")
    offer = custody.offer(scene.seat(Role.CUSTODY), box, to=scene.users[Role.ANTHROPOLOGIST], reason="inventory")
    custody.accept(scene.seat(Role.ANTHROPOLOGIST), offer)
    return box


@pytest.fixture
def box(scene: Scene) -> Item:
    """A container that the anthropologist holds."""
    return handed_over(scene)


@pytest.fixture
def enter(scene: Scene, box: Item) -> Enter:
    """Enter a typed line in the container as the anthropologist."""

    def one(line: str, where: Item | None = None) -> Specimen:
        return entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), where or box, read_line(line))

    return one
