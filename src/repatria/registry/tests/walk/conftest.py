"""A fresh registry that one walk keeps from its first step to its last, and the browsers of those who walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.tests.walk.steps import Walk, furnish


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database, emptied after the whole walk and not after each of its steps."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture(scope="module")
def begun(transactional_db: None, live_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """An exercise with accounts and nothing else; the doors of the front page are open."""
    from django.conf import settings
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("walk")
    with override_settings(LOOPBACK=True, HOME=replace(settings.HOME, folder=folder)):
        furnish()
        yield Walk(live_server.url, folder)


@pytest.fixture
def walk(begun: Walk, visitors: Any, axe: Callable[..., Any], picture: Callable[..., Path]) -> Walk:
    """The walk as far as it has come, with this test's browsers."""
    return begun.with_browsers(visitors, axe)
