"""Triggers of the inventory on both engines: what a lock has frozen stays so, whoever writes to the database."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunPython


def refuse(table: str, name: str, *, insert: str = "", update: str = "", why: str) -> RunPython:
    """A migration operation: no insert into ``table`` where ``insert`` holds, no update where ``update`` holds.

    Both are SQL conditions over ``NEW`` and, for updates, ``OLD``, in words that both engines know.
    """
    tests = {act: test for act, test in (("insert", insert), ("update", update)) if test}

    def up(_apps: Any, editor: Any) -> None:
        for act, test in tests.items():
            for sql in _trigger(editor.connection.vendor, table, f"{name}_{act}", act, test, why):
                editor.execute(sql)

    def down(_apps: Any, editor: Any) -> None:
        on = "" if editor.connection.vendor == "sqlite" else f" ON {table}"
        for act in tests:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}_{act}{on}")

    return RunPython(up, down)


def _trigger(vendor: str, table: str, name: str, act: str, test: str, why: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} WHEN {test} BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END"
        ]
    body = f"BEGIN IF {test} THEN RAISE EXCEPTION '{table}: {why}'; END IF; RETURN NEW; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
