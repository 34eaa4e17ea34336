"""Emptying the tables between tests leaves every trigger as it was."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from repatria.registry.testing.emptying import FIND_POSTGRES, FIND_SQLITE


def triggers() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FIND_SQLITE if connection.vendor == "sqlite" else FIND_POSTGRES)
        return set(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_every_trigger_stands_again_afterwards() -> None:
    before = triggers()
    call_command("flush", interactive=False, verbosity=0)
    assert triggers() == before
    assert len(before) > 3
