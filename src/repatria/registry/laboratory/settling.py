"""Settling a contradiction between the profiles of one subject: one geneticist proposes, a second person agrees or does not.

Until the second has agreed the consensus is used for nothing. Profiles that are two people's are not settled at all, and what
remains must have enough markers (:mod:`repatria.registry.laboratory.enough`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.agreeing import member_of, members_of, refresh
from repatria.registry.laboratory.consensus import merge
from repatria.registry.laboratory.enough import MARKERS_LEAST, two_people
from repatria.registry.laboratory.models import Consensus, Lineage, Profile
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken

State = Consensus.State


@recorded(entries.ConsensusSettled, verb="laboratory.resolve")
def settle(by: Any, consensus: Consensus, *, reason: str, without: Sequence[str] = ()) -> Done[Consensus]:
    """Propose how a contradiction is settled: leave the contradicted markers out, or the profiles called ``without``. With a
    reason; it counts only after :func:`confirm` by somebody else."""
    row = _locked(consensus)
    why = _said(row, reason)
    if row.state != State.HELD:
        raise Overtaken(f"{_name(row)}: {row.get_state_display()}. There is nothing to settle.")
    left_out = sorted(set(without))
    _can_be_settled(row, left_out)
    row.state, row.left_out = State.PROPOSED, left_out
    row.settled_by, row.reason = getattr(by, "user", None), why
    row.save(update_fields=["state", "left_out", "settled_by", "reason"])
    facts = {"version": row.version, "reason": why, "without": left_out}
    return Done(row, subject=row.subject.code, facts=facts)


@recorded(entries.SettlementConfirmed, verb="laboratory.confirm")
def confirm(by: Any, consensus: Consensus, *, reason: str) -> Done[Consensus]:
    """Agree, as a second person, with how a contradiction was settled. From now on the consensus is in force."""
    row = _proposed(by, consensus)
    why = _said(row, reason)
    _can_be_settled(row, row.left_out)
    new = row
    if row.left_out:
        left = Profile.objects.select_for_update(of=("self",)).filter(subject=row.subject, thing__code__in=row.left_out)
        left.update(status=Profile.Status.INCONCLUSIVE, reason=row.reason)
        new = (refresh([row.subject_id], by) or [row])[0]
        new.settled_by, new.reason, new.left_out = row.settled_by, row.reason, row.left_out
    new.state, new.confirmed, new.confirmed_by, new.confirmed_why = State.CURRENT, now(), by.user, why
    new.save(update_fields=["state", "settled_by", "reason", "left_out", "confirmed", "confirmed_by", "confirmed_why"])
    facts = {"version": new.version, "reason": why, "without": row.left_out}
    return Done(new, subject=row.subject.code, facts=facts)


@recorded(entries.SettlementDeclined, verb="laboratory.confirm")
def decline(by: Any, consensus: Consensus, *, reason: str) -> Done[Consensus]:
    """Not agree with how a contradiction was settled: the consensus is held again."""
    row = _proposed(by, consensus)
    why = _said(row, reason)
    row.state, row.left_out = State.HELD, []
    row.save(update_fields=["state", "left_out"])
    return Done(row, subject=row.subject.code, facts={"version": row.version, "reason": why})


def _locked(consensus: Consensus) -> Consensus:
    return Consensus.objects.select_for_update(of=("self",)).select_related("subject").get(pk=consensus.pk)


def _proposed(by: Any, consensus: Consensus) -> Consensus:
    row = _locked(consensus)
    need_a_second_person(by, row, _name(row))
    return row


def need_a_second_person(by: Any, row: Consensus | Lineage, name: str) -> None:
    """Refuse where no settlement of ``row`` waits, or where who looks at it settled it."""
    if row.state != row.State.PROPOSED:
        raise Overtaken(f"{name}: {row.get_state_display()}. No settlement of it waits for a second person.")
    user = getattr(by, "user", None)
    if user is None or user.pk == row.settled_by_id:
        raise NotAllowed(f"{name}: settled by you. A second person looks at it: another geneticist, or a reviewer.")


def _can_be_settled(row: Consensus, left_out: Sequence[str]) -> None:
    """Refuse what would make one profile of two people, or one of too few markers."""
    code = row.subject.code
    if not set(left_out) <= set(row.members):
        raise Impossible(f"{code}: {', '.join(left_out)} are not all profiles of it. Choose among its members.")
    there = [p for p in members_of([row.subject_id]).get(row.subject_id, []) if p.thing.code not in left_out]
    members = [member_of(p) for p in there]
    agreed = merge(members)
    if left_out and agreed.contradictions:
        raise Impossible(f"{code}: the others contradict each other too. Leave out more, or none.")
    against = two_people(members)
    if against:
        raise Impossible(f"{code}: {against}. Leave one of the profiles out; it stays on file.")
    if len(agreed.calls) < MARKERS_LEAST:
        raise Impossible(
            f"{code}: {len(agreed.calls)} markers would remain, {MARKERS_LEAST} are needed. Leave it held, or type it again."
        )


def _name(row: Consensus) -> str:
    return f"{row.subject.code}, version {row.version}"


def _said(row: Consensus, reason: str) -> str:
    if not reason.strip():
        raise Impossible(f"{row.subject.code}: give a reason.")
    return reason.strip()[:400]
