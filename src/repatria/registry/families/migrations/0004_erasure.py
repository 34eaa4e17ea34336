"""What was said about people still is never rewritten, but an erasure may blank it: to one tombstone, and to nothing else."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_NOTHING, BLANK_OBJECT, BLANK_WORDS, freeze_but_blank

ADDED_TO = "what was said about a person is added to, never rewritten"
NUMBERED = "'(erased)-' || OLD.id"


def words(*columns: str) -> dict[str, str]:
    return dict.fromkeys(columns, BLANK_WORDS)


def nothing(*columns: str) -> dict[str, str]:
    return dict.fromkeys(columns, BLANK_NOTHING)


class Migration(migrations.Migration):
    dependencies = (("families", "0003_whole_names"), ("codes", "0003_guards"))
    operations = (
        freeze_but_blank(
            "codes_identifier",
            ("thing_id", "incident_id", "issuer", "personal"),
            {"value": NUMBERED, "normal": NUMBERED},
            why="an identifier is withdrawn, never rewritten",
        ),
        freeze_but_blank(
            "families_personname",
            ("thing_id", "kind", '"order"', "script"),
            words("whole", "family", "given", "source"),
            why="a name is ended, never rewritten",
        ),
        freeze_but_blank(
            "families_missingstatus",
            ("person_id", "category", "at"),
            {**words("word", "board", "reason", "source", "raw"), **nothing("first", "last")},
            why=ADDED_TO,
        ),
        freeze_but_blank(
            "families_loss",
            ("person_id", "at"),
            {
                **words("place", "unit", "circumstances", "source", "raw"),
                **nothing("first", "last", "longitude", "latitude", "radius_km"),
            },
            why=ADDED_TO,
        ),
        freeze_but_blank(
            "families_recorded",
            ("id", "person_id", "what", "at", "by_id", "batch_id"),
            {**words("value", "source"), **nothing("number")},
            why=ADDED_TO,
        ),
        freeze_but_blank("families_onfile", ("id", "person_id", "kind", "at", "by_id"), words("note", "source"), why=ADDED_TO),
        freeze_but_blank(
            "families_version",
            ("id", "thing_id", "number", "at", "by_id", "batch_id"),
            {**words("reason"), "body": BLANK_OBJECT},
            why=ADDED_TO,
        ),
        freeze_but_blank(
            "families_contactattempt",
            ("id", "kin_id", '"on"', "channel", "outcome", "at", "by_id"),
            words("note"),
            why=ADDED_TO,
        ),
        freeze_but_blank(
            "families_contact", ("kin_id", "channel"), words("value", "note"), why="a contact is ended, never rewritten"
        ),
        freeze_but_blank(
            "families_wish",
            ("person_id", "number", "next_of_kin_id", "directs_id", "detail", "later", "since"),
            words("language", "may_be_told"),
            why=ADDED_TO,
        ),
    )
