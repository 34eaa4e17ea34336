"""A matter, a state told of it and a leg are added, never rewritten; an erasure blanks words; nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank, incident_of, keep_kinds_apart

PARTY = "SELECT incident_id FROM claims_party WHERE id = NEW.{}_id"
MATTER = "SELECT incident_id FROM codes_thing WHERE id = NEW.matter_id"
HERE = incident_of("NEW.thing_id")


class Migration(migrations.Migration):
    dependencies = (
        ("programme", "0001_initial"),
        ("claims", "0002_guards"),
        ("codes", "0007_alter_counter_kind_alter_thing_kind"),
        ("people", "0002_guards"),
    )
    operations = (
        freeze_but_blank(
            "programme_matter",
            (
                *(
                    "thing_id",
                    "kind",
                    "by_id",
                    "to_id",
                    "since",
                    "since_precision",
                    "until",
                    "until_precision",
                    "place",
                    "ahead",
                ),
                *("part", "document_id", "claim_id", "about_id", "entered"),
            ),
            dict.fromkeys(("title", "words", "quote"), BLANK_WORDS),
            why="a matter is never rewritten; tell what came of it (append-only)",
        ),
        freeze_but_blank(
            "programme_step",
            ("matter_id", "state", "according_to_id", "day", "precision", "document_id", "entered"),
            dict.fromkeys(("words", "quote"), BLANK_WORDS),
            why="a state is never rewritten; another is told beside it (append-only)",
        ),
        freeze_but_blank(
            "programme_leg",
            (
                *("matter_id", "number", "purpose", "origin", "origin_ahead", "departed", "departed_precision", "destination"),
                *("destination_ahead", "arrived", "arrived_precision", "vehicle", "load", "honours", "flag", "document_id"),
                "entered",
            ),
            dict.fromkeys(("crew", "on_hand"), BLANK_WORDS),
            why="a leg is never rewritten (append-only)",
        ),
        keep_kinds_apart("programme_matter", HERE, PARTY.format("by")),
        keep_kinds_apart("programme_matter", HERE, PARTY.format("to")),
        keep_kinds_apart("programme_matter", HERE, incident_of("NEW.document_id")),
        keep_kinds_apart("programme_matter", HERE, incident_of("NEW.claim_id")),
        keep_kinds_apart("programme_matter", HERE, incident_of("NEW.about_id")),
        keep_kinds_apart("programme_step", MATTER, PARTY.format("according_to")),
        keep_kinds_apart("programme_step", MATTER, incident_of("NEW.document_id")),
        keep_kinds_apart("programme_leg", MATTER, incident_of("NEW.document_id")),
    )
