"""What the database refuses about endings without a name and about corrections, as SQL over ``NEW`` and ``OLD``."""

from __future__ import annotations

NAMED = (
    "SELECT 1 FROM inventory_member m JOIN identification_identification i ON i.version_id = m.version_id "
    "WHERE m.specimen_id = {bone} AND m.removed IS NULL AND i.state IN ('draft', 'review', 'agreed', 'signed')"
)
"""The bone is in a version of an individual that is being identified, or is."""
LEFT = "SELECT 1 FROM homecoming_portion p WHERE p.item_id = {bone} AND p.standing"
ELSEWHERE = "SELECT 1 FROM {other} o WHERE o.specimen_id = NEW.specimen_id AND o.current"
SIGNED_BY_ONE = "SELECT 1 FROM homecoming_determinationsignature s WHERE s.determination_id = {row}"


def not_free(other: str) -> str:
    """A bone that is named, has left, or stands in the other kind of ending (table ``other``) joins none, on insert."""
    named, left = NAMED.format(bone="NEW.specimen_id"), LEFT.format(bone="NEW.specimen_id")
    return f"NEW.current AND (EXISTS ({named}) OR EXISTS ({left}) OR EXISTS ({ELSEWHERE.format(other=other)}))"


def comes_back(other: str) -> str:
    """The same for a bone that comes back into an ending it was taken out of."""
    return f"(NOT OLD.current AND {not_free(other)})"


def signed_manifest_changes() -> str:
    """Nothing is taken out of a manifest, or put back, once a nation has signed and while the determination is not reversed."""
    signed = SIGNED_BY_ONE.format(row="NEW.determination_id")
    open_ = "SELECT 1 FROM homecoming_determination t WHERE t.thing_id = NEW.determination_id AND t.reversed IS NULL"
    return f"(OLD.current <> NEW.current AND EXISTS ({signed}) AND EXISTS ({open_}))"


def words_change_after_signature() -> str:
    """The text is what the first nation read, from its signature on."""
    signed = SIGNED_BY_ONE.format(row="NEW.thing_id")
    differs = 'NEW.evidence <> OLD.evidence OR NEW."group" <> OLD."group" OR NEW.receiving <> OLD.receiving'
    return f"(({differs}) AND EXISTS ({signed}))"


def signed_without_free_bones() -> str:
    """What was given up is not signed, nor what holds no bones, nor bones that were identified or left since."""
    mine = "FROM homecoming_determinationmember d WHERE d.determination_id = NEW.thing_id AND d.current"
    taken = f"EXISTS ({NAMED.format(bone='d.specimen_id')}) OR EXISTS ({LEFT.format(bone='d.specimen_id')})"
    return (
        "(OLD.state <> 'signed' AND NEW.state = 'signed' AND (NEW.reversed IS NOT NULL "
        f"OR NOT EXISTS (SELECT 1 {mine}) OR EXISTS (SELECT 1 {mine} AND ({taken}))))"
    )


def another_reading() -> str:
    """Two nations are two, however they are spelled, and sign one digest."""
    other = "SELECT 1 FROM homecoming_determinationsignature s WHERE s.determination_id = NEW.determination_id AND "
    return f"EXISTS ({other}(lower(trim(s.nation)) = lower(trim(NEW.nation)) OR s.digest <> NEW.digest))"


def ended_again() -> str:
    """Unresolved remains that have ended never stand again."""
    return "OLD.ended IS NOT NULL AND (NEW.ended IS NULL OR NEW.ended <> OLD.ended OR NEW.ended_why <> OLD.ended_why)"


def closed_too_early() -> str:
    """A correction with a step that has not ended does not close; a closed one stays so."""
    waiting = "SELECT 1 FROM homecoming_correctionstep s WHERE s.correction_id = NEW.id AND s.done IS NULL"
    return (
        f"(OLD.closed IS NULL AND NEW.closed IS NOT NULL AND EXISTS ({waiting})) "
        "OR (OLD.closed IS NOT NULL AND (NEW.closed IS NULL OR NEW.closed <> OLD.closed))"
    )


def step_of_closed() -> str:
    """No step is added to a correction that is closed; none begins as ended."""
    closed = "SELECT 1 FROM homecoming_correction c WHERE c.id = NEW.correction_id AND c.closed IS NOT NULL"
    return f"NEW.done IS NOT NULL OR EXISTS ({closed})"
