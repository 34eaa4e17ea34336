"""Leads: tags, papers, uniform, the giver's words. They point the way and never carry a name.

A lead weighs at most LR 10, all leads of a pair that speak for it at most LR 30 together, and whatever is signed reaches its
threshold with every lead set to 1. The caps are this project's rule, not a measurement.
"""

from __future__ import annotations

import math
from typing import Any

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.identification import entries
from repatria.registry.identification.models import Lead
from repatria.registry.identification.samples import leads_of
from repatria.registry.identification.within import now, said, user_of
from repatria.registry.inventory.models import Individual
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken

EACH, TOGETHER = 10.0, 30.0
LEAST = 1e-6
"""A lead never excludes: what does belongs into the register of exclusions."""


@recorded(entries.LeadEntered, verb="identification.lead")
def enter_lead(
    by: Any, individual: Individual, missing: Thing, *, kind: str, lr: float, if_so: str, if_not: str, source: str
) -> Done[Lead]:
    """Enter a lead from an individual to a missing person: its two propositions, how many times likelier, and the source."""
    _same_incident(by, individual, missing)
    code = individual.code
    if kind not in Lead.Kind.values:
        raise Impossible(f"{code}: lead {kind!r}. Choose one of {', '.join(Lead.Kind.values)}.")
    if not (math.isfinite(lr) and LEAST <= lr <= EACH):
        raise Impossible(
            f"{code}: a lead of LR {lr:g}. One lead weighs from {LEAST:g} to {EACH:g}; lower it, or enter an exclusion."
        )
    Individual.objects.select_for_update(of=("self",)).get(pk=individual.pk)  # the sum is one person's at a time
    speaking = math.fsum(x.log_lr for x in leads_of(individual.pk, missing.pk) if x.log_lr > 0.0) + max(0.0, math.log(lr))
    if speaking > math.log(TOGETHER) + 1e-9:
        raise Impossible(
            f"{code} and {missing.code}: LR {math.exp(speaking):.4g} together with the leads there are. All leads weigh at most "
            f"{TOGETHER:g}; lower this one, or take one back."
        )
    row = Lead.objects.create(
        individual=individual,
        missing=missing,
        kind=kind,
        log_lr=min(math.log(lr), math.log(EACH)),
        if_so=said(if_so, code, "the first proposition"),
        if_not=said(if_not, code, "the second proposition"),
        source=said(source, code, "the source"),
        by=user_of(by),
        at=now(),
    )
    personal = {"source": row.source, "if_so": row.if_so, "if_not": row.if_not}
    return Done(row, subject=code, facts={"kind": kind, "missing": missing.code, "lr": f"{lr:g}"}, personal=personal)


@recorded(entries.LeadWithdrawn, verb="identification.lead")
def withdraw_lead(by: Any, lead: Lead, *, reason: str) -> Done[Lead]:
    """Take a lead back, with a reason. It stays readable and weighs nothing any more."""
    row = Lead.objects.select_for_update(of=("self",)).select_related("individual__thing", "missing").get(pk=lead.pk)
    _same_incident(by, row.individual, row.missing)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.individual.code}: this lead was taken back on {row.withdrawn:%Y-%m-%d}: {row.withdrawn_why}.")
    row.withdrawn, row.withdrawn_by = now(), user_of(by)
    row.withdrawn_why = said(reason, row.individual.code, "a reason for taking the lead back")
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    facts = {"kind": row.kind, "missing": row.missing.code}
    return Done(row, subject=row.individual.code, facts=facts, personal={"reason": row.withdrawn_why})


def _same_incident(by: Any, individual: Individual, missing: Thing) -> None:
    where = by.incident
    if (
        where is None
        or individual.thing.incident_id != where.pk
        or missing.incident_id != where.pk
        or missing.kind != Kind.MISSING
    ):
        raise NotFound
