"""What a signature needs, as SQL over ``NEW``: the database refuses one that the rule in force does not carry.

The Python check in actions comes first and says why in words; this one holds against whoever writes to the database. People
count, not roles: whoever wrote any version of the statement, or grouped the individual, is no reviewer of it and no signer.
"""

from __future__ import annotations

from collections.abc import Callable

from repatria.registry.inventory.guards import _trigger
from repatria.registry.journal.guards import BLANK_WORDS, Triggers

WROTE = (
    "SELECT w.by_id FROM identification_statement w WHERE w.identification_id = {identification} "
    "UNION SELECT a.author_id FROM identification_identification a WHERE a.thing_id = {identification}"
)
INDIVIDUAL = "(SELECT x.individual_id FROM identification_identification x WHERE x.thing_id = {identification})"
GROUPED = (
    "SELECT n.made_by_id FROM inventory_individual n WHERE n.made_by_id IS NOT NULL AND n.thing_id = {individual} "
    "UNION SELECT y.made_by_id FROM inventory_individualversion y WHERE y.made_by_id IS NOT NULL AND y.individual_id = {individual} "
    "UNION SELECT z.locked_by_id FROM inventory_individualversion z "
    "WHERE z.locked_by_id IS NOT NULL AND z.individual_id = {individual} "
    "UNION SELECT b.by_id FROM inventory_member b JOIN inventory_individualversion bv ON bv.id = b.version_id "
    "WHERE b.by_id IS NOT NULL AND bv.individual_id = {individual} "
    "UNION SELECT d.removed_by_id FROM inventory_member d JOIN inventory_individualversion dv ON dv.id = d.version_id "
    "WHERE d.removed_by_id IS NOT NULL AND dv.individual_id = {individual}"
)
HOLDS = (
    "SELECT 1 FROM people_membership m JOIN identification_identification h ON h.incident_id = m.incident_id "
    "JOIN people_user p ON p.id = m.user_id WHERE h.thing_id = {identification} AND m.user_id = {who} AND m.role = '{role}' "
    "AND m.until IS NULL AND p.is_active"
)
OPEN_OBJECTIONS = (
    "SELECT 1 FROM review_objection o JOIN review_review r ON r.id = o.review_id JOIN identification_statement s "
    "ON s.id = r.statement_id WHERE {statement} AND o.state IN ('open', 'answered')"
)
CONFIRMED = "EXISTS (SELECT 1 FROM review_ruledecision y WHERE y.rule_id = {rule}.id AND y.confirmed)"
IN_FORCE = f"({{rule}}.number = 1 OR {CONFIRMED})"
"""Whether a rule came into force: the shipped one, or one that a second person confirmed. Before migration 0008 every rule had."""


def asked_for(identification: str, *, two: bool = False) -> str:
    """How many reviewers the rule in force asks for; ``two`` persons make a rule."""
    came = f" AND {IN_FORCE.format(rule='k')}" if two else ""
    return (
        "COALESCE((SELECT k.reviewers FROM review_signingrule k JOIN identification_identification ki "
        f"ON ki.incident_id = k.incident_id WHERE ki.thing_id = {identification}{came} ORDER BY k.number DESC LIMIT 1), 2)"
    )


def later_rule(identification: str, *, two: bool = False) -> str:
    """A rule that came into force after the review was finished: nobody agreed under it. The shipped rule 1 is everybody's."""
    joined = "JOIN review_ruledecision y ON y.rule_id = k.id AND y.confirmed " if two else ""
    return (
        f"SELECT 1 FROM review_signingrule k {joined}JOIN identification_identification ki ON ki.incident_id = k.incident_id "
        f"WHERE ki.thing_id = {identification} AND k.number > 1 AND {'y' if two else 'k'}.at > r.finished"
    )


def own_hands(who: str, identification: str) -> str:
    """Whether ``who`` wrote a version of the statement or had a hand in the grouping of the individual."""
    individual = INDIVIDUAL.format(identification=identification)
    return f"({who} IN ({WROTE.format(identification=identification)}) OR {who} IN ({GROUPED.format(individual=individual)}))"


def agreeing(statement: str, identification: str, *, two: bool = False) -> str:
    """How many different people agree who are reviewers at this moment, had no hand in it, and knew the rule in force."""
    return (
        "SELECT count(DISTINCT r.reviewer_id) FROM review_review r JOIN identification_statement s ON s.id = r.statement_id "
        f"WHERE {statement} AND r.verdict = 'agree' AND NOT {own_hands('r.reviewer_id', identification)} "
        f"AND NOT EXISTS ({later_rule(identification, two=two)}) "
        f"AND EXISTS ({HOLDS.format(identification=identification, who='r.reviewer_id', role='reviewer')})"
    )


