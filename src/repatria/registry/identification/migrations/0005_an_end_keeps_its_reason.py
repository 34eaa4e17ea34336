"""Why an identification ended is not rewritten; it may become a tombstone after an erasure."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import BLANK_WORDS


class Migration(migrations.Migration):
    dependencies = (("identification", "0004_alter_identification_state"),)
    operations = (
        refuse(
            "identification_identification",
            "an_end_keeps_its_reason",
            update=f"NEW.state = OLD.state AND NEW.state_why <> OLD.state_why AND NEW.state_why <> {BLANK_WORDS}",
            why="the reason of an end is not rewritten",
        ),
    )
