"""pytest's side of the registry: a home folder and a database before Django wakes, and the fixtures of the browser.

Loaded for every run, so it costs nothing where no test of the registry is asked for: Django, PostgreSQL and the browser
stay asleep then. Choose the database with ``--engine=sqlite`` (as it is) or ``--engine=postgres``.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.testing.browser import axe, browser, page, picture, visitors

__all__ = ["axe", "browser", "home", "page", "picture", "visitors"]

SETTINGS = "repatria.registry.settings"
REGISTRY = Path(__file__).parents[1]
PLAIN = ("drawing", "testing")
"""Rooms of the registry that know no Django; asked for alone, their tests do not wake it."""
ENGINE_VARIABLE = "REPATRIA_TEST_ENGINE"
ENGINES = ("sqlite", "postgres")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; two workers do not wait for each other's threads

_OPEN = ExitStack()
"""What must be closed when the process's run ends: the folder, the PostgreSQL server."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--engine`` and ``--anew``."""
    parser.getgroup("repatria").addoption(
        "--engine",
        choices=ENGINES,
        default=os.environ.get(ENGINE_VARIABLE, "sqlite"),
        help="the database under the registry's tests: sqlite (default) or postgres",
    )
    parser.getgroup("repatria").addoption(
        "--anew", action="store_true", help="make what tests begin with anew for every test, and put nothing back"
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, object, object]:
    """Before Django wakes: give it a fresh home, and a PostgreSQL server where one was asked for."""
    told = parser.parse_known_args(args)
    if not (told.help or told.version) and asks_for_registry(told.file_or_dir):
        _wake(told)
    return (yield)


def asks_for_registry(paths: Sequence[str]) -> bool:
    """Whether these arguments can reach a test of the registry; no argument means everything."""
    for one in paths:
        path = Path(one.split("::")[0]).resolve()
        if path == REGISTRY or path in REGISTRY.parents:
            return True
        if REGISTRY in path.parents and path.relative_to(REGISTRY).parts[0] not in PLAIN:
            return True
    return not paths


def _wake(told: argparse.Namespace) -> None:
    """Set the environment that the registry's settings read; workers of xdist inherit the server, not the folder."""
    from repatria.registry.home import make_home
    from repatria.registry.testing.postgres import URL_VARIABLE, NoPostgres, cluster

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ[ENGINE_VARIABLE] = told.engine
    atexit.register(_OPEN.close)  # also where the run ends before it began
    folder = Path(tempfile.mkdtemp(prefix="repatria-tests-"))
    _OPEN.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ.pop("REPATRIA_DATABASE_URL", None)
    if told.engine == "postgres":
        if not os.environ.get(URL_VARIABLE):
            try:
                os.environ[URL_VARIABLE] = _OPEN.enter_context(cluster()).url()
            except NoPostgres as missing:
                if os.environ.get("CI"):
                    raise pytest.UsageError(str(missing)) from missing
                pytest.exit(f"NOT RUN on PostgreSQL. {missing}", returncode=0)
            _OPEN.callback(os.environ.pop, URL_VARIABLE, None)
        os.environ["REPATRIA_DATABASE_URL"] = os.environ[URL_VARIABLE]
    home_folder = folder / "home"
    make_home(home_folder).witness_folder.mkdir()  # a head that finds no witness would stand on every later desk
    os.environ["REPATRIA_HOME"] = str(home_folder)


def pytest_configure(config: pytest.Config) -> None:
    """Let the tables be emptied between tests although the database forbids it."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS and os.environ.get("REPATRIA_HOME"):
        from repatria.registry.testing.emptying import let_test_databases_go, teach_the_database_to_forget

        teach_the_database_to_forget()
        make_hashes_cheap()
        if os.environ[ENGINE_VARIABLE] == "postgres":
            let_test_databases_go()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Generator[None, object, object]:
    """The test database is made as `registry init` makes one."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    from repatria.registry.migrating import only_the_changed_model

    with only_the_changed_model():
        return (yield)


def make_hashes_cheap() -> None:
    """A password and the number of a door are hashed as in earnest, but with little memory: a guess costs nothing here."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the folder."""
    _OPEN.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long runs nobody asked for, the other database's own tests, and on PostgreSQL what needs no database."""
    engine = config.getoption("engine")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (left if _is_left_out(item, engine, config.option.markexpr) else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
    items[:] = _long_ones_before_other_pages(kept)


def _long_ones_before_other_pages(items: list[pytest.Item]) -> list[pytest.Item]:
    """The walks begin as soon as tests with real transactions do (those come last): no worker is left alone with one at the end."""
    long = [item for item in items if "walk" in item.path.parts]
    rest = [item for item in items if "walk" not in item.path.parts]
    at = next((n for n, item in enumerate(rest) if {"transactional_db", "live_server"} & set(_fixtures(item))), len(rest))
    return [*rest[:at], *long, *rest[at:]]


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


BROWSER = frozenset({"browser", "page", "visitors", "axe"})
"""Fixtures of a test that looks at pages with a real browser."""
WALKED_TWICE = "test_from_a_signature_home.py"
"""The walk that a browser takes on PostgreSQL too: it passes every stage."""
TOGETHER = ("walk", "demonstration", "test_living.py")
"""Folders and files whose tests share something costly, or go step by step: one worker runs them, in their order."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests go to the workers one by one, but for each walk, the demonstration and the life, which stay with one worker.

    xdist's own mark for this has no effect with pytest 9.2, whose items no longer read the name that xdist gives them.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class TogetherWhereItMatters(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            path = Path(nodeid.partition("::")[0])
            if "demonstration" in path.parts:
                return str(path.parent)
            return str(path) if set(TOGETHER) & set(path.parts) else nodeid

    return TogetherWhereItMatters(config, log)


def _is_left_out(item: pytest.Item, engine: str, asked: str) -> bool:
    """Whether a test has no business in this run."""
    if item.get_closest_marker("assurance") and "assurance" not in asked:
        return True
    if any(item.get_closest_marker(other) for other in ENGINES if other != engine):
        return True
    return engine == "postgres" and (not _needs_database(item) or _looks_the_same(item))


def _looks_the_same(item: pytest.Item) -> bool:
    """Whether a browser looks at what the other run has shown it: it walks to the database behind once, the longest way."""
    return not BROWSER.isdisjoint(_fixtures(item)) and item.path.name != WALKED_TWICE


def _needs_database(item: pytest.Item) -> bool:
    """Whether a test reaches the database through a mark, a fixture or Django's own test case."""
    from django.test import TransactionTestCase

    kind = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or item.get_closest_marker("postgres") is not None
        or not {"db", "transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
        or (isinstance(kind, type) and issubclass(kind, TransactionTestCase))
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Any]:
    """A fresh registry folder for one test (``repatria.registry.home.Home``), besides the one Django runs on."""
    from repatria.registry.home import make_home

    yield make_home(tmp_path / "registry")


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL of ordinary tests does not wait for the disk; here it says that it does."""
    from django.db import connection

    from repatria.registry import startup

    if connection.vendor == "postgresql":
        monkeypatch.setattr(startup, "_postgres", list)


@pytest.fixture(autouse=True)
def _between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test writes is watched, so that kept rows are made anew; a head that its witness refused stands on no later desk."""
    if not _needs_database(request.node):
        yield
        return
    from repatria.registry.testing.keeping import watch

    if not request.config.getoption("anew"):
        watch.begin(request.getfixturevalue("monkeypatch") if "monkeypatch" in request.fixturenames else None)
    yield
    watch.end()
    (Path(os.environ["REPATRIA_HOME"]) / "witness-trouble.json").unlink(missing_ok=True)
