"""A control is ended, never rewritten, but an erasure may blank whose it is: to one tombstone, and to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank


class Migration(migrations.Migration):
    dependencies = (("laboratory", "0004_answers_in_words"),)
    operations = (
        freeze_but_blank(
            "laboratory_control",
            ("incident_id", "token", "kind", "calls"),
            {"name": BLANK_WORDS},
            why="a control is ended, never rewritten",
        ),
    )
