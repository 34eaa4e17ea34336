"""Programs at work: one for each role, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.journal import heading, heads
from repatria.registry.testing.scene import Scene

At = Callable[[str], Program]


@pytest.fixture
def at(scene: Scene) -> At:
    """``at(Role.CUSTODY)``: a program with a key for everything that role may do."""
    made: dict[str, Program] = {}

    def program(role: str) -> Program:
        return made.setdefault(role, Program(key_for(scene.seat(role))))

    return program


@pytest.fixture
def signs(settings: Any) -> None:
    """A key that signs heads, as ``registry init`` makes it."""
    settings.HOME.keys.mkdir(parents=True, exist_ok=True)
    if not (settings.HOME.keys / heading.KEY).exists():
        heads.generate(settings.HOME.keys / heading.KEY)


@pytest.fixture
def room(settings: Any, tmp_path: Any) -> None:
    """A folder for what a test uploads."""
    settings.HOME = replace(settings.HOME, folder=tmp_path)
