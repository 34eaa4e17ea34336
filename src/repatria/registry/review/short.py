"""What a rule holds against the evidence of a statement, or against a signature made under an earlier rule."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from repatria.registry.identification.models import Exclusion, Identification, Statement
from repatria.registry.review.models import Review, Signature, SigningRule

MOST_SURE = Decimal("1E-10")
"""Per cent from 100 %: nearer than that, a posterior cannot be told from certainty in the numbers it was computed with."""


def percent(value: Any) -> str:
    """A probability as per cent, cut and never rounded up, with at least two figures of its distance from 100 %.

    >>> [percent(p) for p in (0.99994999, 0.99999, 0.999999987, 0.5, 1.0)]
    ['99.9949 %', '99.999 %', '99.9999987 %', '50 %', 'more than 99.9999999999 %']
    """
    shown = 100 * Decimal(str(value))
    rest = 100 - shown
    if rest < MOST_SURE:
        return f"more than {100 - MOST_SURE} %"
    places = max(4, 1 - rest.adjusted()) if rest < 1 else 4
    cut = shown.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
    return f"{cut.normalize():f} %"


def of_evidence(row: Identification, statement: Statement, rule: SigningRule) -> list[str]:
    """What ``rule`` holds against the evidence of a statement, as sentences that say what to do."""
    said, evidence = [], statement.evidence
    if evidence.posterior < rule.posterior:
        said.append(
            f"the evidence carries {percent(evidence.posterior)} with reference error included and leads at 1; rule {rule.number} "
            f"asks for {percent(rule.posterior)}. Ask a further relative, or leave it without a name."
        )
    low = lowest_listed(statement) if rule.every_listed else None
    if rule.every_listed and low is None:
        said.append(
            "the evidence does not say what it carries at other values of λ. Let the author open it anew and write on that."
        )
    if low is not None and low[1] < rule.posterior:
        said.append(
            f"at λ = {low[0]} the evidence carries {percent(low[1])} only, and rule {rule.number} asks for "
            f"{percent(rule.posterior)} at every λ. Ask a further relative, or leave it without a name."
        )
    if rule.two_donors and not (evidence.confirmed or evidence.resampled):
        said.append(
            "one donor's word carries it alone: two donors whose kinship the data confirm are needed, or a second sample of that "
            "donor from another tube. Two DNA systems from one tube do not count as two. Ask the family for one more sample."
        )
    if evidence.excluding:
        said.append("a line of evidence rules this person out. Find out which of the two is wrong before anything is signed.")
    if Exclusion.objects.filter(individual=row.individual_id, missing=row.missing_id, revised__isnull=True).exists():
        said.append("this person stands in the register as ruled out for this individual. Revise that first, with a reason.")
    return said


def lowest_listed(statement: Statement) -> tuple[str, float] | None:
    """(λ, posterior) of the λ at which the pair is least probable, reference error included and leads at 1; None where the evidence
    names no λ but one."""
    rows = statement.evidence.document.get("posterior", [])
    values = {f"{row['listed']:g}": float(row["with_error"]["leads_at_one"]["posterior"]) for row in rows}
    if len(values) < 2:
        return None
    least = min(values, key=lambda name: values[name])
    return least, values[least]


def falls_short(signature: Signature, rule: SigningRule) -> list[str]:
    """What the rule in force today holds against a signature made under an earlier one; empty where it would carry it."""
    if signature.rule_id == rule.pk or signature.voided:
        return []
    rows = Review.objects.filter(statement=signature.statement, verdict=Review.Verdict.AGREE, finished__lte=signature.at)
    count = rows.values("reviewer").distinct().count()
    few = [] if count >= rule.reviewers else [f"{count} reviewers agreed, and rule {rule.number} asks for {rule.reviewers}."]
    return [*of_evidence(signature.identification, signature.statement, rule), *few]
