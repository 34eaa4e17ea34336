"""No migration loses a trigger: on SQLite, altering a table makes it anew, without the triggers it had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from repatria.registry.journal.guards import Triggers

CREATED = re.compile(r"CREATE TRIGGER (\w+)")
DROPPED = re.compile(r"DROP TRIGGER (?:IF EXISTS )?(\w+)")


class Listening:
    """Stands where a schema editor stands and keeps what it is told."""

    def __init__(self) -> None:
        self.connection = connection
        self.said: list[str] = []

    def execute(self, sql: str, *_params: Any) -> None:
        """Keep ``sql``."""
        self.said.append(sql)


def statements() -> Iterator[str]:
    """What all migrations say about triggers, in their order."""
    loader = MigrationLoader(connection)
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if not loader.graph.nodes[key].__module__.startswith("repatria"):
            continue
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, Triggers):
                yield from operation.up(connection.vendor)
            elif isinstance(operation, RunPython) and operation.code.__module__.endswith("guards"):
                listening = Listening()
                operation.code(None, listening)
                yield from listening.said


def test_every_trigger_of_every_migration_is_there(db: None) -> None:
    wanted: set[str] = set()
    for sql in statements():
        wanted -= {name.lower() for name in DROPPED.findall(sql)}
        wanted |= {name.lower()[:63] for name in CREATED.findall(sql)}
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {str(name).lower() for (name,) in cursor.fetchall()}
    assert len(wanted) > 100
    assert not sorted(wanted - there)
