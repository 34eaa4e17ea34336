"""Fixtures of the registry's tests."""

from __future__ import annotations

import pytest

from repatria.registry.testing.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    """People at work in an exercise, a stranger and a record; see :class:`repatria.registry.testing.scene.Scene`."""
    return Scene()
