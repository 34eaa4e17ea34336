"""A bone that is signed as somebody leaves neither with a group nor under a number."""

from django.db import migrations

from repatria.registry.homecoming.guards_staying import leaves_without_its_name, takes_a_named_bone_along
from repatria.registry.inventory.guards import refuse

WHY = "a bone that has a name by now leaves by the release of that person"


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0008_by_a_release_only"),)
    operations = (
        refuse("homecoming_portion", "a_named_bone_is_no_part_of_a_group", insert=leaves_without_its_name(), why=WHY),
        refuse("homecoming_release", "nobody_leaves_without_their_name", update=takes_a_named_bone_along(), why=WHY),
    )