EVERY_LISTED = {
    "sqlite": (
        "(json_array_length(e.document, '$.posterior') >= 2 AND NOT EXISTS (SELECT 1 FROM json_each(e.document, '$.posterior') j "
        "WHERE COALESCE(json_extract(j.value, '$.with_error.leads_at_one.posterior'), 0) < u.posterior))"
    ),
    "postgresql": (
        "((SELECT count(*) FROM jsonb_array_elements(e.document->'posterior') j) >= 2 "
        "AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(e.document->'posterior') j "
        "WHERE COALESCE((j.value->'with_error'->'leads_at_one'->>'posterior')::numeric, 0) < u.posterior))"
    ),
}
"""The evidence carries the rule at every λ that it names, two at least, with reference error and leads at 1."""


def not_carried(vendor: str = "", *, two: bool = False) -> str:
    """The condition under which a new signature is refused.

    Without ``vendor`` as it was before every λ counted (migration 0002); without ``two`` as before a rule needed two persons (0008).
    """
    every = f" AND (NOT u.every_listed OR {EVERY_LISTED[vendor]})" if vendor else ""
    this = "NEW.identification_id"
    agreed = agreeing("r.statement_id = NEW.statement_id", this, two=two)
    came = f" AND {IN_FORCE.format(rule='w')}" if two else ""
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
        "AND u.id = NEW.rule_id AND u.number = (SELECT max(w.number) FROM review_signingrule w "
        f"WHERE w.incident_id = i.incident_id{came}) "
        "AND v.current AND v.state = 'locked' AND l.version_id = v.id AND e.missing_id = i.missing_id "
        "AND s.digest = NEW.statement_digest AND e.digest = NEW.evidence_digest AND v.digest = NEW.individual_digest "
        "AND l.digest = NEW.list_digest AND c.digest = NEW.case_digest "
        "AND e.posterior = NEW.posterior AND e.posterior >= u.posterior AND e.excluding = 0 "
        "AND NOT EXISTS (SELECT 1 FROM identification_exclusion f WHERE f.individual_id = i.individual_id "
        "AND f.missing_id = i.missing_id AND f.revised IS NULL) "
        f"AND (NOT u.two_donors OR e.confirmed OR e.resampled) AND ({agreed}) >= u.reviewers{every}"
    )
    own = (
        f"{own_hands('NEW.signer_id', this)} OR NEW.signer_id IN (SELECT r.reviewer_id FROM review_review r "
        "JOIN identification_statement s ON s.id = r.statement_id WHERE s.identification_id = NEW.identification_id)"
    )
    holder = HOLDS.format(identification=this, who="NEW.signer_id", role="examiner")
    return f"NOT EXISTS ({bound}) OR EXISTS ({objections}) OR {own} OR NOT EXISTS ({holder}) OR NEW.voided IS NOT NULL"


def not_agreed(*, together: bool = False, two: bool = False) -> str:
    """The condition under which an identification may not become agreed or signed, or come back before its reviewers.

    ``together``: what leaves *signed* takes its signature with it (:func:`voiding`), so that only *agreed* is held by a signature.
    ``two``: two persons make a rule.
    """
    this, statement = "NEW.thing_id", "s.identification_id = NEW.thing_id AND s.current"
    objections = OPEN_OBJECTIONS.format(statement=statement)
    signature = "SELECT 1 FROM review_signature g WHERE g.identification_id = NEW.thing_id AND g.voided IS NULL"
    few = f"({agreeing(statement, this, two=two)}) < {asked_for(this, two=two)} OR EXISTS ({objections})"
    seen = f"SELECT 1 FROM review_review r JOIN identification_statement s ON s.id = r.statement_id WHERE {statement}"
    left = " AND NEW.state <> 'agreed'" if together else ""
    return (
        f"(OLD.state <> 'agreed' AND NEW.state = 'agreed' AND ({few})) "
        f"OR (OLD.state <> 'signed' AND NEW.state = 'signed' AND NOT EXISTS ({signature})) "
        f"OR (OLD.state = '{'agreed' if together else 'signed'}' AND NEW.state <> 'signed' AND EXISTS ({signature}){left}) "
        f"OR (OLD.state = 'draft' AND NEW.state = 'review' AND EXISTS ({seen}))"
    )


def voided_alone(*, erased: bool = False) -> str:
    """The condition under which a signature may not be voided: its identification is still signed. They move together.

    ``erased``: its reason may become a tombstone after an erasure, and its moment stays (migration 0011).
    """
    stays = "NEW.voided IS NULL OR NEW.void_why <> OLD.void_why"
    if erased:
        stays = f"NEW.voided IS NULL OR NEW.voided <> OLD.voided OR (NEW.void_why <> OLD.void_why AND NEW.void_why <> {BLANK_WORDS})"
    return (
        f"(OLD.voided IS NOT NULL AND ({stays})) "
        "OR (OLD.voided IS NULL AND NEW.voided IS NOT NULL AND EXISTS (SELECT 1 FROM identification_identification i "
        "WHERE i.thing_id = NEW.identification_id AND i.state = 'signed'))"
    )


