"""Between tests every table is emptied, although the journal's own triggers forbid to delete: for tests only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

FIND_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
FIND_POSTGRES = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
AS_BEFORE = {"O": "", "A": "ALWAYS ", "R": "REPLICA "}


def teach_the_database_to_forget() -> None:
    """Wrap Django's flush, which ends a test with real transactions, so that triggers stand aside while it works."""
    from django.db.backends.base.operations import BaseDatabaseOperations
    from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite

    for kind in (BaseDatabaseOperations, Sqlite.ops_class):
        if "execute_sql_flush" in vars(kind) and not hasattr(kind.execute_sql_flush, "stands_aside"):
            kind.execute_sql_flush = _forgetting(kind.execute_sql_flush)  # type: ignore[method-assign,assignment]


def let_test_databases_go() -> None:
    """Drop a test database although somebody still has it open: a thread of the live server whose browser was shut in the middle."""
    from django.db.backends.postgresql.creation import DatabaseCreation

    def destroy(self: Any, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = destroy  # type: ignore[attr-defined]


def _forgetting(flush: Callable[[Any, Iterable[str]], None]) -> Callable[[Any, Iterable[str]], None]:
    def execute_sql_flush(self: Any, sql_list: Iterable[str]) -> None:
        aside = _sqlite_aside if self.connection.vendor == "sqlite" else _postgres_aside
        with self.connection.cursor() as cursor:
            before, after = aside(cursor)
        flush(self, [*before, *sql_list, *after])

    execute_sql_flush.stands_aside = True  # type: ignore[attr-defined]
    return execute_sql_flush


def _sqlite_aside(cursor: Any) -> tuple[list[str], list[str]]:
    cursor.execute(FIND_SQLITE)
    rows = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in rows], [sql for _, sql in rows]


def _postgres_aside(cursor: Any) -> tuple[list[str], list[str]]:
    cursor.execute(FIND_POSTGRES)
    rows = cursor.fetchall()
    return (
        [f'ALTER TABLE {table} DISABLE TRIGGER "{name}"' for table, name, _ in rows],
        [f'ALTER TABLE {table} ENABLE {AS_BEFORE[state]}TRIGGER "{name}"' for table, name, state in rows],
    )
