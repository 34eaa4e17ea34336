"""Fixtures of the proofs: a registry on a file to break, made once a run and copied for each test."""

from __future__ import annotations

import fcntl
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.assurance import nursery
from repatria.registry.assurance.outcome import Outcome, keep
from repatria.registry.testing.scene import Scene

SEED = 20261123


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A registry made by the same command as a real one, shared by all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if hasattr(request.config, "workerinput") else shared
    with (shared / "assurance.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / "assurance-registry"
        if not folder.exists():
            nursery.make(shared / "assurance-making")
            (shared / "assurance-making").rename(folder)
    return folder


@pytest.fixture
def registry(made_once: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Fresh copies of that registry, by name."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(made_once, tmp_path / name))

    return copy


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """A seed of the test's own, the same in every run, printed when the test fails."""
    own = zlib.crc32(request.node.name.encode()) ^ SEED
    print(f"seed {own}")
    return own


@pytest.fixture
def tell() -> Iterator[Callable[[Outcome], Outcome]]:
    """Say what a proof came to, and leave it for the runner."""

    def told(outcome: Outcome) -> Outcome:
        print(outcome.sentence)
        return keep(outcome)

    yield told


@pytest.fixture
def quick_doors(settings: Any) -> None:
    """Numbers of private pages are hashed quickly: how slowly they are is proven elsewhere, and here hundreds of doors are opened."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture
def bench(scene: Scene) -> Any:
    """A finished search, reviewers, and nothing decided."""
    from repatria.registry.review.tests.hands import seated

    return seated(scene)
