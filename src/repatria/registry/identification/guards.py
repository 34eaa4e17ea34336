"""The table of states as a trigger: a move that states.py does not name is refused by both engines."""

from __future__ import annotations

from repatria.registry.identification.states import MOVES


def forbidden_move() -> str:
    """SQL over ``OLD`` and ``NEW`` of an identification: this change of state is not in the table."""
    moves = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after, _act in MOVES if before)
    return f"OLD.state <> NEW.state AND NOT ({moves})"


def forbidden_start() -> str:
    """SQL over ``NEW``: an identification begins as a draft of the current, locked version of its individual."""
    version = (
        "SELECT 1 FROM inventory_individualversion v WHERE v.id = NEW.version_id AND v.individual_id = NEW.individual_id "
        "AND v.state = 'locked' AND v.current"
    )
    return f"NEW.state <> 'draft' OR NOT EXISTS ({version})"
