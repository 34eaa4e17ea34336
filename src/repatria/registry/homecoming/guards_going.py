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

STRANGE = (
    "SELECT 1 FROM homecoming_portion p JOIN inventory_specimen b ON b.item_id = p.item_id WHERE p.release_id = r.thing_id "
    "AND p.standing AND p.counted_in AND NOT EXISTS (SELECT 1 FROM inventory_member m WHERE m.version_id = i.version_id "
    "AND m.specimen_id = p.item_id AND m.removed IS NULL)"
)
"""A bone of release ``r`` that is no member of the individual of identification ``i``."""
PERSON_STANDS = (
    "SELECT 1 FROM homecoming_release r JOIN homecoming_notification n ON n.missing_id = r.missing_id "
    "JOIN review_signature g ON g.id = n.signature_id JOIN identification_identification i ON i.thing_id = n.identification_id "
    "WHERE r.thing_id = NEW.release_id AND n.state = 'told' AND g.voided IS NULL AND i.state = 'signed' "
    f"AND NOT EXISTS ({STRANGE})"
)
GROUP_STANDS = (
    "SELECT 1 FROM homecoming_release r JOIN homecoming_determination t ON t.thing_id = r.determination_id "
    "WHERE r.thing_id = NEW.release_id AND t.state = 'signed'"
)
REST_STANDS = (
    "SELECT 1 FROM homecoming_release r JOIN homecoming_unresolved u ON u.thing_id = r.unresolved_id "
    "WHERE r.thing_id = NEW.release_id AND u.ended IS NULL"
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


def rests_on_nothing() -> str:
    """No grave under a signature that fell or that does not cover the bones, a determination reversed, a write-up that ended."""
    return f"NOT (EXISTS ({PERSON_STANDS}) OR EXISTS ({GROUP_STANDS}) OR EXISTS ({REST_STANDS}))"


def not_arrived() -> str:
    """No grave before its release was counted in, and none about somebody else than the release."""
    return f"NOT EXISTS ({ARRIVED})"
