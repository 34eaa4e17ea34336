"""A genotype is superseded, never rewritten; a file is read once; and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.journal.guards import freeze_columns, incident_of, keep_kinds_apart

THING = incident_of("NEW.thing_id")
CONTROL = "SELECT incident_id FROM laboratory_control WHERE id = NEW.control_id"
RUN = "SELECT incident_id FROM laboratory_run WHERE id = NEW.run_id"


class Migration(migrations.Migration):
    dependencies = (("laboratory", "0001_initial"), ("custody", "0003_guards"))
    operations = (
        freeze_columns(
            "laboratory_sample",
            ("item_id", "parent_id", "root_id", "before_mg", "taken_mg", "remaining_mg", "lost_mg", "cut"),
            why="what was cut is not rewritten",
        ),
        freeze_columns(
            "laboratory_extraction",
            ("sample_id", "number", "method", "used_mg", "failed"),
            why="an extraction is not rewritten",
        ),
        freeze_columns("laboratory_request", ("thing_id", "sent_to", "wanted", "made"), why="a request is not rewritten"),
        freeze_columns("laboratory_requestline", ("request_id", "item_id"), why="a request is not rewritten"),
        freeze_columns(
            "laboratory_delivery", ("thing_id", "incident_id", "run_id", "name", "sha256", "at"), why="a file is read once"
        ),
        freeze_columns(
            "laboratory_deliveryline", ("delivery_id", "row", "called", "outcome", "profile_id"), why="a file is read once"
        ),
        freeze_columns(
            "laboratory_profile",
            (
                "thing_id",
                "calls",
                "raw",
                "sex",
                "type",
                "digest",
                "delivery_id",
                "called",
                "first_reader",
                "supersedes_id",
                "made",
            ),
            why="a genotype is superseded, never rewritten",
        ),
        freeze_columns(
            "laboratory_consensus",
            ("subject_id", "version", "calls", "sex", "members", "contradictions", "digest"),
            why="a consensus gets a new version, never another content",
        ),
        freeze_columns(
            "laboratory_control", ("incident_id", "token", "kind", "calls"), why="a control is ended, never rewritten"
        ),
        freeze_columns(
            "laboratory_alarm",
            ("profile_id", "kind", "about", "sentence", "opened"),
            why="an alarm is answered, never rewritten",
        ),
        freeze_columns("laboratory_sameperson", ("left_id", "right_id", "log_lr"), why="a comparison is not rewritten"),
        keep_kinds_apart("laboratory_sample", incident_of("NEW.item_id"), incident_of("NEW.parent_id")),
        keep_kinds_apart("laboratory_sample", incident_of("NEW.item_id"), incident_of("NEW.root_id")),
        keep_kinds_apart("laboratory_requestline", incident_of("NEW.request_id"), incident_of("NEW.item_id")),
        keep_kinds_apart("laboratory_delivery", THING, "NEW.incident_id"),
        keep_kinds_apart("laboratory_delivery", THING, incident_of("NEW.request_id")),
        keep_kinds_apart("laboratory_delivery", THING, RUN),
        keep_kinds_apart("laboratory_deliveryline", incident_of("NEW.delivery_id"), incident_of("NEW.profile_id")),
        keep_kinds_apart("laboratory_profile", THING, incident_of("NEW.of_id")),
        keep_kinds_apart("laboratory_profile", THING, incident_of("NEW.subject_id")),
        keep_kinds_apart("laboratory_profile", THING, incident_of("NEW.delivery_id")),
        keep_kinds_apart("laboratory_profile", THING, incident_of("NEW.supersedes_id")),
        keep_kinds_apart("laboratory_alarm", incident_of("NEW.profile_id"), incident_of("NEW.other_id")),
        keep_kinds_apart("laboratory_alarm", incident_of("NEW.profile_id"), CONTROL),
        keep_kinds_apart("laboratory_sameperson", incident_of("NEW.left_id"), incident_of("NEW.right_id")),
    )
