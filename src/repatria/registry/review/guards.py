"""What a signature needs, as SQL over ``NEW``: the database refuses one that the rule in force does not carry.

The Python check in actions comes first and says why in words; this one holds against whoever writes to the database.
"""

from __future__ import annotations

AUTHOR = "SELECT i.author_id FROM identification_identification i WHERE i.thing_id = NEW.identification_id"
AGREEING = (
    "SELECT count(*) FROM review_review r JOIN identification_statement s ON s.id = r.statement_id "
    "WHERE {statement} AND r.verdict = 'agree' AND r.reviewer_id <> s.by_id AND r.reviewer_id <> ({author})"
)
OPEN_OBJECTIONS = (
    "SELECT 1 FROM review_objection o JOIN review_review r ON r.id = o.review_id JOIN identification_statement s "
    "ON s.id = r.statement_id WHERE {statement} AND o.state IN ('open', 'answered')"
)


def not_carried() -> str:
    """The condition under which a new signature is refused."""
    agreeing = AGREEING.format(statement="r.statement_id = NEW.statement_id", author=AUTHOR)
    objections = OPEN_OBJECTIONS.format(statement="r.statement_id = NEW.statement_id")
    bound = (
        "SELECT 1 FROM identification_identification i "
        "JOIN identification_statement s ON s.identification_id = i.thing_id "
        "JOIN identification_evidencefile e ON e.id = s.evidence_id "
        "JOIN searching_candidatelist l ON l.id = e.listing_id "
        "JOIN searching_search q ON q.thing_id = l.search_id "
        "JOIN searching_snapshot c ON c.id = q.snapshot_id "
        "JOIN inventory_individualversion v ON v.id = i.version_id "
        "JOIN review_signingrule u ON u.incident_id = i.incident_id "
        "WHERE i.thing_id = NEW.identification_id AND i.state = 'agreed' AND s.id = NEW.statement_id AND s.current "
        "AND u.id = NEW.rule_id AND u.number = (SELECT max(w.number) FROM review_signingrule w WHERE w.incident_id = i.incident_id) "
        "AND v.current AND v.state = 'locked' AND l.version_id = v.id AND e.missing_id = i.missing_id "
        "AND s.digest = NEW.statement_digest AND e.digest = NEW.evidence_digest AND v.digest = NEW.individual_digest "
        "AND l.digest = NEW.list_digest AND c.digest = NEW.case_digest "
        "AND e.posterior = NEW.posterior AND e.posterior >= u.posterior AND e.excluding = 0 "
        f"AND (NOT u.two_donors OR e.confirmed OR e.resampled) AND ({agreeing}) >= u.reviewers"
    )
    own = (
        f"NEW.signer_id = ({AUTHOR}) OR NEW.signer_id IN (SELECT r.reviewer_id FROM review_review r "
        "JOIN identification_statement s ON s.id = r.statement_id WHERE s.identification_id = NEW.identification_id)"
    )
    holder = (
        "SELECT 1 FROM people_membership m JOIN identification_identification i ON i.incident_id = m.incident_id "
        "WHERE i.thing_id = NEW.identification_id AND m.user_id = NEW.signer_id AND m.role = 'examiner' AND m.until IS NULL"
    )
    return f"NOT EXISTS ({bound}) OR EXISTS ({objections}) OR {own} OR NOT EXISTS ({holder}) OR NEW.voided IS NOT NULL"


def not_agreed() -> str:
    """The condition under which an identification may not become agreed or signed."""
    statement = "s.identification_id = NEW.thing_id AND s.current"
    agreeing = AGREEING.format(statement=statement, author="NEW.author_id")
    objections = OPEN_OBJECTIONS.format(statement=statement)
    signature = "SELECT 1 FROM review_signature g WHERE g.identification_id = NEW.thing_id AND g.voided IS NULL"
    few = f"({agreeing}) < 2 OR EXISTS ({objections})"
    return (
        f"(OLD.state <> 'agreed' AND NEW.state = 'agreed' AND ({few})) "
        f"OR (OLD.state <> 'signed' AND NEW.state = 'signed' AND NOT EXISTS ({signature})) "
        f"OR (OLD.state = 'signed' AND NEW.state <> 'signed' AND EXISTS ({signature}))"
    )


def own_work() -> str:
    """The condition under which somebody may not review: they wrote it, or it is not the statement in review."""
    return (
        "NOT EXISTS (SELECT 1 FROM identification_statement s JOIN identification_identification i "
        "ON i.thing_id = s.identification_id WHERE s.id = NEW.statement_id AND s.current AND i.state = 'review' "
        "AND NEW.reviewer_id <> s.by_id AND NEW.reviewer_id <> i.author_id) OR NEW.verdict <> ''"
    )
