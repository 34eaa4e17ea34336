"""The public face is short, closed and lazy."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import repatria


def test_at_most_forty_names() -> None:
    assert len(repatria.__all__) <= 40


def test_every_name_is_listed_once_in_order_and_has_one_home() -> None:
    assert repatria.__all__ == sorted(set(repatria.__all__))
    assert set(repatria._HOME) == set(repatria.__all__)


@pytest.mark.parametrize("name", repatria.__all__)
def test_every_name_loads_and_is_documented(name: str) -> None:
    thing = getattr(repatria, name)
    assert inspect.getdoc(thing), f"{name} has no docstring"


def test_nothing_else_is_offered() -> None:
    assert set(dir(repatria)) == {*repatria.__all__, "__version__"}
    with pytest.raises(AttributeError, match="has no attribute 'guess'"):
        _ = repatria.guess


def test_importing_the_package_loads_nothing() -> None:
    program = "import sys, repatria; print([m for m in sys.modules if m.startswith('repatria') or m == 'numpy'])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "['repatria']\n"
