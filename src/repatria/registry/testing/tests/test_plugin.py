"""What wakes the registry under a run of tests, and what is left out of it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

import repatria.registry
from repatria.registry.testing import plugin, postgres
from repatria.registry.testing.postgres import NoPostgres

REGISTRY = Path(repatria.registry.__file__).parent


@pytest.mark.parametrize(
    ("paths", "wakes"),
    [
        ([], True),
        ([str(REGISTRY)], True),
        ([str(REGISTRY.parents[1])], True),
        ([f"{REGISTRY}/custody/tests/test_hand_over.py::test_it"], True),
        ([f"{REGISTRY}/drawing"], False),
        ([f"{REGISTRY}/testing/tests/test_plugin.py"], False),
        (["tests/evidence", "tests/model"], False),
        (["tests/model", str(REGISTRY / "people")], True),
    ],
)
def test_only_a_test_of_the_registry_wakes_django(paths: list[str], wakes: bool) -> None:
    assert plugin.asks_for_registry(paths) is wakes


def test_a_science_test_loads_neither_django_nor_a_browser() -> None:
    program = (
        "import sys, pytest; import repatria.registry.testing.plugin; "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'playwright', 'psycopg', 'numpy'}))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


@pytest.mark.parametrize(("ci", "ends"), [("true", pytest.UsageError), ("", pytest.exit.Exception)])
def test_without_postgres_the_run_says_so_and_in_ci_it_fails(
    monkeypatch: pytest.MonkeyPatch, ci: str, ends: type[BaseException]
) -> None:
    for name in ("DJANGO_SETTINGS_MODULE", "REPATRIA_DATABASE_URL", plugin.ENGINE_VARIABLE):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.delenv(postgres.URL_VARIABLE, raising=False)
    monkeypatch.setenv("CI", ci)

    def none_here() -> Path:
        raise NoPostgres("PostgreSQL: not found. Install it.")

    monkeypatch.setattr(postgres, "find_programs", none_here)
    with pytest.raises(ends, match=r"PostgreSQL: not found\. Install it\."):
        plugin._wake(argparse.Namespace(engine="postgres"))


def test_long_runs_and_the_other_database_are_left_out(request: pytest.FixtureRequest) -> None:
    item = request.node
    assert not plugin._is_left_out(item, "sqlite", "")
    item.add_marker(pytest.mark.assurance)
    assert plugin._is_left_out(item, "sqlite", "")
    assert not plugin._is_left_out(item, "sqlite", "assurance")
    item.add_marker(pytest.mark.sqlite)
    assert plugin._is_left_out(item, "postgres", "assurance")
    assert not plugin._is_left_out(item, "sqlite", "assurance")


@pytest.mark.parametrize(
    ("name", "fixtures", "left_out"),
    [
        ("test_the_walk.py", ("db", "visitors"), True),
        (plugin.WALKED_TWICE, ("db", "visitors"), False),
        ("test_hand_over.py", ("db",), False),
    ],
)
def test_a_browser_looks_once_and_walks_on_both_databases(name: str, fixtures: tuple[str, ...], left_out: bool) -> None:
    item = argparse.Namespace(
        path=Path(name), fixturenames=fixtures, cls=None, get_closest_marker=lambda mark: mark == "django_db" or None
    )
    assert plugin._is_left_out(item, "postgres", "") is left_out
    assert not plugin._is_left_out(argparse.Namespace(path=Path(name), get_closest_marker=lambda _: None), "sqlite", "")


def test_the_walk_on_both_databases_is_there() -> None:
    assert (REGISTRY / "tests" / "walk" / plugin.WALKED_TWICE).is_file()
