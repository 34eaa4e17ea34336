"""Fixtures of the review stage."""

from __future__ import annotations

import pytest

from repatria.registry.review.tests.hands import Bench, seated
from repatria.registry.testing.scene import Scene


@pytest.fixture
def bench(scene: Scene) -> Bench:
    """A finished search, reviewers, and nothing decided."""
    return seated(scene)
