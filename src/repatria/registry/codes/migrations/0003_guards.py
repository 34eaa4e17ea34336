"""A code is given once, an identifier is withdrawn and never rewritten, and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import freeze_columns, incident_of, keep_kinds_apart


class Migration(migrations.Migration):
    dependencies = (("codes", "0002_initial"), ("people", "0002_guards"))
    operations = (
        freeze_columns("codes_thing", ("incident_id", "kind", "number", "code"), why="a code is given once"),
        freeze_columns(
            "codes_identifier",
            ("thing_id", "incident_id", "issuer", "value", "normal"),
            why="an identifier is withdrawn, never rewritten",
        ),
        keep_kinds_apart("codes_identifier", incident_of("NEW.thing_id"), "NEW.incident_id"),
    )
