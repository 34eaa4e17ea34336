"""What the role that serves may do to the tables on PostgreSQL, where another role owns them: read and add everywhere, change and
delete only where no trigger forbids it, and no more.

A trigger keeps out whoever changes rows; an owner can switch the trigger off. Whoever owns nothing and was not given the right to
change a row of the journal has neither way. SQLite has no roles: there the heads that witnesses hold are what is left.
"""

from __future__ import annotations

import re

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from repatria.registry.refusals import NotReady

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
GUARDED = """
SELECT c.relname, bool_or(t.tgtype & 16 <> 0 AND t.tgtype & 8 <> 0), bool_or(t.tgtype & 8 <> 0)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgname ~ '_no_(change|delete)$' GROUP BY c.relname ORDER BY c.relname
"""
"""Tables whose rows never change, or are never deleted: bits 8 and 16 of a trigger's type are DELETE and UPDATE."""


def statements(role: str) -> list[str]:
    """What gives ``role`` its rights, and takes away what it may have had before. Raises :class:`NotReady` for a name that would
    have to stand between quotes, an unknown role, an owner of tables, or a database without roles."""
    if connection.vendor != "postgresql":
        raise NotReady("rights: SQLite has no roles. Guard the file itself, and keep the witness on another machine.")
    if not NAME.fullmatch(role):
        raise NotReady(f"rights: {role!r} is no plain name. Use small letters, digits and _, as in repatria_serve.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            raise NotReady(f"rights: the role {role} is not there. Make it first: CREATE ROLE {role} LOGIN PASSWORD …")
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = %s", [role])
        if found[0] or cursor.fetchone()[0]:
            raise NotReady(
                f"rights: {role} owns tables or is a superuser: no right can be kept from it. "
                "Let one role own the tables and run init and upgrade, and give the rights to another."
            )
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = (f'"{name}"' for name in cursor.fetchone())
        cursor.execute(GUARDED)
        guarded = cursor.fetchall()
    every = f"ALL TABLES IN SCHEMA {schema}"
    return [
        f"REVOKE ALL ON {every} FROM {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table, never_changes, _ in guarded if never_changes),
        *(f"REVOKE DELETE ON {table} FROM {role}" for table, never_changes, stays in guarded if stays and not never_changes),
        f"REVOKE INSERT, UPDATE, DELETE ON {MigrationRecorder.Migration._meta.db_table} FROM {role}",
    ]


def give(role: str) -> list[str]:
    """Give ``role`` its rights, all or none; run it as the owner of the tables, and again after every upgrade. Says what was done."""
    done = statements(role)
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in done:
            cursor.execute(sql)
    return done
