"""Entries and heads are written once."""

from django.db import migrations

from repatria.registry.journal.guards import forbid_changes, freeze_columns


class Migration(migrations.Migration):
    dependencies = (("journal", "0001_initial"),)
    operations = (
        forbid_changes("journal_entry"),
        freeze_columns("journal_head", ("size", "root", "at", "text"), why="a signed head never changes"),
    )
