"""Triggers that both engines run: rows that never change, and rows that never join a record with an exercise.

Used in migrations. A database owner can drop a trigger; that is why heads are signed and handed to witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.migrations.operations.base import Operation


class Triggers(Operation):
    """A migration operation that changes triggers only. Unlike RunPython it needs no models, so it costs nothing."""

    reversible = True
    elidable = False

    def __init__(self, up: Callable[[str], list[str]], down: Callable[[str], list[str]]) -> None:
        """``up`` and ``down`` give the statements for an engine (``sqlite``, ``postgresql``)."""
        self.up, self.down = up, down

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The shape of the tables stays."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Set the triggers."""
        for sql in self.up(schema_editor.connection.vendor):
            schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take them away."""
        for sql in self.down(schema_editor.connection.vendor):
            schema_editor.execute(sql)

    def describe(self) -> str:
        """What this does, for the list of migrations."""
        return "Set triggers that refuse what must not happen"


def forbid_changes(table: str, *, why: str = "the journal is append-only") -> Triggers:
    """A migration operation after which no row of ``table`` can be updated or deleted."""

    return Triggers(lambda vendor: _forbid(vendor, table, why), lambda vendor: _allow(vendor, table))


def freeze_columns(table: str, columns: tuple[str, ...], *, why: str) -> Triggers:
    """A migration operation after which ``columns`` of ``table`` keep their first value, and no row is deleted."""

    return Triggers(lambda vendor: _freeze(vendor, table, columns, why), lambda vendor: _allow(vendor, table))


def freeze_but_blank(table: str, columns: tuple[str, ...], blank: Mapping[str, str], *, why: str) -> Triggers:
    """A migration operation after which ``columns`` of ``table`` keep their first value, those of ``blank`` may besides become
    their one tombstone, and no row is deleted. It takes the place of what guarded the table before.

    ``blank`` gives the tombstone of each column in SQL, such as :data:`BLANK_WORDS` or :data:`BLANK_NOTHING`.
    """

    def up(vendor: str) -> list[str]:
        return [*_allow(vendor, table), *_freeze(vendor, table, columns, why, blank)]

    def down(vendor: str) -> list[str]:
        return [*_allow(vendor, table), *_freeze(vendor, table, (*columns, *blank), why)]

    return Triggers(up, down)


BLANK_WORDS, BLANK_NOTHING, BLANK_OBJECT = "'(erased)'", "NULL", "'{\"erased\": true}'"
"""Tombstones in SQL: what a column of text, of a date or number, and of JSON holds after an erasure."""


def keep_kinds_apart(table: str, left: str, right: str) -> Triggers:
    """A migration operation: no row of ``table`` may join a record's thing with an exercise's.

    ``left`` and ``right`` are SQL expressions over ``NEW`` that give the id of an incident, for example
    ``incident_of("NEW.item_id")``. A null on either side is allowed.
    """
    name = f"{table}_{_short(left)}_{_short(right)}"[:50]
    test = f"(SELECT kind FROM people_incident WHERE id = ({left})) <> (SELECT kind FROM people_incident WHERE id = ({right}))"

    return Triggers(
        lambda vendor: _guard(vendor, table, name, test, "a record and an exercise never mix"),
        lambda vendor: _unguard(vendor, table, name),
    )


def incident_of(thing: str) -> str:
    """SQL for the incident of the thing whose id is ``thing``."""
    return f"SELECT incident_id FROM codes_thing WHERE id = {thing}"


def _short(expression: str) -> str:
    return expression.split("NEW.")[-1].strip(") ").replace("_id", "")


def _forbid(vendor: str, table: str, why: str) -> list[str]:
    why = _quoted(why)  # it stands between quotes
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END"
            for act in ("update", "delete")
        ]
    return [
        _function(f"{table}_frozen", f"RAISE EXCEPTION '{table}: {why}';"),
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_frozen()",
    ]


def _freeze(
    vendor: str, table: str, columns: tuple[str, ...], why: str, blank: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    why, other = _quoted(why), "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    tests = [f"OLD.{c} {other} NEW.{c}" for c in columns]
    tests += [f"(OLD.{c} {other} NEW.{c} AND NEW.{c} {other} {tombstone})" for c, tombstone in blank.items()]
    differs = " OR ".join(tests)
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {differs} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END",
        ]
    body = f"IF TG_OP <> 'UPDATE' OR {differs} THEN RAISE EXCEPTION '{table}: {why}'; END IF; RETURN NEW;"
    if_deleted = _function(f"{table}_gone", f"RAISE EXCEPTION '{table}: {why}';")
    return [
        _function(f"{table}_frozen", body),
        if_deleted,
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_gone()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_gone()",
    ]


def _quoted(why: str) -> str:
    return why.replace("'", "''")


def _allow(vendor: str, table: str) -> list[str]:
    on = "" if vendor == "sqlite" else f" ON {table}"
    names = ("no_update", "no_delete", "no_change", "no_truncate")
    return [f"DROP TRIGGER IF EXISTS {table}_{name}{on}" for name in names]


def _guard(vendor: str, table: str, name: str, test: str, why: str) -> list[str]:
    why = why.replace("'", "''")
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name}_{act} BEFORE {act.upper()} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END"
            for act in ("insert", "update")
        ]
    return [
        _function(f"{name}_apart", f"IF {test} THEN RAISE EXCEPTION '{table}: {why}'; END IF; RETURN NEW;"),
        f"CREATE TRIGGER {name}_apart BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_apart()",
    ]


def _unguard(vendor: str, table: str, name: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}_{act}" for act in ("insert", "update")]
    return [f"DROP TRIGGER IF EXISTS {name}_apart ON {table}"]


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
