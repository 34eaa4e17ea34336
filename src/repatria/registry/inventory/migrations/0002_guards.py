"""What was said is added to, never rewritten; a lock holds; and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

SAID = "what was said is corrected by a new version, never rewritten"
KEPT = "is withdrawn with a reason, never rewritten or deleted"
INDIVIDUAL = "SELECT t.incident_id FROM codes_thing t JOIN inventory_individualversion v ON v.individual_id = t.id WHERE v.id = NEW.version_id"
NOT_OPEN = "(SELECT state FROM inventory_individualversion WHERE id = {row}.version_id) <> 'open'"
DESCRIPTION = (
    "specimen_id",
    "number",
    "element",
    "family",
    "side",
    "completeness",
    "zones",
    "human",
    "age_class",
    "age_notes",
    "condition",
    "colour",
    "treatment",
    "treatment_note",
    "anomalies",
    "trauma",
    "notes",
    "by_id",
    "at",
    "reason",
)


class Migration(migrations.Migration):
    dependencies = (("inventory", "0001_initial"), ("custody", "0003_guards"))
    operations = (
        freeze_columns(
            "inventory_specimen",
            ("item_id", "found_in_id", "designator", "made_by_id", "made_at"),
            why="where a specimen was found, and its number, keep their first value",
        ),
        freeze_columns("inventory_specimendescription", DESCRIPTION, why=SAID),
        freeze_columns(
            "inventory_measurement",
            ("specimen_id", "code", "value_mm", "method", "note", "warning", "confirmed", "by_id", "at"),
            why=f"a measurement {KEPT}",
        ),
        forbid_changes("inventory_photograph", why="a photograph is append-only"),
        freeze_columns("inventory_effect", ("item_id", "found_in_id", "made_by_id", "made_at"), why="where it was found stays"),
        freeze_columns(
            "inventory_effectdescription",
            ("effect_id", "number", "kind", "description", "marks", "text_read", "by_id", "at", "reason"),
            why=SAID,
        ),
        freeze_columns(
            "inventory_namelead", ("effect_id", "name", "number", "how_sure", "by_id", "at"), why=f"a name read {KEPT}"
        ),
        freeze_columns(
            "inventory_individual", ("thing_id", "made_by_id", "made_at"), why="a grouping is withdrawn, never deleted"
        ),
        freeze_columns(
            "inventory_individualversion",
            ("individual_id", "number", "made_by_id", "made_at", "reason"),
            why="a version is followed by the next, never rewritten",
        ),
        refuse(
            "inventory_individualversion",
            "inventory_version_stays_shut",
            update=(
                "(OLD.state <> 'open' AND NEW.state = 'open') OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') "
                "OR (OLD.state <> 'open' AND (NEW.digest <> OLD.digest OR NEW.locked_at <> OLD.locked_at))"
            ),
            why="a locked version never opens again; unlocking makes the next one",
        ),
        freeze_columns(
            "inventory_member",
            ("version_id", "specimen_id", "by_id", "at"),
            why="a member leaves with a reason; its row is never rewritten or deleted",
        ),
        refuse(
            "inventory_member",
            "inventory_member_locked",
            insert=NOT_OPEN.format(row="NEW"),
            update=(
                f"{NOT_OPEN.format(row='OLD')} AND (NEW.removed IS NOT NULL AND OLD.removed IS NULL "
                "OR NEW.removed_why <> OLD.removed_why OR (NEW.current AND NOT OLD.current))"
            ),
            why="this version is locked; unlock the grouping with a reason first",
        ),
        freeze_columns(
            "inventory_allowance",
            ("individual_id", "specimen_id", "grounds", "why", "asked_by_id", "asked_at"),
            why="a question to a reviewer is answered, never rewritten",
        ),
        refuse(
            "inventory_allowance",
            "inventory_allowance_answered",
            update="OLD.state <> 'asked'",
            why="an answer is given once; ask again instead",
        ),
        freeze_columns(
            "inventory_relation",
            ("left_id", "right_id", "kind", "verdict", "grounds", "note", "blind", "by_id", "at"),
            why=f"a relation {KEPT}",
        ),
        forbid_changes("inventory_sheet", why="an imported sheet is append-only"),
        forbid_changes("inventory_sheetline", why="an imported sheet is append-only"),
        keep_kinds_apart("inventory_specimen", incident_of("NEW.item_id"), incident_of("NEW.found_in_id")),
        keep_kinds_apart("inventory_effect", incident_of("NEW.item_id"), incident_of("NEW.found_in_id")),
        keep_kinds_apart("inventory_member", INDIVIDUAL, incident_of("NEW.specimen_id")),
        keep_kinds_apart("inventory_allowance", incident_of("NEW.individual_id"), incident_of("NEW.specimen_id")),
        keep_kinds_apart("inventory_relation", incident_of("NEW.left_id"), incident_of("NEW.right_id")),
        keep_kinds_apart("inventory_sheetline", incident_of("NEW.sheet_id"), incident_of("NEW.specimen_id")),
    )
