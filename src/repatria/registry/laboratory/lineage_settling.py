"""Settling a contradiction between mitochondrial or Y profiles of one subject: one geneticist proposes, a second person agrees or not.

What remains must be enough to compare, and profiles that differ as two people do are not put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.lineage_agreeing import content, lineage_members, refresh_lineages, together
from repatria.registry.laboratory.lineage_checking import LEAST, UNITS, beside
from repatria.registry.laboratory.lineages import lineage_of
from repatria.registry.laboratory.models import Lineage, Profile
from repatria.registry.laboratory.settling import need_a_second_person
from repatria.registry.refusals import Impossible, Overtaken

State = Lineage.State
TWO_PEOPLE = 2
"""Differences from which two samples are not put together as one person's. An assumption of this project."""


@recorded(entries.ConsensusSettled, verb="laboratory.resolve")
def settle_lineage(by: Any, lineage: Lineage, *, reason: str, without: Sequence[str] = ()) -> Done[Lineage]:
    """Propose how a contradiction is settled: leave the contradicted places out, or the profiles called ``without``. It counts only
    after :func:`confirm_lineage` by somebody else."""
    row = _locked(lineage)
    why = _said(row, reason)
    if row.state != State.HELD:
        raise Overtaken(f"{_name(row)}: {row.get_state_display()}. There is nothing to settle.")
    left_out = sorted(set(without))
    _can_be_settled(row, left_out)
    row.state, row.left_out = State.PROPOSED, left_out
    row.settled_by, row.reason = getattr(by, "user", None), why
    row.save(update_fields=["state", "left_out", "settled_by", "reason"])
    facts = {"version": row.version, "reason": why, "without": left_out, "kind": row.get_type_display()}
    return Done(row, subject=row.subject.code, facts=facts)


@recorded(entries.SettlementConfirmed, verb="laboratory.confirm")
def confirm_lineage(by: Any, lineage: Lineage, *, reason: str) -> Done[Lineage]:
    """Agree, as a second person, with how a contradiction was settled. From now on the lineage is in force."""
    row = _proposed(by, lineage)
    why = _said(row, reason)
    _can_be_settled(row, row.left_out)
    new = row
    if row.left_out:
        left = Profile.objects.select_for_update(of=("self",)).filter(subject=row.subject, thing__code__in=row.left_out)
        left.update(status=Profile.Status.INCONCLUSIVE, reason=row.reason)
        new = next((one for one in refresh_lineages([row.subject_id], by) if one.type == row.type), row)
        new.settled_by, new.reason, new.left_out = row.settled_by, row.reason, row.left_out
    new.state, new.confirmed, new.confirmed_by, new.confirmed_why = State.CURRENT, now(), by.user, why
    new.save(update_fields=["state", "settled_by", "reason", "left_out", "confirmed", "confirmed_by", "confirmed_why"])
    facts = {"version": new.version, "reason": why, "without": row.left_out, "kind": row.get_type_display()}
    return Done(new, subject=row.subject.code, facts=facts)


@recorded(entries.SettlementDeclined, verb="laboratory.confirm")
def decline_lineage(by: Any, lineage: Lineage, *, reason: str) -> Done[Lineage]:
    """Not agree with how a contradiction was settled: the lineage is held again."""
    row = _proposed(by, lineage)
    why = _said(row, reason)
    row.state, row.left_out = State.HELD, []
    row.save(update_fields=["state", "left_out"])
    return Done(row, subject=row.subject.code, facts={"version": row.version, "reason": why, "kind": row.get_type_display()})


def _locked(lineage: Lineage) -> Lineage:
    return Lineage.objects.select_for_update(of=("self",)).select_related("subject").get(pk=lineage.pk)


def _proposed(by: Any, lineage: Lineage) -> Lineage:
    row = _locked(lineage)
    need_a_second_person(by, row, _name(row))
    return row


def _can_be_settled(row: Lineage, left_out: Sequence[str]) -> None:
    """Refuse what would make one profile of two people, or one of too little."""
    code = row.subject.code
    if not set(left_out) <= set(row.members):
        raise Impossible(f"{code}: {', '.join(left_out)} are not all profiles of it. Choose among its members.")
    there = [p for p in lineage_members([row.subject_id]).get((row.subject_id, row.type), []) if p.thing.code not in left_out]
    found = together(row.type, there)
    if left_out and found.wrong:
        raise Impossible(f"{code}: the others contradict each other too. Leave out more, or none.")
    nouns = [lineage_of(row.type, p.thing.code, p.calls) for p in there if p.calls]
    for one, other in combinations(nouns, 2):
        apart = beside(one, other).differences
        if apart >= TWO_PEOPLE:
            raise Impossible(
                f"{code}: {one.id} and {other.id} differ at {apart} places, as two people do. Leave one of them out."
            )
    size = content(found)[1]
    if size < LEAST[row.type]:
        raise Impossible(
            f"{code}: {size} {UNITS[row.type]} would remain, {LEAST[row.type]} are needed. Leave it held, or type it again."
        )


def _name(row: Lineage) -> str:
    return f"{row.subject.code}, {row.get_type_display()}, version {row.version}"


def _said(row: Lineage, reason: str) -> str:
    if not reason.strip():
        raise Impossible(f"{row.subject.code}: give a reason.")
    return reason.strip()[:400]
