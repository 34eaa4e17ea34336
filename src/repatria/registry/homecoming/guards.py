"""What the database refuses on the way home, as SQL over ``NEW`` and ``OLD``: telling before a signature, leaving before a wish,
publishing before telling. The actions check first and say why in words; this holds against whoever writes to the database.
"""

from __future__ import annotations

STANDS = (
    "SELECT 1 FROM review_signature g JOIN identification_identification i ON i.thing_id = g.identification_id "
    "WHERE g.id = {signature} AND g.voided IS NULL AND i.state = 'signed' AND i.thing_id = {identification} "
    "AND i.missing_id = {missing}"
)
"""A signature that stands, of this identification, of this missing person."""
TOLD = (
    "SELECT 1 FROM homecoming_notification n JOIN review_signature g ON g.id = n.signature_id "
    "JOIN identification_identification i ON i.thing_id = n.identification_id "
    "WHERE {where} AND n.state = 'told' AND g.voided IS NULL AND i.state = 'signed'"
)
"""A family that was told, under a signature that stands."""
WISHED = (
    "SELECT 1 FROM homecoming_election e WHERE e.id = {election} AND e.missing_id = {missing} AND e.until IS NULL "
    "AND e.choice = 'now'"
)
QUARREL = "SELECT 1 FROM homecoming_disagreement d WHERE d.missing_id = {missing} AND d.settled IS NULL"
OTHER_HANDS = (
    "SELECT 1 FROM homecoming_determination t JOIN people_membership m ON m.incident_id = t.incident_id "
    "JOIN people_user p ON p.id = m.user_id WHERE t.thing_id = NEW.determination_id AND t.state = 'draft' "
    "AND t.author_id <> NEW.signer_id AND m.user_id = NEW.signer_id AND m.until IS NULL AND p.is_active "
    "AND m.role IN ('reviewer', 'examiner')"
)
NATIONS = "SELECT count(DISTINCT s.nation) FROM homecoming_determinationsignature s WHERE s.determination_id = NEW.thing_id"


def unsigned() -> str:
    """No notification without a signature that stands, on insert; it begins as due."""
    stands = STANDS.format(signature="NEW.signature_id", identification="NEW.identification_id", missing="NEW.missing_id")
    return f"NEW.state <> 'due' OR NOT EXISTS ({stands})"


def told_too_early() -> str:
    """Nobody is told under a signature that fell; a notification that was told or fell never goes back."""
    stands = STANDS.format(signature="NEW.signature_id", identification="NEW.identification_id", missing="NEW.missing_id")
    return (
        f"(OLD.state = 'due' AND NEW.state = 'told' AND NOT EXISTS ({stands})) "
        "OR (OLD.state <> 'due' AND NEW.state = 'due') OR (OLD.state IN ('overtaken', 'taken back') AND NEW.state <> OLD.state) "
        "OR (OLD.state = 'told' AND NEW.state = 'overtaken') OR (OLD.state = 'due' AND NEW.state = 'taken back') "
        "OR (OLD.told IS NOT NULL AND (NEW.told <> OLD.told OR NEW.told_on <> OLD.told_on OR NEW.kin_id <> OLD.kin_id))"
    )


def untold() -> str:
    """No public text about somebody whose family was not told."""
    told = TOLD.format(where="n.id = NEW.notification_id AND n.missing_id = NEW.missing_id")
    return f"NEW.withdrawn IS NOT NULL OR NOT EXISTS ({told})"


def _may_leave() -> str:
    """Whether a release has what it rests on: told, wished and agreed; or signed by two nations; or written up as unresolved."""
    told = TOLD.format(where="n.missing_id = NEW.missing_id AND n.identification_id = NEW.identification_id")
    wished = WISHED.format(election="NEW.election_id", missing="NEW.missing_id")
    quarrel = QUARREL.format(missing="NEW.missing_id")
    person = f"(NEW.missing_id IS NOT NULL AND EXISTS ({told}) AND EXISTS ({wished}) AND NOT EXISTS ({quarrel}))"
    group = "EXISTS (SELECT 1 FROM homecoming_determination t WHERE t.thing_id = NEW.determination_id AND t.state = 'signed')"
    rest = "EXISTS (SELECT 1 FROM homecoming_unresolved u WHERE u.thing_id = NEW.unresolved_id AND u.ended IS NULL)"
    return f"({person} OR {group} OR {rest})"


