"""Remains are laid to rest under what stands: a signature that covers their bones, two nations, a write-up that did not end."""

from django.db import migrations

from repatria.registry.homecoming import guards_going as guards
from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0004_later_portions_obey_the_wish"),)
    operations = (
        refuse(
            "homecoming_burial",
            "laid_to_rest_on_what_stands",
            insert=guards.rests_on_nothing(),
            why="what this release rests on fell, and nothing is laid to rest under it",
        ),
    )
