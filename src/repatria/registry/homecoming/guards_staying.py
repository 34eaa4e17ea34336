"""What the database refuses so that remains with a name or an ending leave by their release only, as SQL over ``NEW`` and ``OLD``.

The acts check first and say why in words: staying.py, going.py.
"""

from __future__ import annotations

_BY_A_RELEASE = (
    "EXISTS (SELECT 1 FROM homecoming_portion p JOIN homecoming_release r ON r.thing_id = p.release_id "
    "WHERE p.item_id = NEW.item_id AND p.standing AND r.state IN ('under way', 'arrived'))"
)
"""It left with a release: when it comes back, the time it was away is written down as somebody else's."""
SIGNED = "= 'signed'"
STANDING = "IN ('draft', 'review', 'agreed', 'signed')"
"""What the state of an identification is, as SQL: signed; or signed or on its way to a signature."""


def _named(state: str) -> str:
    return (
        "SELECT 1 FROM inventory_member m JOIN identification_identification i ON i.version_id = m.version_id "
        f"WHERE m.specimen_id = NEW.item_id AND m.removed IS NULL AND i.state {state}"
    )


_PREPARED = (
    "SELECT 1 FROM homecoming_portion p JOIN homecoming_release r ON r.thing_id = p.release_id "
    "WHERE p.item_id = NEW.item_id AND p.standing AND r.state = 'prepared'"
)
_OF_A_GROUP = (
    "SELECT 1 FROM homecoming_determinationmember m JOIN homecoming_determination t ON t.thing_id = m.determination_id "
    "WHERE m.specimen_id = NEW.item_id AND m.current AND t.state = 'signed'"
)
_UNRESOLVED = "SELECT 1 FROM homecoming_unresolvedmember m WHERE m.specimen_id = NEW.item_id AND m.current"


def leaves_by_another_door(state: str = SIGNED) -> str:
    """A holding by somebody outside of what may leave by its release only, as SQL over ``NEW``."""
    stays = " OR ".join(f"EXISTS ({one})" for one in (_named(state), _PREPARED, _OF_A_GROUP, _UNRESOLVED))
    return f"NEW.outside <> '' AND NOT {_BY_A_RELEASE} AND ({stays})"


def leaves_without_its_name(state: str = SIGNED) -> str:
    """A portion of a group or of the unresolved that an identification in ``state`` holds by now, as SQL over ``NEW`` of a portion."""
    nameless = "SELECT 1 FROM homecoming_release r WHERE r.thing_id = NEW.release_id AND r.missing_id IS NULL"
    return f"EXISTS ({nameless}) AND EXISTS ({_named(state)})"


def takes_a_named_bone_along(state: str = SIGNED) -> str:
    """A release of a group or of the unresolved that leaves with a bone that an identification in ``state`` holds by now, as SQL."""
    named = _named(state).replace("NEW.item_id", "p.item_id")
    portions = f"SELECT 1 FROM homecoming_portion p WHERE p.release_id = NEW.thing_id AND p.standing AND EXISTS ({named})"
    return f"OLD.state = 'prepared' AND NEW.state = 'under way' AND NEW.missing_id IS NULL AND EXISTS ({portions})"


STRANGERS_BONE = (
    "NOT EXISTS (SELECT 1 FROM identification_identification i JOIN inventory_member m ON m.version_id = i.version_id "
    "WHERE i.thing_id = NEW.identification_id AND i.missing_id = NEW.missing_id AND m.specimen_id = NEW.specimen_id "
    "AND m.removed IS NULL)"
)
"""A later bone raised for a person although it is no member of the individual that was identified as them."""
TOLD_BEFORE_SIGNED = (
    "OLD.state = 'due' AND NEW.state = 'told' AND EXISTS (SELECT 1 FROM review_signature g WHERE g.id = NEW.signature_id "
    "AND g.at > NEW.told)"
)
"""A telling written down before its signature."""

_WRONG_SINCE = (
    "SELECT 1 FROM homecoming_election e JOIN homecoming_notification n ON n.missing_id = e.missing_id "
    "JOIN identification_identification i ON i.thing_id = n.identification_id WHERE e.id = NEW.election_id "
    "AND n.told IS NOT NULL AND ((i.state = 'rescinded' AND i.changed >= e.since) OR (n.state = 'taken back' AND n.ended >= e.since))"
)


def rests_on_an_old_wish(*, on: str) -> str:
    """A release prepared (``on`` "insert") or leaving ("update") on a wish that was said under a name rescinded since, as SQL."""
    moment = "NEW.state = 'prepared'" if on == "insert" else "OLD.state = 'prepared' AND NEW.state = 'under way'"
    return f"{moment} AND NEW.missing_id IS NOT NULL AND EXISTS ({_WRONG_SINCE})"
