"""A public record holds claims, documents and hand-overs as they were told: never a specimen and never a person of ours."""

from __future__ import annotations

from repatria.registry.journal.guards import Triggers

OURS = "CBESPNMKF"
"""Kinds that only work of our own makes: container, specimen, effect, sample, profile, individual, missing person, kin, family."""
AND_SINCE = OURS + "RIVGUY"
"""And what came later: search, identification, release, determination, unresolved remains, enquiry."""
WHY = "a public record holds claims and documents only; records and exercises never mix"


def forbid_kind_in_records(table: str, letters: str) -> Triggers:
    """A migration operation: no row of ``table`` (with kind and incident_id) of a kind in ``letters`` for an incident of kind record."""
    kinds = ", ".join(f"'{letter}'" for letter in letters)
    test = f"NEW.kind IN ({kinds}) AND (SELECT kind FROM people_incident WHERE id = NEW.incident_id) = 'record'"

    return Triggers(
        lambda vendor: [*_allow(vendor, table), *_forbid(vendor, table, test)], lambda vendor: _allow(vendor, table)
    )


def _forbid(vendor: str, table: str, test: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_not_in_records_{act} BEFORE {act.upper()} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {WHY}'); END"
            for act in ("insert", "update")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_not_in_records() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{table}: {WHY}'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_not_in_records BEFORE INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_not_in_records()",
    ]


def _allow(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_not_in_records_{act}" for act in ("insert", "update")]
    return [f"DROP TRIGGER IF EXISTS {table}_not_in_records ON {table}"]
