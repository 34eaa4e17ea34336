"""Triggers of the searches on both engines: what a worker writes can be thrown away until its search has finished, and never after."""

from __future__ import annotations

from repatria.registry.journal.guards import Triggers

LIST = "SELECT 1 FROM searching_search s WHERE s.thing_id = {row}.search_id AND s.finished IS NOT NULL"
"""Whether the search of a list has finished."""
LINE = (
    "SELECT 1 FROM searching_candidatelist l JOIN searching_search s ON s.thing_id = l.search_id "
    "WHERE l.id = {row}.listing_id AND s.finished IS NOT NULL"
)
"""The same for a line of a list."""


def until_finished(table: str, finished: str, *, why: str) -> Triggers:
    """A migration operation: a row of ``table`` is never updated, and can be deleted only while its search has not finished.

    ``finished`` is SQL with a place for ``OLD``. It takes the place of what forbade every change.
    """
    says, old = f"{table}: {why}", finished.format(row="OLD")

    def up(vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"DROP TRIGGER IF EXISTS {table}_no_delete",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN EXISTS ({old}) "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END",
            ]
        body = f"BEGIN IF EXISTS ({old}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN OLD; END"
        return [
            f"CREATE OR REPLACE FUNCTION {table}_until_finished() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_until_finished()",
        ]

    def down(vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"DROP TRIGGER IF EXISTS {table}_no_delete",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END",
            ]
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
        ]

    return Triggers(up, down)
