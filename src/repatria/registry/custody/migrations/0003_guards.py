"""What happened to an item is added to, never rewritten; and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import freeze_columns, incident_of, keep_kinds_apart

PLACE = "SELECT incident_id FROM custody_place WHERE id = NEW.place_id"


class Migration(migrations.Migration):
    dependencies = (("custody", "0002_initial"), ("codes", "0003_guards"))
    operations = (
        freeze_columns(
            "custody_holding",
            ("item_id", "holder_id", "outside", "place_id", "since", "transfer_id"),
            why="a line of custody is added to, never rewritten",
        ),
        freeze_columns(
            "custody_transfer",
            ("item_id", "giver_id", "giver_outside", "receiver_id", "receiver_outside", "reason", "offered"),
            why="a hand-over is answered, never rewritten",
        ),
        freeze_columns("custody_seal", ("item_id", "incident_id", "number", "since"), why="a seal is never renamed"),
        freeze_columns(
            "custody_discrepancy", ("thing_id", "kind", "sentence", "opened"), why="a discrepancy is explained, never rewritten"
        ),
        freeze_columns("custody_item", ("thing_id",), why="an item is never deleted"),
        keep_kinds_apart("custody_item", incident_of("NEW.thing_id"), incident_of("NEW.inside_id")),
        keep_kinds_apart("custody_item", incident_of("NEW.thing_id"), incident_of("NEW.came_from_id")),
        keep_kinds_apart("custody_packing", incident_of("NEW.item_id"), incident_of("NEW.container_id")),
        keep_kinds_apart("custody_holding", incident_of("NEW.item_id"), PLACE),
        keep_kinds_apart("custody_seal", incident_of("NEW.item_id"), "NEW.incident_id"),
    )
