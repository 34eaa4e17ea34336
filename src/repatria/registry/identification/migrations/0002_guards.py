"""Evidence is frozen, states move along their table, and nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.identification.guards import forbidden_move, forbidden_start
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

INDIVIDUAL = incident_of("NEW.individual_id")
MISSING = incident_of("NEW.missing_id")
LISTING = "SELECT s.incident_id FROM searching_search s JOIN searching_candidatelist l ON l.search_id = s.thing_id WHERE l.id = NEW.listing_id"


class Migration(migrations.Migration):
    dependencies = (("identification", "0001_initial"), ("searching", "0002_guards"))
    operations = (
        forbid_changes("identification_evidencefile", why="evidence is made again, never rewritten"),
        freeze_columns(
            "identification_lead",
            ("individual_id", "missing_id", "kind", "log_lr", "by_id", "at"),
            why="a lead is taken back with a reason, never rewritten",
        ),
        freeze_columns(
            "identification_exclusion",
            ("individual_id", "missing_id", "ground", "evidence_id", "by_id", "at"),
            why="an exclusion is taken back with a reason, never rewritten",
        ),
        freeze_columns(
            "identification_identification",
            ("thing_id", "incident_id", "individual_id", "version_id", "missing_id", "author_id", "made"),
            why="who was identified as whom, and by whom, is not rewritten",
        ),
        freeze_columns(
            "identification_statement",
            ("identification_id", "number", "evidence_id", "inputs_digest", "inputs", "digest", "by_id", "at"),
            why="a statement gets a new version, never another content",
        ),
        refuse(
            "identification_identification",
            "identification_moves",
            insert=forbidden_start(),
            update=forbidden_move(),
            why="the table of states knows no such step",
        ),
        keep_kinds_apart("identification_lead", INDIVIDUAL, MISSING),
        keep_kinds_apart("identification_exclusion", INDIVIDUAL, MISSING),
        keep_kinds_apart("identification_identification", INDIVIDUAL, MISSING),
        keep_kinds_apart("identification_identification", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("identification_evidencefile", MISSING, LISTING),
    )
