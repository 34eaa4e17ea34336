"""Relations between specimens: found once, seen from both, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.inventory import entries
from repatria.registry.inventory.hands import now, reasoned, user_of
from repatria.registry.inventory.models import Relation, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.RelationFound, verb="inventory.relate")
def relate(
    by: Any, one: Specimen, other: Specimen, *, kind: str, verdict: str, grounds: Sequence[str] = (), note: str = ""
) -> Done[Relation]:
    """Say how two specimens belong together, or do not. An exclusion gives at least one ground, and may give several."""
    if one.pk == other.pk:
        raise Impossible(f"{one.code}: a relation is between two specimens. Choose another.")
    _check(one.code, kind, verdict, grounds)
    left, right = sorted((one, other), key=lambda s: s.pk)
    rows = {s.pk: s for s in Specimen.objects.select_for_update(of=("self",)).filter(pk__in=(left.pk, right.pk)).order_by("pk")}
    for specimen in (left, right):
        if rows[specimen.pk].withdrawn is not None:
            raise Overtaken(f"{specimen.code}: this entry was withdrawn ({rows[specimen.pk].withdrawn_why}).")
    try:
        with transaction.atomic():
            row = Relation.objects.create(
                left=left,
                right=right,
                kind=kind,
                verdict=verdict,
                grounds=" ".join(sorted(set(grounds))),
                note=" ".join(note.split())[:300],
                blind=Role.ANTHROPOLOGIST in getattr(by, "roles", frozenset()),
                by=user_of(by),
                at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(
            f"{left.code} and {right.code}: this relation is noted already. Withdraw it first if it is wrong."
        ) from fault
    facts = {
        "other": right.code, "kind": row.kind, "verdict": row.verdict, "grounds": sorted(set(grounds)), "blind": row.blind,
    }  # fmt: skip
    return Done(row, subject=left.code, facts=facts)


@recorded(entries.RelationWithdrawn, verb="inventory.relate")
def withdraw_relation(by: Any, relation: Relation, *, reason: str) -> Done[Relation]:
    """Take a relation back; it stays readable on both specimens."""
    row = (
        Relation.objects.select_for_update(of=("self",))
        .select_related("left__item__thing", "right__item__thing")
        .get(pk=relation.pk)
    )
    if row.withdrawn is not None:
        raise Overtaken(f"{row.left.code} and {row.right.code}: already withdrawn ({row.withdrawn_why}).")
    row.withdrawn_why = reasoned(row.left.code, reason, "withdrawing a relation")
    row.withdrawn, row.withdrawn_by = now(), user_of(by)
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    return Done(row, subject=row.left.code, facts={"other": row.right.code, "kind": row.kind, "reason": row.withdrawn_why})


def _check(code: str, kind: str, verdict: str, grounds: Sequence[str]) -> None:
    if kind not in Relation.Kind.values:
        raise Impossible(f"{code}: relation {kind!r}. Choose one of {', '.join(Relation.Kind.values)}.")
    if verdict not in Relation.Verdict.values:
        raise Impossible(f"{code}: verdict {verdict!r}. Choose one of {', '.join(Relation.Verdict.values)}.")
    stray = sorted(set(grounds) - set(Relation.Ground.values))
    if stray:
        raise Impossible(f"{code}: ground {stray[0]!r}. Choose among {', '.join(Relation.Ground.values)}.")
    if kind == Relation.Kind.EXCLUSION and not grounds:
        raise Impossible(f"{code}: an exclusion needs at least one ground. Choose among {', '.join(Relation.Ground.values)}.")
