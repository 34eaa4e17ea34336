"""Two roles on PostgreSQL: who serves can work, and can neither rewrite the journal nor take its guards away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from repatria.registry.custody import actions
from repatria.registry.custody.models import Holding
from repatria.registry.journal import rights
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotReady
from repatria.registry.testing.scene import Scene

SERVING = "repatria_serve"
FORBIDDEN = (
    "UPDATE journal_entry SET tag = tag",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry CASCADE",
    "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_entry_no_change ON journal_entry",
    "CREATE OR REPLACE FUNCTION journal_entry_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "SET session_replication_role = replica",
    "DROP TABLE journal_entry CASCADE",
    "CREATE TABLE beside (id int)",
    "DELETE FROM codes_thing",
    "UPDATE searching_snapshot SET id = id",
    "DELETE FROM django_migrations",
)


def said(*sql: str) -> None:
    with connection.cursor() as cursor:
        for one in sql:
            cursor.execute(one)


@contextmanager
def serving() -> Iterator[None]:
    """As the role that serves; it is gone afterwards with the transaction of the test."""
    said(f"CREATE ROLE {SERVING}")
    rights.give(SERVING)
    said("SET CONSTRAINTS ALL IMMEDIATE", f"SET ROLE {SERVING}")
    try:
        yield
    finally:
        said("RESET ROLE")


@pytest.mark.postgres
def test_who_serves_can_work_and_can_rewrite_nothing(scene: Scene) -> None:
    with serving():
        before, keeper, second = Entry.objects.count(), scene.seat(Role.CUSTODY), "second custody"
        box = actions.take(keeper, what="box 1", giver="the other side")
        transfer = actions.offer(keeper, box, to=scene.users[second], reason="to the laboratory")
        actions.accept(scene.seat(second), transfer)
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users[second]
        assert Entry.objects.count() == before + 3
        for sql in FORBIDDEN:
            with pytest.raises(ProgrammingError, match=r"permission denied|must be (owner|superuser)"), transaction.atomic():
                said(sql)


@pytest.mark.postgres
def test_a_role_from_which_nothing_can_be_kept_is_refused(db: None) -> None:
    said("CREATE ROLE a_super SUPERUSER", "CREATE ROLE an_owner", "ALTER TABLE journal_head OWNER TO an_owner")
    for role in ("a_super", "an_owner"):
        with pytest.raises(NotReady, match="no right can be kept from it"):
            rights.give(role)
    with pytest.raises(NotReady, match="nobody_here is not there"):
        rights.give("nobody_here")
    with pytest.raises(NotReady, match="no plain name"):
        rights.give('x"; DROP TABLE journal_entry; --')


@pytest.mark.sqlite
def test_a_database_without_roles_says_so(db: None) -> None:
    with pytest.raises(NotReady, match="SQLite has no roles"):
        rights.give(SERVING)
