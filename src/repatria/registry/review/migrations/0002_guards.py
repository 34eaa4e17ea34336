"""No signature that the rule in force does not carry; no review of one's own work; nothing joins a record with an exercise."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import forbid_changes, freeze_columns, incident_of, keep_kinds_apart
from repatria.registry.review.guards import not_agreed, not_carried, not_theirs_to_finish, own_work, rewritten_objection

SIGNED = (
    "identification_id", "statement_id", "rule_id", "signer_id", "meaning", "at", "confirmed", "statement_digest",
    "evidence_digest", "individual_digest", "list_digest", "case_digest", "rule_digest", "software", "posterior", "binding",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("review", "0001_initial"), ("identification", "0002_guards"), ("people", "0003_alter_membership_role"))
    operations = (
        forbid_changes("review_signingrule", why="a rule gets a new number, never another content"),
        forbid_changes("review_auditline", why="an audit is made again, never rewritten"),
        freeze_columns("review_signature", SIGNED, why="a signature is voided visibly, never rewritten"),
        refuse(
            "review_signature",
            "a_signature_is_carried",
            insert=not_carried(),
            update="OLD.voided IS NOT NULL AND (NEW.voided IS NULL OR NEW.void_why <> OLD.void_why)",
            why="the rule in force does not carry this signature",
        ),
        freeze_columns(
            "review_review", ("statement_id", "reviewer_id", "place", "begun"), why="a review is finished, never rewritten"
        ),
        refuse(
            "review_review",
            "a_review_is_of_others",
            insert=own_work(),
            update=not_theirs_to_finish(),
            why="nobody reviews their own work, and a finished review stays as it is",
        ),
        freeze_columns(
            "review_objection", ("review_id", "text", "raised"), why="an objection stays as it was said, and is never deleted"
        ),
        refuse(
            "review_objection",
            "an_objection_stays",
            update=rewritten_objection(),
            why="an objection and its answer stay as they were said, and a closed one stays closed",
        ),
        refuse(
            "identification_identification",
            "identification_is_agreed",
            update=not_agreed(),
            why="two reviewers who are not its author, and a signature, come first",
        ),
        freeze_columns(
            "review_audit", ("incident_id", "job_id", "rule_id", "made"), why="an audit is made again, never rewritten"
        ),
        freeze_columns("review_knownanswer", ("specimen_id", "truth_id", "made_by_id", "made"), why="a known answer is known"),
        keep_kinds_apart("review_knownanswer", incident_of("NEW.specimen_id"), incident_of("NEW.truth_id")),
    )