def not_yet_free() -> str:
    """No release is prepared without what it rests on."""
    return f"NEW.state <> 'prepared' OR NOT {_may_leave()}"


def leaves_too_early() -> str:
    """None leaves without it either, at the moment it leaves; and none comes back from where it went."""
    return (
        f"(OLD.state = 'prepared' AND NEW.state = 'under way' AND NOT {_may_leave()}) "
        "OR (OLD.state = 'prepared' AND NEW.state = 'arrived') "
        "OR (OLD.state = 'under way' AND NEW.state NOT IN ('under way', 'arrived')) "
        "OR (OLD.state IN ('arrived', 'cancelled') AND NEW.state <> OLD.state)"
    )


def not_of_this_release() -> str:
    """A portion belongs to what is released: a bone of the individual's locked version, of the determination, of what is unresolved."""
    person = (
        "SELECT 1 FROM homecoming_release r JOIN identification_identification i ON i.thing_id = r.identification_id "
        "JOIN inventory_member m ON m.version_id = i.version_id JOIN inventory_specimen b ON b.item_id = m.specimen_id "
        "WHERE r.thing_id = NEW.release_id AND m.specimen_id = NEW.item_id AND m.removed IS NULL"
    )
    event = (
        "SELECT 1 FROM homecoming_release r JOIN homecoming_portionevent e ON e.missing_id = r.missing_id "
        "WHERE r.thing_id = NEW.release_id AND e.specimen_id = NEW.item_id AND e.outcome <> 'withdrawn'"
    )
    group = (
        "SELECT 1 FROM homecoming_release r JOIN homecoming_determinationmember m ON m.determination_id = r.determination_id "
        "WHERE r.thing_id = NEW.release_id AND m.specimen_id = NEW.item_id AND m.current"
    )
    rest = (
        "SELECT 1 FROM homecoming_release r JOIN homecoming_unresolvedmember m ON m.unresolved_id = r.unresolved_id "
        "WHERE r.thing_id = NEW.release_id AND m.specimen_id = NEW.item_id AND m.current"
    )
    effect = (
        "SELECT 1 FROM homecoming_release r JOIN inventory_effect f ON f.item_id = NEW.item_id "
        "WHERE r.thing_id = NEW.release_id AND r.missing_id IS NOT NULL"
    )
    open_ = "SELECT 1 FROM homecoming_release r WHERE r.thing_id = NEW.release_id AND r.state = 'prepared'"
    belongs = " OR ".join(f"EXISTS ({one})" for one in (person, event, group, rest, effect))
    return f"NOT EXISTS ({open_}) OR NOT ({belongs})"


def one_nation() -> str:
    """No determination is signed with fewer than two nations, and a reversed one stays so."""
    return (
        f"(OLD.state <> 'signed' AND NEW.state = 'signed' AND ({NATIONS}) < 2) "
        "OR (OLD.state = 'draft' AND NEW.state = 'reversed') OR (OLD.state = 'signed' AND NEW.state = 'draft') "
        "OR (OLD.state = 'reversed' AND NEW.state <> 'reversed')"
    )


def own_determination() -> str:
    """Nobody signs a determination they wrote, or without being a reviewer or medical examiner now."""
    return f"NOT EXISTS ({OTHER_HANDS})"


def member_of_signed() -> str:
    """The manifest of a determination is fixed once a nation has signed."""
    return (
        "EXISTS (SELECT 1 FROM homecoming_determinationsignature s WHERE s.determination_id = NEW.determination_id) "
        "OR EXISTS (SELECT 1 FROM homecoming_determination t WHERE t.thing_id = NEW.determination_id AND t.state <> 'draft')"
    )
