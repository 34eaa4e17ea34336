"""Emptying the tables between tests leaves nothing but the triggers as they were, whoever the database takes us for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection

from repatria.registry.people import actions
from repatria.registry.people.models import Laboratory
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing import emptying
from repatria.registry.testing.emptying import FIND_POSTGRES, FIND_SQLITE, STAYS


def triggers() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FIND_SQLITE if connection.vendor == "sqlite" else FIND_POSTGRES)
        return set(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("master", ["true", "false"])
def test_every_trigger_stands_again_afterwards(master: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptying, "IS_MASTER", f"SELECT {master}")
    before, kinds = triggers(), Permission.objects.count()
    laboratory = actions.add_laboratory(TheRegistry(), "north", name="North Laboratory")
    assert Laboratory.objects.filter(pk=laboratory.pk).exists()
    call_command("flush", interactive=False, verbosity=0)
    assert triggers() == before and len(before) > 3
    assert Permission.objects.count() == kinds
    with connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        assert emptying.holders(cursor, [name for name in names if name not in STAYS]) == []
