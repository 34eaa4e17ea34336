"""Remains that have a name or an ending leave by a release only; a later bone is of the individual; no telling is older than its signature."""

from django.db import migrations

from repatria.registry.homecoming.guards_staying import STRANGERS_BONE, TOLD_BEFORE_SIGNED, leaves_by_another_door
from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0007_written_once"), ("custody", "0001_initial"))
    operations = (
        refuse(
            "custody_holding",
            "what_goes_home_goes_by_a_release",
            insert=leaves_by_another_door(),
            why="what has a name or an ending leaves by its release only",
        ),
        refuse(
            "homecoming_portionevent",
            "a_later_bone_is_of_the_individual",
            insert=STRANGERS_BONE,
            why="this bone is no part of the individual that was identified",
        ),
        refuse(
            "homecoming_notification",
            "no_telling_is_older_than_its_signature",
            update=TOLD_BEFORE_SIGNED,
            why="a telling is not dated before its signature",
        ),
    )