def voiding(vendor: str) -> list[str]:
    """The trigger that voids the signature of an identification in the moment in which it is signed no more, and for its reason."""
    name, table = "a_signature_goes_with_its_state", "identification_identification"
    act = (
        "UPDATE review_signature SET voided = NEW.changed, void_why = NEW.state_why "
        "WHERE identification_id = NEW.thing_id AND voided IS NULL;"
    )
    test = "OLD.state = 'signed' AND NEW.state <> 'signed'"
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} AFTER UPDATE ON {table} WHEN {test} BEGIN {act} END"]
    body = f"BEGIN IF {test} THEN {act} END IF; RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def instead(
    table: str, name: str, act: str, test: Callable[[str], str], why: str, *, before: str | Callable[[str], str]
) -> Triggers:
    """A migration operation: the refusal ``name`` of ``act`` asks ``test`` (SQL for an engine) from now on, not ``before``."""

    def put(vendor: str, asked: str) -> list[str]:
        on = "" if vendor == "sqlite" else f" ON {table}"
        return [f"DROP TRIGGER IF EXISTS {name}_{act}{on}", *_trigger(vendor, table, f"{name}_{act}", act, asked, why)]

    return Triggers(
        lambda vendor: put(vendor, test(vendor)),
        lambda vendor: put(vendor, before if isinstance(before, str) else before(vendor)),
    )


def nobodys_rule() -> str:
    """The condition under which a rule may not be entered: nobody proposed it, and it is not the one that the registry ships with."""
    shipped = "NEW.number = 1 AND NEW.by_id IS NULL AND NEW.posterior >= 0.9995 AND NEW.two_donors"
    return f"NOT (({shipped}) OR (NEW.number > 1 AND NEW.by_id IS NOT NULL))"


def alone() -> str:
    """The condition under which a word on a rule does not count: it is the shipped one, nobody's word, the word of somebody who is
    neither medical examiner nor reviewer at this moment, or a confirmation by the proposer or of another rule than the latest."""
    holder = (
        "SELECT 1 FROM review_signingrule h JOIN people_membership m ON m.incident_id = h.incident_id "
        "JOIN people_user p ON p.id = m.user_id WHERE h.id = NEW.rule_id AND m.user_id = NEW.by_id "
        "AND m.role IN ('examiner', 'reviewer') AND m.until IS NULL AND p.is_active"
    )
    latest = (
        "SELECT 1 FROM review_signingrule u WHERE u.id = NEW.rule_id AND u.number > 1 AND (NOT NEW.confirmed OR (u.by_id <> NEW.by_id "
        "AND u.number = (SELECT max(w.number) FROM review_signingrule w WHERE w.incident_id = u.incident_id)))"
    )
    return f"NEW.by_id IS NULL OR NOT EXISTS ({latest}) OR NOT EXISTS ({holder})"


def _in_review() -> str:
    """Whether the statement of ``NEW`` is the one before the reviewers."""
    return (
        "EXISTS (SELECT 1 FROM identification_statement s JOIN identification_identification i "
        "ON i.thing_id = s.identification_id WHERE s.id = NEW.statement_id AND s.current AND i.state = 'review')"
    )


def own_work() -> str:
    """The condition under which somebody may not review: they had a hand in it, are no reviewer, or it is not in review."""
    this = "(SELECT t.identification_id FROM identification_statement t WHERE t.id = NEW.statement_id)"
    holder = HOLDS.format(identification=this, who="NEW.reviewer_id", role="reviewer")
    return f"NOT {_in_review()} OR {own_hands('NEW.reviewer_id', this)} OR NOT EXISTS ({holder}) OR NEW.verdict <> ''"


def not_theirs_to_finish() -> str:
    """The condition under which a review may not change: it is finished, or its reviewer is none any more, or it is over."""
    this = "(SELECT t.identification_id FROM identification_statement t WHERE t.id = NEW.statement_id)"
    holder = HOLDS.format(identification=this, who="NEW.reviewer_id", role="reviewer")
    changed = "NEW.verdict <> OLD.verdict OR NEW.digest <> OLD.digest OR NEW.words <> OLD.words OR NEW.finished <> OLD.finished"
    return (
        f"(OLD.verdict <> '' AND ({changed})) "
        f"OR (OLD.verdict = '' AND NEW.verdict <> '' AND (NOT {_in_review()} OR NOT EXISTS ({holder})))"
    )


def rewritten_objection() -> str:
    """The condition under which an objection would say something else than it said."""
    return (
        "(OLD.answer <> '' AND NEW.answer <> OLD.answer) OR (OLD.closing <> '' AND NEW.closing <> OLD.closing) "
        "OR (OLD.state IN ('settled', 'minority') AND NEW.state <> OLD.state)"
    )
