"""The browser walk: from a fresh registry, in the browser only, each step in the role that does it.

A step that needs an earlier one walks that first, so that each can be run alone. Pictures of every page are kept where
``REPATRIA_PICTURES`` says.
"""

from __future__ import annotations

import pytest

from repatria.registry.tests.walk.steps import NEEDS, Walk


@pytest.mark.parametrize("name", NEEDS)
def test_step(walk: Walk, name: str) -> None:
    walk.step(name)
