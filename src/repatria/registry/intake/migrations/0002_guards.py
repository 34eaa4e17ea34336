"""What was said, counted, signed and seen at a hand-over is added to, never rewritten; nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

PLACE = "SELECT incident_id FROM custody_place WHERE id = NEW.{}_id"
GIVER = "SELECT incident_id FROM claims_party WHERE id = NEW.{}_id"


class Migration(migrations.Migration):
    dependencies = (("intake", "0001_initial"), ("claims", "0002_guards"), ("custody", "0003_guards"))
    operations = (
        forbid_changes("intake_handover", why="a hand-over is added to, never rewritten (append-only)"),
        forbid_changes("intake_signature", why="a signature is never replaced (append-only)"),
        forbid_changes("intake_ceremony", why="a ceremony is added, never rewritten (append-only)"),
        forbid_changes("intake_count", why="a count is followed by another, never rewritten (append-only)"),
        forbid_changes("intake_statement", why="a statement is followed by another, never rewritten (append-only)"),
        forbid_changes("intake_fieldreview", why="a review is followed by another, never rewritten (append-only)"),
        forbid_changes("intake_figurenoted", why="a figure is followed by another, never rewritten (append-only)"),
        forbid_changes("intake_accession", why="an accession keeps its number (append-only)"),
        freeze_columns(
            "intake_handoverleg",
            ("handover_id", "number", "origin_id", "to_id", "departed", "vehicle", "on_hand", "honours", "flag"),
            why="a leg may arrive, nothing else of it changes",
        ),
        freeze_columns("intake_container", ("item_id", "handover_id", "number"), why="a container keeps its number and origin"),
        freeze_columns(
            "intake_expectedcontainer",
            ("handover_id", "number", "origin_id", "contents_id", "people_id", "seals"),
            why="a giver's list is never rewritten",
        ),
        keep_kinds_apart("intake_handover", incident_of("NEW.thing_id"), GIVER.format("giver")),
        keep_kinds_apart("intake_handover", incident_of("NEW.thing_id"), GIVER.format("receiver")),
        keep_kinds_apart("intake_handover", incident_of("NEW.thing_id"), PLACE.format("place")),
        keep_kinds_apart("intake_handover", incident_of("NEW.thing_id"), incident_of("NEW.document_id")),
        keep_kinds_apart("intake_handoverleg", incident_of("NEW.handover_id"), PLACE.format("origin")),
        keep_kinds_apart("intake_handoverleg", incident_of("NEW.handover_id"), PLACE.format("to")),
        keep_kinds_apart("intake_ceremony", incident_of("NEW.handover_id"), PLACE.format("place")),
        keep_kinds_apart("intake_accession", incident_of("NEW.thing_id"), incident_of("NEW.handover_id")),
        keep_kinds_apart("intake_container", incident_of("NEW.item_id"), incident_of("NEW.handover_id")),
        keep_kinds_apart("intake_container", incident_of("NEW.item_id"), incident_of("NEW.accession_id")),
        keep_kinds_apart("intake_expectedcontainer", incident_of("NEW.handover_id"), incident_of("NEW.container_id")),
        keep_kinds_apart("intake_expectedcontainer", incident_of("NEW.handover_id"), incident_of("NEW.origin_id")),
    )
