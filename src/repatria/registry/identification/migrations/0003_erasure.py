"""A lead and an exclusion are never rewritten, but an erasure may blank their words: to one tombstone, and to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank


class Migration(migrations.Migration):
    dependencies = (("identification", "0002_guards"),)
    operations = (
        freeze_but_blank(
            "identification_lead",
            ("individual_id", "missing_id", "kind", "log_lr", "by_id", "at"),
            dict.fromkeys(("if_so", "if_not", "source"), BLANK_WORDS),
            why="a lead is taken back with a reason, never rewritten",
        ),
        freeze_but_blank(
            "identification_exclusion",
            ("individual_id", "missing_id", "ground", "evidence_id", "by_id", "at"),
            {"words": BLANK_WORDS},
            why="an exclusion is taken back with a reason, never rewritten",
        ),
    )
