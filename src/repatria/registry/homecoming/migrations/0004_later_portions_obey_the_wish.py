"""A later bone ends as the wish says and leaves after the telling; a grave follows an arrival."""

from django.db import migrations

from repatria.registry.homecoming import guards_going as guards
from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0003_bones_that_are_free"),)
    operations = (
        refuse(
            "homecoming_portionevent",
            "a_later_portion_obeys_the_wish",
            insert="NEW.outcome <> ''",
            update=guards.answered_otherwise(),
            why="what comes to light later ends as the standing wish says",
        ),
        refuse(
            "homecoming_portion",
            "told_first_if_so_wished",
            insert=guards.not_told_first(),
            why="the family wished to be told of this first",
        ),
        refuse(
            "homecoming_burial",
            "laid_to_rest_after_arrival",
            insert=guards.not_arrived(),
            why="a release is counted in before its grave is written down",
        ),
    )
