"""Fixtures of the registry's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from repatria.registry.testing.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    """People at work in an exercise, a stranger and a record; see :class:`repatria.registry.testing.scene.Scene`."""
    from repatria.registry.testing.scene import fresh  # late: rooms that know no Django load this file too

    return fresh()
