"""A bone by which somebody is being identified leaves neither with a group, nor under a number, nor with anybody outside."""

from django.db import migrations

from repatria.registry.homecoming.guards_staying import (
    SIGNED,
    STANDING,
    leaves_by_another_door,
    leaves_without_its_name,
    takes_a_named_bone_along,
)
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import Triggers

WHY = "a bone that has a name by now leaves by the release of that person"


def guards(state: str) -> tuple[Triggers, ...]:
    """The three guards of bones that have a name; ``state``: from which state of an identification on, as SQL."""
    return (
        refuse(
            "custody_holding",
            "what_goes_home_goes_by_a_release",
            insert=leaves_by_another_door(state),
            why="what has a name or an ending leaves by its release only",
        ),
        refuse("homecoming_portion", "a_named_bone_is_no_part_of_a_group", insert=leaves_without_its_name(state), why=WHY),
        refuse("homecoming_release", "nobody_leaves_without_their_name", update=takes_a_named_bone_along(state), why=WHY),
    )


def instead(before: Triggers, now: Triggers) -> Triggers:
    """One guard in the place of another of the same name."""
    return Triggers(
        lambda vendor: [*before.down(vendor), *now.up(vendor)],
        lambda vendor: [*now.down(vendor), *before.up(vendor)],
    )


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0010_a_withdrawn_text_can_be_erased"),)
    operations = tuple(instead(before, now) for before, now in zip(guards(SIGNED), guards(STANDING), strict=True))
