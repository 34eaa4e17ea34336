"""A lineage gets a new version and never another content; databases and controls are ended, never rewritten."""

from django.db import migrations

from repatria.registry.journal.guards import freeze_columns


class Migration(migrations.Migration):
    dependencies = (("laboratory", "0006_lineages"),)
    operations = (
        freeze_columns(
            "laboratory_lineage",
            ("subject_id", "type", "version", "kept", "size", "members", "contradictions", "digest"),
            why="a lineage gets a new version, never another content",
        ),
        freeze_columns(
            "laboratory_haplotypes",
            ("incident_id", "type", "pool", "name", "source", "simulated", "lengths", "size", "sha256", "body", "since"),
            why="a database is ended, never rewritten",
        ),
        freeze_columns(
            "laboratory_controllineage",
            ("control_id", "type", "kept", "size", "since"),
            why="a control is ended, never rewritten",
        ),
    )
