"""What was said about people is added to, never rewritten; and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

ADDED_TO = "what was said about a person is added to, never rewritten"
NODE = "SELECT t.incident_id FROM families_pedigreenode n JOIN codes_thing t ON t.id = n.family_id WHERE n.id = NEW.{}"


def of_thing(table: str, left: str, right: str):
    return keep_kinds_apart(f"families_{table}", incident_of(f"NEW.{left}"), incident_of(f"NEW.{right}"))


class Migration(migrations.Migration):
    dependencies = (("families", "0001_initial"), ("codes", "0003_guards"), ("custody", "0003_guards"))
    operations = (
        freeze_columns("families_missingperson", ("thing_id", "incident_id"), why="nobody is taken off the list"),
        freeze_columns("families_kin", ("thing_id", "incident_id"), why="a relative is never deleted"),
        freeze_columns("families_family", ("thing_id", "incident_id"), why="a family is never deleted"),
        freeze_columns(
            "families_personname",
            ("thing_id", "kind", "whole", "family", "given", '"order"', "script"),
            why="a name is ended, never rewritten",
        ),
        freeze_columns(
            "families_missingstatus",
            ("person_id", "word", "category", "board", "reason", "source", "first", "last", "raw", "at"),
            why=ADDED_TO,
        ),
        freeze_columns(
            "families_loss",
            (
                "person_id",
                "place",
                "longitude",
                "latitude",
                "radius_km",
                "unit",
                "circumstances",
                "source",
                "first",
                "last",
                "raw",
                "at",
            ),
            why=ADDED_TO,
        ),
        forbid_changes("families_recorded", why=ADDED_TO),
        forbid_changes("families_onfile", why=ADDED_TO),
        forbid_changes("families_version", why=ADDED_TO),
        forbid_changes("families_pedigreeversion", why=ADDED_TO),
        forbid_changes("families_contactattempt", why=ADDED_TO),
        forbid_changes("families_donation", why="a sample that was given stays given"),
        freeze_columns("families_contact", ("kin_id", "channel", "value"), why="a contact is ended, never rewritten"),
        freeze_columns(
            "families_consent",
            ("kin_id", "purpose", "given_on", "form", "taken_by"),
            why="a consent is withdrawn, never rewritten",
        ),
        freeze_columns(
            "families_wish",
            ("person_id", "number", "next_of_kin_id", "directs_id", "language", "detail", "later", "may_be_told", "since"),
            why=ADDED_TO,
        ),
        freeze_columns("families_pedigreenode", ("family_id", "code"), why="a person of a family is never deleted"),
        freeze_columns(
            "families_parentage", ("child_id", "parent_id", "role", "kind"), why="a relation is ended, never rewritten"
        ),
        freeze_columns(
            "families_importbatch", ("thing_id", "incident_id", "what", "digest"), why="an import is undone, never deleted"
        ),
        freeze_columns(
            "families_earlierdecision",
            ("person_id", "incident_id", "remains", "remains_thing_id", "issuer", "rule", "document", "first", "last", "raw"),
            why="a decision of others is withdrawn, never rewritten",
        ),
        of_thing("missingperson", "thing_id", "merged_into_id"),
        of_thing("missingperson", "thing_id", "batch_id"),
        keep_kinds_apart("families_missingperson", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("families_kin", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("families_family", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("families_namekey", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("families_importbatch", incident_of("NEW.thing_id"), "NEW.incident_id"),
        of_thing("pedigreenode", "family_id", "missing_id"),
        of_thing("pedigreenode", "family_id", "kin_id"),
        keep_kinds_apart("families_parentage", NODE.format("child_id"), NODE.format("parent_id")),
        of_thing("donation", "thing_id", "kin_id"),
        of_thing("wish", "person_id", "next_of_kin_id"),
        of_thing("wish", "person_id", "directs_id"),
        keep_kinds_apart("families_earlierdecision", incident_of("NEW.person_id"), "NEW.incident_id"),
        of_thing("earlierdecision", "person_id", "remains_thing_id"),
        of_thing("earlierdecision", "person_id", "batch_id"),
        of_thing("importrow", "batch_id", "thing_id"),
    )
