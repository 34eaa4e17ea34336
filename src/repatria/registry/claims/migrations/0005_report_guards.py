"""A report, what was proposed of it and what was decided are added to, never rewritten; an erasure blanks words; kinds stay apart."""

from django.db import migrations

from repatria.registry.journal.guards import BLANK_OBJECT, BLANK_WORDS, freeze_but_blank, incident_of, keep_kinds_apart

REPORT = "SELECT t.incident_id FROM codes_thing t JOIN claims_proposal p ON p.report_id = t.id WHERE p.id = NEW.proposal_id"


class Migration(migrations.Migration):
    dependencies = (("claims", "0004_reports"), ("codes", "0003_guards"), ("people", "0002_guards"))
    operations = (
        freeze_but_blank(
            "claims_report",
            ("document_id", "software", "read_at"),
            dict.fromkeys(("text", "place"), BLANK_WORDS),
            why="a report is never rewritten; enter another document (append-only)",
        ),
        freeze_but_blank(
            "claims_proposal",
            ("report_id", "number", "kind", "start", "stop"),
            {"told": BLANK_OBJECT},
            why="a proposal is never rewritten; decide of it again (append-only)",
        ),
        freeze_but_blank(
            "claims_judgement",
            ("proposal_id", "verdict", "claim_id", "by_id", "at"),
            {"reason": BLANK_WORDS},
            why="a decision is followed by another, never rewritten (append-only)",
        ),
        keep_kinds_apart("claims_judgement", REPORT, incident_of("NEW.claim_id")),
    )
