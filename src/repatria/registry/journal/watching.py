"""Whether every trigger that a migration set still stands as it was set: one that is gone, off or changed is named.

A database's owner can drop, switch off or rewrite a trigger. This sees it at the next start; heads that witnesses hold see what was
done meanwhile. So a guard that is to say something else needs a new migration: editing one that is set stops every registry that has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from repatria.registry.journal.guards import Triggers

CREATED = re.compile(r"CREATE TRIGGER (\w+)")
DROPPED = re.compile(r"DROP TRIGGER (?:IF EXISTS )?(\w+)")
FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$(.*)\$\$", re.DOTALL)
LONGEST = 63
"""Characters that PostgreSQL keeps of a name."""


def statements(vendor: str) -> Iterator[str]:
    """What all migrations of the registry say about triggers to an engine, in their order."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        migration = loader.graph.nodes[key]
        if migration.__module__.startswith("repatria"):
            for operation in migration.operations:
                if isinstance(operation, Triggers):
                    yield from operation.up(vendor)


@cache
def expected(vendor: str) -> tuple[dict[str, str], dict[str, str]]:
    """(triggers by name, bodies of functions by name) as the migrations leave them."""
    triggers: dict[str, str] = {}
    functions: dict[str, str] = {}
    for sql in statements(vendor):
        for name in DROPPED.findall(sql):
            triggers.pop(_short(name), None)
        if made := CREATED.match(sql):
            triggers[_short(made[1])] = sql
        if made := FUNCTION.match(sql):
            functions[_short(made[1])] = made[2]
    return triggers, functions


def amiss() -> list[str]:
    """The names of triggers that are gone, switched off or not as they were set, in order."""
    triggers, functions = expected(connection.vendor)
    there = _asked(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    found = {name for name in triggers if name not in there}
    if connection.vendor == "sqlite":
        return sorted(found | {name for name, sql in triggers.items() if there.get(name, sql) != sql})
    bodies = _asked("SELECT proname, prosrc FROM pg_proc WHERE prorettype = 'trigger'::regtype")
    return sorted(found | {name for name, body in functions.items() if bodies.get(name, body) != body})


def _asked(sql: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {_short(str(name)): str(value) for name, value in cursor.fetchall()}


def _short(name: str) -> str:
    return name.lower()[:LONGEST]
