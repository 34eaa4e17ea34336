"""What a signature needs: rules are versioned data. A new one gets the next number; old ones stay readable."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.journal.verifier import canonical
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.review import entries
from repatria.registry.review.models import SigningRule

SHIPPED_POSTERIOR = Decimal("0.9995")
SHIPPED_GROUND = (
    "The rule that this registry ships with: at least 99.95 % with reference error included and leads at 1; two donors whose "
    "kinship the data confirm, or one donor re-sampled. Two DNA systems from one tube do not count as two."
)
LEAST, MOST = Decimal("0.99"), Decimal("0.9999999")
REVIEWERS_MOST = 6


def in_force(incident: Incident) -> SigningRule:
    """The rule with the highest number; where there is none yet, the registry enters the one it ships with."""
    found = SigningRule.objects.filter(incident=incident).order_by("-number").first()
    if found is not None:
        return found
    try:
        return ship_rule(TheRegistry(incident))
    except Overtaken:
        return SigningRule.objects.filter(incident=incident).order_by("-number")[0]


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


@recorded(entries.SigningRuleSet, verb="review.rule")
def set_rule(
    by: Any,
    *,
    posterior: Decimal,
    ground: str,
    two_donors: bool = True,
    every_listed: bool = False,
    reviewers: int = 2,
    instead_of: int,
) -> Done[SigningRule]:
    """Set what signatures need from now on. ``instead_of`` is the number of the rule that the setter saw in force.

    Raises Overtaken where another rule came into force meanwhile, Impossible for a rule that asks for too little.
    """
    Incident.objects.select_for_update().get(pk=by.incident.pk)
    last = SigningRule.objects.filter(incident=by.incident).order_by("-number").first()
    number = last.number if last else 0
    if number != instead_of:
        raise Overtaken(
            f"rule {instead_of}: rule {number} is in force by now. Read it, then decide whether yours is still needed."
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
        number=number + 1,
        posterior=posterior,
        ground=why,
        two_donors=two_donors,
        every_listed=every_listed,
        reviewers=reviewers,
    )


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
        raise Overtaken(f"rule {number}: somebody set it a moment ago. Read it first.") from fault
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
