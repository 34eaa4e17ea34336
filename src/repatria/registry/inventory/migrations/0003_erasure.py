"""What was read from an effect is never rewritten, but an erasure may blank it: to one tombstone, and to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank


class Migration(migrations.Migration):
    dependencies = (("inventory", "0002_guards"),)
    operations = (
        freeze_but_blank(
            "inventory_effectdescription",
            ("effect_id", "number", "kind", "by_id", "at"),
            dict.fromkeys(("description", "marks", "text_read", "reason"), BLANK_WORDS),
            why="what was said is corrected by a new version, never rewritten",
        ),
        freeze_but_blank(
            "inventory_namelead",
            ("effect_id", "by_id", "at"),
            dict.fromkeys(("name", "number", "how_sure"), BLANK_WORDS),
            why="a name read is withdrawn with a reason, never rewritten or deleted",
        ),
    )
