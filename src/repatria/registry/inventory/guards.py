"""Triggers of the inventory on both engines: what a lock has frozen stays so, whoever writes to the database."""

from __future__ import annotations

from repatria.registry.journal.guards import Triggers


def refuse(table: str, name: str, *, insert: str = "", update: str = "", why: str) -> Triggers:
    """A migration operation: no insert into ``table`` where ``insert`` holds, no update where ``update`` holds.

    Both are SQL conditions over ``NEW`` and, for updates, ``OLD``, in words that both engines know.
    """
    tests = {act: test for act, test in (("insert", insert), ("update", update)) if test}

    def up(vendor: str) -> list[str]:
        return [sql for act, test in tests.items() for sql in _trigger(vendor, table, f"{name}_{act}", act, test, why)]

    def down(vendor: str) -> list[str]:
        on = "" if vendor == "sqlite" else f" ON {table}"
        return [f"DROP TRIGGER IF EXISTS {name}_{act}{on}" for act in tests]

    return Triggers(up, down)


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
