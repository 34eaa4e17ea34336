"""A small incident with a finished search, in a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.identification import answers, casefiles
from repatria.registry.searching.tests.hands import Made, searched
from repatria.registry.testing.scene import Scene


@pytest.fixture
def room(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Files of this test only, and nothing of another test in memory."""
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    casefiles.forget()
    answers.forget()
    yield tmp_path


@pytest.fixture
def made(scene: Scene, room: Path) -> Made:
    """Three families, three locked individuals, a search."""
    return searched(scene)
