"""Scores of growing places, traits and phases: noted once while they stand, withdrawn where they were wrong."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.inventory import entries
from repatria.registry.inventory.hands import now, reasoned, user_of
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.models import Observation, Specimen
from repatria.registry.inventory.scores import score_of
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Overtaken


@recorded(entries.Scored, verb="inventory.measure")
def score(by: Any, specimen: Specimen, *, what: str, low: int, high: int | None = None, note: str = "") -> Done[Observation]:
    """Note the score of a growing place, a trait of sex or the pubic phase; ``high`` where several fit."""
    row = Specimen.objects.select_for_update(of=("self",)).select_related("item__thing").get(pk=specimen.pk)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.code}: this entry was withdrawn. Score the specimen that replaced it.")
    last = low if high is None else high
    found = score_of(what, kind_of(row.descriptions.get(current=True).element), low, last)
    try:
        with transaction.atomic():
            made = Observation.objects.create(
                specimen=row, kind=found.kind, what=what, low=low, high=last, note=" ".join(note.split())[:200],
                by=user_of(by), at=now(),
            )  # fmt: skip
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: {found.name} is scored already. Withdraw that score first if it is wrong.") from fault
    return Done(made, subject=row.code, facts={"what": what, "low": low, "high": last})


@recorded(entries.ScoreWithdrawn, verb="inventory.measure")
def withdraw_score(by: Any, observation: Observation, *, reason: str) -> Done[Observation]:
    """Take back a mistaken score; it stays readable, struck through."""
    row = Observation.objects.select_for_update(of=("self",)).select_related("specimen__item__thing").get(pk=observation.pk)
    code = row.specimen.code
    if row.withdrawn is not None:
        raise Overtaken(f"{code}: {row.name} was already withdrawn ({row.withdrawn_why}).")
    row.withdrawn_why = reasoned(code, reason, "withdrawing a score")
    row.withdrawn, row.withdrawn_by = now(), user_of(by)
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    return Done(row, subject=code, facts={"what": row.what, "low": row.low, "high": row.high, "reason": row.withdrawn_why})
