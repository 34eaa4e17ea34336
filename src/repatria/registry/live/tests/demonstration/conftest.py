"""One small demonstration, filled once and shared: tests look at it and change nothing that another test reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.home import make_home
from repatria.registry.journal.heads import generate
from repatria.registry.people.roles import Role
from repatria.registry.testing.statistics import gather_statistics

SEED, SCALE = 7, 0.06


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The work of filling, with the registry full; taken back when the last test of the package has ended."""
    from django.db import transaction

    from repatria.registry.live.filling import fill

    with django_db_blocker.unblock(), transaction.atomic():
        work = fill(SEED, SCALE)
        gather_statistics()
        yield work
        transaction.set_rollback(True)


@pytest.fixture
def filled(demonstration: Any, db: None, settings: Any, tmp_path: Path) -> Any:
    """The filled registry, for one test. What it writes is taken back, so every test has a key and a witness of its own."""
    home = make_home(tmp_path / "home")
    generate(home.keys / "signing.pem")
    home.witness_folder.mkdir()
    settings.HOME = home
    return demonstration


@pytest.fixture
def enter(filled: Any, client: Any, settings: Any) -> Any:
    """Go through the door of an exercise as a role: ``enter("heron", Role.CUSTODY)`` gives the browser."""
    settings.LOOPBACK = True

    def through(slug: str, role: Role) -> Any:
        answer = client.post(f"/enter/{slug}/{role}/")
        assert answer.status_code == 302, answer.status_code
        return client

    return through
