"""Between tests every table is emptied, although the journal's own triggers forbid to delete: for tests only.

Only tables that hold something are touched. What migrations wrote of the code itself, kinds of content and permissions, stays,
so nothing has to be written again afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

STAYS = ("django_migrations", "django_content_type", "auth_permission")
FIND_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
OF_DELETING = "AND sql LIKE '%% DELETE ON %%' AND instr(',' || %s || ',', ',' || tbl_name || ',')"
FIND_POSTGRES = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
OF_TABLES = "AND tgrelid::regclass::text = ANY(%s)"
AS_BEFORE = {"O": "", "A": "ALWAYS ", "R": "REPLICA "}
IS_MASTER = "SELECT current_setting('is_superuser') = 'on'"


def teach_the_database_to_forget() -> None:
    """Put our own emptying in the place of Django's flush, which ends a test with real transactions."""
    from django.core.management.commands import flush
    from django.db.backends.base.operations import BaseDatabaseOperations
    from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite

    for kind in (BaseDatabaseOperations, Sqlite.ops_class):
        if "execute_sql_flush" in vars(kind):
            kind.execute_sql_flush = _flush  # type: ignore[method-assign,assignment]
    flush.emit_post_migrate_signal = lambda *args, **kwargs: None  # type: ignore[attr-defined]


def let_test_databases_go() -> None:
    """Drop a test database although somebody still has it open: a thread of the live server whose browser was shut in the middle."""
    from django.db.backends.postgresql.creation import DatabaseCreation

    def destroy(self: Any, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = destroy  # type: ignore[attr-defined]


def _flush(self: Any, sql_list: Iterable[str]) -> None:
    from django.db import transaction

    names = self.connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        holding = holders(cursor, [name for name in names if name not in STAYS])
        before, after = (_sqlite_aside if self.connection.vendor == "sqlite" else _postgres_aside)(cursor, holding)
        for sql in (*before, *(f'DELETE FROM "{name}"' for name in holding), *after):
            cursor.execute(sql)


def holders(cursor: Any, names: Sequence[str]) -> list[str]:
    """Those of these tables that hold a row."""
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names))
    return [name for (name,) in cursor.fetchall()]


def _sqlite_aside(cursor: Any, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    cursor.execute(f"{FIND_SQLITE} {OF_DELETING}", [",".join(tables)])
    rows = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in rows], [sql for _, sql in rows]


def _postgres_aside(cursor: Any, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    cursor.execute(IS_MASTER)
    if cursor.fetchone()[0]:
        return ["SET LOCAL session_replication_role = replica"], ["SET LOCAL session_replication_role = origin"]
    cursor.execute(f"{FIND_POSTGRES} {OF_TABLES}", [list(tables)])
    rows = cursor.fetchall()
    return (
        ["SET CONSTRAINTS ALL DEFERRED", *(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"' for table, name, _ in rows)],
        [
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f'ALTER TABLE {table} ENABLE {AS_BEFORE[state]}TRIGGER "{name}"' for table, name, state in rows),
        ],
    )
