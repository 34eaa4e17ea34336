"""Days, answers, counts and ends on the way home are written once; nobody is laid to rest without a bone that arrived."""

from django.db import migrations

from repatria.registry.homecoming.guards_once import NO_BONE, UNFOUNDED, written_once
from repatria.registry.inventory.guards import refuse

WHY = "what was written down on the way home is not written over"


def once(table: str, also: str = "", **columns: str):
    """No update of a table of this stage writes over what these columns hold (see written_once)."""
    test = written_once(**columns) + (f" OR ({also})" if also else "")
    return refuse(f"homecoming_{table}", f"{table}_is_written_once", update=test, why=WHY)


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0006_corrections_say_as_of_when"), ("identification", "0002_guards"))
    operations = (
        once("conversation", fixed="on", ends="answered answered_by_id", words="answer"),
        once("notification", UNFOUNDED, ends="told_by_id ended", words="words channel language instead ended_why"),
        once("attempt", fixed="on", ends="next_on"),
        once("briefing", fixed="on"),
        once("publication", fixed="on", ends="withdrawn", words="withdrawn_why"),
        once("election", ends="until"),
        once("disagreement", ends="settled settled_by_id", words="decided_by settlement"),
        once(
            "release",
            ends="out out_by_id arrived arrived_by_id prepared_by_id",
            words="receiver escort honours signed_by document cancelled_why",
        ),
        once("portion", ends="out_g out_pieces in_g in_pieces counted_in", never_again="standing"),
        once("burial", fixed="on", ends="opened", words="opened_why exhumation"),
        once("portionevent", ends="done done_by_id release_id", words="words"),
        once("enquiry", fixed="due", ends="answered answered_by_id", words="answer"),
        once("letter", fixed="on next_on", objects="body"),
        once("door", fixed="until", ends="locked ended", words="ended_why"),
        once("comparison", fixed="on"),
        once("determination", ends="signed reversed", words="reversed_why"),
        refuse(
            "homecoming_burial",
            "a_grave_holds_a_bone",
            insert=NO_BONE,
            why="no bone of this release arrived, or all came back",
        ),
    )
