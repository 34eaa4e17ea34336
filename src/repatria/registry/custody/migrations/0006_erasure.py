"""A line of custody is never rewritten, but an erasure may blank who outside held an item: to one tombstone, to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank


class Migration(migrations.Migration):
    dependencies = (("custody", "0005_what_passes_the_door_has_its_paper"),)
    operations = (
        freeze_but_blank(
            "custody_holding",
            ("item_id", "holder_id", "place_id", "since", "transfer_id"),
            {"outside": BLANK_WORDS},
            why="a line of custody is added to, never rewritten",
        ),
        freeze_but_blank(
            "custody_transfer",
            ("item_id", "giver_id", "receiver_id", "reason", "offered"),
            dict.fromkeys(("giver_outside", "receiver_outside"), BLANK_WORDS),
            why="a hand-over is answered, never rewritten",
        ),
    )
