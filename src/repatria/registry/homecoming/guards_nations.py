"""What the database refuses about nations, as SQL over ``NEW`` and ``OLD``: a signature for a nation that the signer was not named for."""

from __future__ import annotations

_NAMED_FOR = (
    "SELECT 1 FROM homecoming_delegate d JOIN homecoming_nation n ON n.id = d.nation_id "
    "JOIN homecoming_determination t ON t.incident_id = d.incident_id WHERE t.thing_id = NEW.determination_id "
    "AND d.user_id = NEW.signer_id AND d.until IS NULL AND n.until IS NULL AND n.name = NEW.nation"
)
_OF_THE_LIST = (
    "SELECT count(DISTINCT n.id) FROM homecoming_determinationsignature s JOIN homecoming_nation n ON n.name = s.nation "
    "WHERE s.determination_id = NEW.thing_id AND n.incident_id = NEW.incident_id"
)
SIGNS_FOR_ANOTHER = f"NOT EXISTS ({_NAMED_FOR})"
"""A signature for a nation whose delegate the signer is not, at this incident, now."""
NOT_TWO_OF_THE_LIST = f"OLD.state <> 'signed' AND NEW.state = 'signed' AND ({_OF_THE_LIST}) < 2"
"""A determination signed without two nations of the incident's list."""
STRANGE_NATION = (
    "NEW.until IS NOT NULL OR NOT EXISTS (SELECT 1 FROM homecoming_nation n WHERE n.id = NEW.nation_id "
    "AND n.incident_id = NEW.incident_id AND n.until IS NULL)"
)
"""A delegate of a nation of another incident's list, or of one that left."""
_RECEIVES = (
    "NOT EXISTS (SELECT 1 FROM homecoming_nation n WHERE n.incident_id = NEW.incident_id AND n.name = NEW.receiving "
    "AND n.until IS NULL)"
)
RECEIVED_BY_NOBODY_KNOWN = _RECEIVES
"""A determination of remains that no nation of the incident's list receives."""
RECEIVED_BY_ANOTHER = f"(NEW.receiving <> OLD.receiving OR (OLD.state <> 'signed' AND NEW.state = 'signed')) AND {_RECEIVES}"
"""The same for a change of who receives them, and for the second signature."""
