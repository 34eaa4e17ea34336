"""Every example in a docstring of the registry runs and shows what it says."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import repatria.registry

HERE = Path(repatria.registry.__file__).parent
NOT_READ = {"tests", "migrations"}
MODULES = sorted(
    ".".join(("repatria.registry", *path.relative_to(HERE).with_suffix("").parts))
    for path in HERE.rglob("*.py")
    if NOT_READ.isdisjoint(path.parts) and path.stem not in ("__init__", "wsgi")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
