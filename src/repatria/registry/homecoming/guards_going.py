"""What the database refuses after somebody was told: a later bone answered or released against the wish, a grave before an arrival.

As SQL over ``NEW`` and ``OLD``; the actions check first and say why in words.
"""

from __future__ import annotations

WISHES = (
    "SELECT 1 FROM homecoming_election e WHERE e.missing_id = NEW.missing_id AND e.until IS NULL AND "
    "((e.portions = 'tell' AND NEW.outcome = 'told') OR (e.portions = 'with' AND NEW.outcome = 'laid') "
    "OR (e.portions = 'agency' AND NEW.outcome = 'agency'))"
)
ARRIVED = (
    "SELECT 1 FROM homecoming_release r WHERE r.thing_id = NEW.release_id AND r.state = 'arrived' AND ("
    "(NEW.missing_id IS NOT NULL AND r.missing_id = NEW.missing_id) "
    "OR (NEW.determination_id IS NOT NULL AND r.determination_id = NEW.determination_id) "
    "OR (NEW.unresolved_id IS NOT NULL AND r.unresolved_id = NEW.unresolved_id))"
)
TELL_FIRST = (
    "SELECT 1 FROM homecoming_release r JOIN homecoming_portionevent v ON v.missing_id = r.missing_id "
    "JOIN homecoming_election e ON e.missing_id = r.missing_id "
    "WHERE r.thing_id = NEW.release_id AND v.specimen_id = NEW.item_id AND v.outcome = '' "
    "AND e.until IS NULL AND e.portions = 'tell'"
)


def answered_otherwise() -> str:
    """No later bone ends otherwise than the wish in force says, and none is answered twice."""
    return (
        "(OLD.outcome <> '' AND NEW.outcome <> OLD.outcome) "
        f"OR (OLD.outcome = '' AND NEW.outcome IN ('told', 'laid', 'agency') AND NOT EXISTS ({WISHES}))"
    )


def not_told_first() -> str:
    """No later bone is put into a release while the family waits to be told of it."""
    return f"EXISTS ({TELL_FIRST})"


def not_arrived() -> str:
    """No grave before its release was counted in, and none about somebody else than the release."""
    return f"NOT EXISTS ({ARRIVED})"
