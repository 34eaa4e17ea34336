"""A published account is never rewritten; it is withdrawn visibly, and the next one says what changed."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import freeze_columns


class Migration(migrations.Migration):
    dependencies = (("accounting", "0001_initial"),)
    operations = (
        freeze_columns(
            "accounting_statement",
            ("incident_id", "number", "day", "body", "digest", "closes", "ground", "at", "by_id"),
            why="a published account is withdrawn, never rewritten",
        ),
        refuse(
            "accounting_statement",
            "an_account_stays_withdrawn",
            update="OLD.withdrawn IS NOT NULL AND (NEW.withdrawn IS NULL OR NEW.withdrawn_why <> OLD.withdrawn_why)",
            why="a withdrawn account stays withdrawn",
        ),
    )
