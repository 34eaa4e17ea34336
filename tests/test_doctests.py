"""Every example in a docstring runs and shows what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import repatria

ELSEWHERE = ("repatria.registry.",)
"""The registry's own examples run with its tests, where Django is awake."""

MODULES = [
    m.name
    for m in pkgutil.walk_packages(repatria.__path__, "repatria.")
    if not m.name.endswith("__main__") and not m.name.startswith(ELSEWHERE)
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    assert doctest.testmod(importlib.import_module("repatria.evidence.kinship.compare")).attempted >= 5
