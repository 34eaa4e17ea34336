"""A telling taken back keeps the day on which the family was told that it was wrong; the day is written once, and not before the telling."""

from django.db import migrations, models

from repatria.registry.homecoming.guards_once import UNFOUNDED, written_once
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import Triggers

WORDS = "words channel language instead ended_why"
WHY = "what was written down on the way home is not written over"
BEFORE_THE_TELLING = "(NEW.taken_back_on IS NOT NULL AND (NEW.state <> 'taken back' OR NEW.taken_back_on < NEW.told_on))"


def once(ends: str, also: str) -> Triggers:
    """The guard of notifications; ``ends``: columns that are filled once, ``also``: what is refused besides, as SQL."""
    test = f"{written_once(ends=ends, words=WORDS)} OR ({also})"
    return refuse("homecoming_notification", "notification_is_written_once", update=test, why=WHY)


BEFORE = once("told_by_id ended", UNFOUNDED)
NOW = once("told_by_id ended taken_back_on", f"{UNFOUNDED} OR {BEFORE_THE_TELLING}")


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0012_nations_are_chosen"),)
    operations = (
        migrations.AddField("notification", "taken_back_on", models.DateField(blank=True, null=True)),
        Triggers(
            lambda vendor: [*BEFORE.down(vendor), *NOW.up(vendor)],
            lambda vendor: [*NOW.down(vendor), *BEFORE.up(vendor)],
        ),
    )
