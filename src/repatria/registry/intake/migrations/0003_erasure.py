"""A signature is never replaced, but an erasure may blank the name: to one tombstone, and to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank


class Migration(migrations.Migration):
    dependencies = (("intake", "0002_guards"),)
    operations = (
        freeze_but_blank(
            "intake_signature",
            ("id", "handover_id", "side", "title", "role", "moment", "entered_by_id"),
            {"name": BLANK_WORDS},
            why="a signature is never replaced (append-only)",
        ),
    )
