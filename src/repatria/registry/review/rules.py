"""What a signature needs: rules are versioned data. A new one gets the next number; old ones stay readable.

A new rule needs two persons: a medical examiner proposes it, another medical examiner or a reviewer confirms it. Until then the one
before it stays in force. Only the latest proposal is confirmed, so that no proposal is read beside a rule that it never saw.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.journal.verifier import canonical
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import entries
from repatria.registry.review.models import RuleDecision, SigningRule

SHIPPED_POSTERIOR = Decimal("0.9995")
SHIPPED_GROUND = (
    "The rule that this registry ships with: at least 99.95 % with reference error included and leads at 1; two donors whose "
    "kinship the data confirm, or one donor re-sampled. Two DNA systems from one tube do not count as two."
)
LEAST, MOST = Decimal("0.99"), Decimal("0.9999999")
REVIEWERS_MOST = 6


STANDS = {
    "force": _("in force"),
    "past": _("was in force"),
    "waits": _("waits for a second person"),
    "declined": _("declined; it never was in force"),
    "replaced": _("replaced by a later proposal; it never was in force"),
}
"""How a rule stands, in words."""


def came(incident: Incident) -> QuerySet[SigningRule]:
    """Every rule that is or was in force, the one in force first: the shipped one, and what a second person confirmed."""
    rows = SigningRule.objects.filter(incident=incident).filter(Q(number=1) | Q(decision__confirmed=True))
    return rows.select_related("decision").order_by("-number")


def in_force(incident: Incident) -> SigningRule:
    """The rule with the highest number that came into force; where there is none yet, the registry enters the one it ships with."""
    found = came(incident).first()
    if found is not None:
        return found
    try:
        return ship_rule(TheRegistry(incident))
    except Overtaken:
        return came(incident)[0]


def since(rule: SigningRule) -> datetime:
    """From when on a rule holds: the moment in which the second person confirmed it, or that of the shipped one."""
    decided = RuleDecision.objects.filter(rule=rule, confirmed=True).first()
    return decided.at if decided else rule.at


def proposed(incident: Incident) -> SigningRule | None:
    """The proposal that waits for a second person; None where none does."""
    last = SigningRule.objects.filter(incident=incident).select_related("by").order_by("-number").first()
    waits = last is not None and last.number > 1 and not RuleDecision.objects.filter(rule=last).exists()
    return last if waits else None


def stands(rule: SigningRule, force: SigningRule, last: int) -> str:
    """How a rule stands (a key of :data:`STANDS`) beside the one in force and the highest number."""
    decided = getattr(rule, "decision", None)
    if rule.pk == force.pk:
        return "force"
    if decided is None and rule.number > 1:
        return "waits" if rule.number == last else "replaced"
    return "past" if decided is None or decided.confirmed else "declined"


def digest_of(rule: SigningRule) -> str:
    """SHA-256 over everything a rule says, as 64 hexadecimal digits."""
    said = {
        "incident": rule.incident.slug,
        "number": rule.number,
        "posterior": f"{rule.posterior:.7f}",
        "two_donors": rule.two_donors,
        "every_listed": rule.every_listed,
        "reviewers": rule.reviewers,
        "ground": rule.ground,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


@recorded(entries.SigningRuleSet, verb="review.rule")
def ship_rule(by: Any) -> Done[SigningRule]:
    """Enter the rule that the registry ships with, as number 1 of an incident that has none."""
    return _enter(by, number=1, posterior=SHIPPED_POSTERIOR, ground=SHIPPED_GROUND)


@recorded(entries.SigningRuleProposed, verb="review.rule")
def propose_rule(
    by: Any,
    *,
    posterior: Decimal,
    ground: str,
    two_donors: bool = True,
    every_listed: bool = False,
    reviewers: int = 2,
    instead_of: int,
) -> Done[SigningRule]:
    """Propose what signatures need. ``instead_of`` is the number of the rule that the proposer saw in force.

    Nothing changes until a second person confirms it. Raises Overtaken where another rule came into force meanwhile, Impossible for
    a rule that asks for too little.
    """
    Incident.objects.select_for_update().get(pk=by.incident.pk)
    force = in_force(by.incident).number
    if force != instead_of:
        raise Overtaken(
            f"rule {instead_of}: rule {force} is in force by now. Read it, then decide whether yours is still needed."
        )
    if not LEAST <= posterior <= MOST:
        raise Impossible(f"posterior {posterior}: choose between {LEAST} and {MOST}; less is no identification.")
    if not 2 <= reviewers <= REVIEWERS_MOST:
        raise Impossible(f"reviewers {reviewers}: choose between 2 and {REVIEWERS_MOST}.")
    why = " ".join(ground.split())
    if not why or len(why) > 400:
        raise Impossible("rule: write the ground for it, in 400 letters at most.")
    return _enter(
        by,
        number=_last(by.incident) + 1,
        posterior=posterior,
        ground=why,
        two_donors=two_donors,
        every_listed=every_listed,
        reviewers=reviewers,
    )


@recorded(entries.SigningRuleConfirmed, verb="review.confirm_rule")
def confirm_rule(by: Any, rule: SigningRule) -> Done[RuleDecision]:
    """Let a proposed rule be in force from now on, as somebody else than its proposer.

    Raises Overtaken where it was decided or a later one was proposed, Impossible for the proposer.
    """
    row = _undecided(by, rule)
    if row.by_id == by.user.pk:
        raise Impossible(f"rule {row.number}: you proposed it. Another medical examiner or a reviewer confirms it.")
    made = RuleDecision.objects.create(rule=row, confirmed=True, by=by.user, at=clock.now())
    proposer = row.by.code if row.by else ""
    return Done(made, subject=by.slug, facts={"number": row.number, "proposer": proposer, "digest": digest_of(row)})


@recorded(entries.SigningRuleDeclined, verb="review.confirm_rule")
def decline_rule(by: Any, rule: SigningRule, *, words: str) -> Done[RuleDecision]:
    """Let a proposed rule never be in force, with the reason; whoever proposed it may take it back in this way."""
    row = _undecided(by, rule)
    why = " ".join(words.split())
    if not why or len(why) > 400:
        raise Impossible(f"rule {row.number}: write why it is declined, in 400 letters at most.")
    made = RuleDecision.objects.create(rule=row, confirmed=False, by=by.user, at=clock.now(), words=why)
    return Done(made, subject=by.slug, facts={"number": row.number, "digest": digest_of(row), "words": why})


def _undecided(by: Any, rule: SigningRule) -> SigningRule:
    """The row of a proposal that waits, with the incident locked; Overtaken where it waits no more."""
    Incident.objects.select_for_update().get(pk=by.incident.pk)
    row = SigningRule.objects.select_related("by", "incident").filter(pk=rule.pk, incident=by.incident).first()
    if row is None:
        raise NotFound
    if row.number == 1 or RuleDecision.objects.filter(rule=row).exists():
        raise Overtaken(f"rule {row.number}: it waits for nobody any more. Open the list of rules anew and look.")
    last = _last(by.incident)
    if row.number != last:
        raise Overtaken(f"rule {row.number}: rule {last} was proposed since and takes its place. Read that one.")
    return row


def _last(incident: Incident) -> int:
    """The highest number of a rule, in force or not; 0 where there is none."""
    return SigningRule.objects.filter(incident=incident).order_by("-number").values_list("number", flat=True).first() or 0


def _enter(by: Any, *, number: int, posterior: Decimal, ground: str, **more: Any) -> Done[SigningRule]:
    try:
        with transaction.atomic():
            rule = SigningRule.objects.create(
                incident=by.incident,
                number=number,
                posterior=posterior,
                ground=ground,
                by=getattr(by, "user", None),
                at=clock.now(),
                **more,
            )
    except IntegrityError as fault:
        raise Overtaken(f"rule {number}: somebody entered it a moment ago. Read it first.") from fault
    rule.refresh_from_db()
    facts = {
        "number": number,
        "posterior": f"{rule.posterior:.7f}",
        "two_donors": rule.two_donors,
        "every_listed": rule.every_listed,
        "reviewers": rule.reviewers,
        "ground": rule.ground,
        "digest": digest_of(rule),
    }
    return Done(rule, subject=by.slug, facts=facts)
