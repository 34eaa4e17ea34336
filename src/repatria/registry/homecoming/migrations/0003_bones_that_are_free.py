"""A bone without a name is in nobody's identification and in one ending; what a nation signed stays as it read it."""

from django.db import migrations

from repatria.registry.homecoming import guards_ending as guards
from repatria.registry.inventory.guards import refuse

FREE = "the bone stands in an identification, in another ending or in a release"


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0002_guards"), ("inventory", "0001_initial"), ("identification", "0002_guards"))
    operations = (
        refuse(
            "homecoming_determinationmember",
            "a_determined_bone_is_free",
            insert=guards.not_free("homecoming_unresolvedmember"),
            update=f"{guards.comes_back('homecoming_unresolvedmember')} OR {guards.signed_manifest_changes()}",
            why=FREE + ", or a nation has signed the manifest",
        ),
        refuse(
            "homecoming_unresolvedmember",
            "an_unresolved_bone_is_free",
            insert=guards.not_free("homecoming_determinationmember"),
            update=guards.comes_back("homecoming_determinationmember"),
            why=FREE,
        ),
        refuse(
            "homecoming_determination",
            "a_determination_stays_as_read",
            update=f"{guards.words_change_after_signature()} OR {guards.signed_without_free_bones()}",
            why="what a nation has read and signed is not changed, and what is given up or holds no free bones is not signed",
        ),
        refuse(
            "homecoming_determinationsignature",
            "two_nations_read_the_same",
            insert=guards.another_reading(),
            why="two different nations sign the same text and the same manifest",
        ),
        refuse(
            "homecoming_unresolved",
            "what_ended_stays_ended",
            update=guards.ended_again(),
            why="what has ended stays ended, with its reason",
        ),
        refuse(
            "homecoming_correction",
            "a_correction_closes_when_all_is_done",
            insert="NEW.closed IS NOT NULL",
            update=guards.closed_too_early(),
            why="a correction closes when every step has ended, and stays closed",
        ),
        refuse(
            "homecoming_correctionstep",
            "a_step_ends_once",
            insert=guards.step_of_closed(),
            update="OLD.done IS NOT NULL AND (NEW.done IS NULL OR NEW.done <> OLD.done)",
            why="a step that has ended stays ended, and a closed correction gets no further step",
        ),
    )
