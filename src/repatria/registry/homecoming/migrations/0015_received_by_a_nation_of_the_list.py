"""Whoever receives a group stands on the incident's list of nations. What two nations signed before stays as it is."""

from django.db import migrations

from repatria.registry.homecoming.guards_nations import RECEIVED_BY_ANOTHER, RECEIVED_BY_NOBODY_KNOWN
from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0014_an_old_wish_opens_nothing"),)
    operations = (
        refuse(
            "homecoming_determination",
            "a_nation_of_the_list_receives",
            insert=RECEIVED_BY_NOBODY_KNOWN,
            update=RECEIVED_BY_ANOTHER,
            why="a nation on the list of the incident receives them",
        ),
    )
