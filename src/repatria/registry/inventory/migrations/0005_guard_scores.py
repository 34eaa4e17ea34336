"""A score is withdrawn, a settled conflict is settled again; neither is ever rewritten, and neither joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import forbid_changes, freeze_columns


class Migration(migrations.Migration):
    dependencies = (("inventory", "0004_scores_and_settlements"),)
    operations = (
        freeze_columns(
            "inventory_observation",
            ("specimen_id", "kind", "what", "low", "high", "note", "by_id", "at"),
            why="a score is withdrawn with a reason, never rewritten or deleted",
        ),
        forbid_changes("inventory_settlement", why="what was settled stays; a change of the grouping opens it again"),
    )
