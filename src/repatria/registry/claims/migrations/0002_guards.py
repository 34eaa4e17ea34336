"""A claim is never rewritten and never taken away; nothing joins a record with an exercise; a record holds nothing of ours."""

from django.db import migrations

from repatria.registry.claims.guards import OURS, forbid_kind_in_records
from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

TOPIC = "SELECT incident_id FROM claims_topic WHERE id = NEW.topic_id"
PARTY = "SELECT incident_id FROM claims_party WHERE id = NEW.said_by_id"


class Migration(migrations.Migration):
    dependencies = (("claims", "0001_initial"), ("codes", "0003_guards"), ("people", "0002_guards"))
    operations = (
        forbid_changes("claims_claim", why="a claim is never rewritten; a correction is a new claim (append-only)"),
        forbid_changes("claims_document", why="a document is never rewritten; enter the better one beside it (append-only)"),
        forbid_changes("claims_loading", why="what was loaded stays loaded (append-only)"),
        freeze_columns("claims_party", ("incident_id", "name"), why="a party keeps its name"),
        freeze_columns("claims_topic", ("incident_id", "key", "label"), why="a topic keeps its name"),
        keep_kinds_apart("claims_claim", incident_of("NEW.thing_id"), TOPIC),
        keep_kinds_apart("claims_claim", incident_of("NEW.thing_id"), PARTY),
        keep_kinds_apart("claims_claim", incident_of("NEW.thing_id"), incident_of("NEW.about_id")),
        keep_kinds_apart("claims_claim", incident_of("NEW.thing_id"), incident_of("NEW.document_id")),
        keep_kinds_apart("claims_claim", incident_of("NEW.thing_id"), incident_of("NEW.supersedes_id")),
        forbid_kind_in_records("codes_thing", OURS),
    )
