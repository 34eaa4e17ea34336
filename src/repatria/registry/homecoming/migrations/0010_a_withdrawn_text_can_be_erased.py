"""Why a public text was withdrawn is not rewritten, but may become a tombstone after an erasure."""

from django.db import migrations

from repatria.registry.homecoming.guards import untold
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import BLANK_WORDS, Triggers

REWRITTEN = "OLD.withdrawn IS NOT NULL AND (NEW.withdrawn IS NULL OR (NEW.withdrawn_why <> OLD.withdrawn_why{but}))"


def told_before_public(but: str) -> Triggers:
    """The guard of public texts; ``but``: what a reason may become all the same, as SQL."""
    return refuse(
        "homecoming_publication",
        "told_before_public",
        insert=untold(),
        update=REWRITTEN.format(but=but),
        why="the family is told before a name is public",
    )


BEFORE, NOW = told_before_public(""), told_before_public(f" AND NEW.withdrawn_why <> {BLANK_WORDS}")


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0009_nobody_leaves_without_their_name"),)
    operations = (
        Triggers(
            lambda vendor: [*BEFORE.down(vendor), *NOW.up(vendor)],
            lambda vendor: [*NOW.down(vendor), *BEFORE.up(vendor)],
        ),
    )
