"""An incident keeps its kind, its mark and its name, and nothing of it is deleted."""

from django.db import migrations

from repatria.registry.journal.guards import freeze_columns


class Migration(migrations.Migration):
    dependencies = (("people", "0001_initial"),)
    operations = (
        freeze_columns("people_incident", ("slug", "mark", "kind"), why="an incident keeps its kind and its mark"),
        freeze_columns(
            "people_membership",
            ("user_id", "incident_id", "laboratory_id", "role", "whole", "since"),
            why="a role is ended, never rewritten",
        ),
    )
