"""What a family wished under a name that was rescinded since lets nothing leave under the right one."""

from django.db import migrations

from repatria.registry.homecoming.guards_staying import rests_on_an_old_wish
from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0013_taken_back_on_its_day"),)
    operations = (
        refuse(
            "homecoming_release",
            "an_old_wish_opens_nothing",
            insert=rests_on_an_old_wish(on="insert"),
            update=rests_on_an_old_wish(on="update"),
            why="what was wished under a name that was rescinded since is asked again before anything leaves",
        ),
    )
