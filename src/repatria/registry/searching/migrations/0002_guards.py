"""A result is written once and never again; a fence only grows; nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart

SEARCH = "SELECT incident_id FROM searching_search WHERE thing_id = NEW.search_id"
LISTING = "SELECT s.incident_id FROM searching_search s JOIN searching_candidatelist l ON l.search_id = s.thing_id WHERE l.id = NEW.listing_id"


class Migration(migrations.Migration):
    dependencies = (("searching", "0001_initial"), ("inventory", "0002_guards"))
    operations = (
        forbid_changes("searching_snapshot", why="a snapshot is frozen"),
        forbid_changes("searching_listrule", why="a rule gets a new number, never another content"),
        forbid_changes("searching_candidatelist", why="a candidate list is made again by a new search, never rewritten"),
        forbid_changes("searching_candidate", why="a candidate list is made again by a new search, never rewritten"),
        freeze_columns(
            "searching_search",
            ("thing_id", "incident_id", "number", "extent", "job_id", "rule_id", "made"),
            why="what was asked of a search is not rewritten",
        ),
        refuse(
            "searching_search",
            "a_finished_search_stays",
            update="OLD.finished IS NOT NULL AND (NEW.finished IS NULL OR OLD.result_digest <> NEW.result_digest "
            "OR OLD.snapshot_id <> NEW.snapshot_id OR OLD.software <> NEW.software)",
            why="a finished search keeps its result",
        ),
        freeze_columns("searching_job", ("incident_id", "kind", "asked"), why="what was asked of a job is not rewritten"),
        refuse(
            "searching_job",
            "a_fence_only_grows",
            update="NEW.fence < OLD.fence OR (OLD.state IN ('done', 'failed', 'cancelled') AND NEW.state <> OLD.state)",
            why="a fence only grows, and an ended job stays ended",
        ),
        keep_kinds_apart("searching_search", incident_of("NEW.thing_id"), "NEW.incident_id"),
        keep_kinds_apart("searching_candidate", incident_of("NEW.missing_id"), LISTING),
    )
