"""Where a grouping seems impossible, a named reviewer may allow it, with a reason that stays."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.inventory import entries
from repatria.registry.inventory.against import unanswered
from repatria.registry.inventory.hands import now, reasoned, user_of
from repatria.registry.inventory.models import Allowance, Individual, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


@recorded(entries.AllowanceAsked, verb="inventory.group")
def ask_allowance(by: Any, individual: Individual, specimen: Specimen, *, why: str) -> Done[Allowance]:
    """Put before a reviewer what speaks against ``specimen`` joining ``individual``, exactly as it stands now."""
    told = reasoned(specimen.code, why, "asking a reviewer")
    there = list(
        Specimen.objects.filter(memberships__version__individual=individual, memberships__current=True).select_related(
            "item__thing"
        )
    )
    others = [s for s in there if s.pk != specimen.pk]
    grounds = [line for line in unanswered(individual, [*others, specimen]) if specimen.code in line]
    if not grounds:
        raise Impossible(
            f"{specimen.code}: nothing speaks against {individual.code} that waits for a reviewer. Add it to the group."
        )
    try:
        with transaction.atomic():
            row = Allowance.objects.create(
                individual=individual,
                specimen=specimen,
                grounds="\n".join(grounds),
                why=told,
                asked_by=user_of(by),
                asked_at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{specimen.code}: a reviewer has been asked already. Wait for the answer.") from fault
    facts = {"specimen": specimen.code, "grounds": grounds, "why": told, "question": row.pk}
    return Done(row, subject=individual.code, facts=facts)


@recorded(entries.AllowanceAnswered, verb="inventory.allow")
def answer_allowance(by: Any, allowance: Allowance, *, allow: bool, answer: str) -> Done[Allowance]:
    """Allow what was asked, or do not; by name, with a reason, and never by the maker of the grouping or by whoever asked."""
    row = (
        Allowance.objects.select_for_update(of=("self",))
        .select_related("individual__thing", "specimen__item__thing")
        .get(pk=allowance.pk)
    )
    code, user = row.specimen.code, user_of(by)
    if row.state != Allowance.State.ASKED:
        raise Overtaken(f"{code}: already answered at {row.answered_at:%Y-%m-%d %H:%M} UTC: {row.answer}")
    if user is None:
        raise NotAllowed(f"{code}: a reviewer answers by name, not the registry.")
    if user.pk in {row.asked_by_id, row.individual.made_by_id} or _has_grouped(row.individual, user):
        raise NotAllowed(f"{code}: you worked on {row.individual.code} yourself. Somebody else must answer.")
    told = reasoned(code, answer, "the answer")
    row.state = Allowance.State.ALLOWED if allow else Allowance.State.REFUSED
    row.answered_by, row.answered_at, row.answer = user, now(), told
    row.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    facts = {"specimen": code, "state": row.state, "answer": told, "grounds": row.sentences, "question": row.pk}
    return Done(row, subject=row.individual.code, facts=facts)


def _has_grouped(individual: Individual, user: Any) -> bool:
    return individual.versions.filter(made_by=user).exists() or individual.versions.filter(members__by=user).exists()
