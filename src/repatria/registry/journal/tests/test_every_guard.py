"""Every trigger of every migration stands, and one that is gone, off or rewritten is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from repatria.registry.journal import watching


@contextmanager
def after(*sql: str) -> Iterator[None]:
    """In a database to which this was done; it is taken back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for one in sql:
                cursor.execute(one)
        yield
        transaction.set_rollback(True)


def test_every_trigger_of_every_migration_is_there(db: None) -> None:
    """On SQLite, altering a table makes it anew, without the triggers it had: a migration that does so sets them again."""
    assert len(watching.expected(connection.vendor)[0]) > 100
    assert watching.amiss() == []


@pytest.mark.sqlite
def test_a_trigger_that_is_gone_or_rewritten_is_seen(db: None) -> None:
    with after("DROP TRIGGER told_before_public_insert"):
        assert watching.amiss() == ["told_before_public_insert"]
    weaker = "CREATE TRIGGER told_before_public_insert BEFORE INSERT ON homecoming_publication WHEN 0 BEGIN SELECT RAISE(ABORT, ''); END"
    with after("DROP TRIGGER told_before_public_insert", weaker):
        assert watching.amiss() == ["told_before_public_insert"]


@pytest.mark.postgres
def test_a_trigger_that_is_gone_off_or_hollow_is_seen(db: None) -> None:
    on = "homecoming_publication"
    for done in (
        f"DROP TRIGGER told_before_public_insert ON {on}",
        f"ALTER TABLE {on} DISABLE TRIGGER told_before_public_insert",
        f"ALTER TABLE {on} ENABLE REPLICA TRIGGER told_before_public_insert",
        "CREATE OR REPLACE FUNCTION told_before_public_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ):
        with after(done):
            assert watching.amiss() == ["told_before_public_insert"], done
