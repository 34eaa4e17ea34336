"""The gate of leaving: what stands against a release, in words; and what may be done with what comes to light later.

The database holds the same (guards.py, guards_going.py, guards_staying.py).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from repatria.registry.homecoming import gates
from repatria.registry.homecoming.models import Determination, Disagreement, Election, Notification, PortionEvent, Unresolved
from repatria.registry.identification.models import Identification

ALLOWED: dict[str, str] = {
    Election.Portions.TELL: PortionEvent.Outcome.TOLD,
    Election.Portions.WITH_THE_REST: PortionEvent.Outcome.LAID,
    Election.Portions.AGENCY: PortionEvent.Outcome.AGENCY,
}
"""How what comes to light later ends, by the standing wish. That it is not theirs after all may end it under any wish."""


def wish_in_force(missing_id: int) -> Election | None:
    """What is wished for this person now."""
    rows = Election.objects.filter(missing=missing_id, until__isnull=True).select_related("directs__thing")
    return rows.first()


def quarrel_of(missing_id: int) -> Disagreement | None:
    """An open disagreement about this person."""
    rows = Disagreement.objects.filter(missing=missing_id, settled__isnull=True).select_related("raised_by__thing")
    return rows.first()


def ever_told(missing_id: int) -> bool:
    """Whether the family was told of an identification that was not taken back, whether its signature stands now or not."""
    return Notification.objects.filter(missing=missing_id, state=Notification.State.TOLD).exists()


def wrong_since(missing_id: int | OuterRef, since: datetime | OuterRef) -> QuerySet[Notification]:
    """Tellings about a person that turned out wrong after ``since``: what was wished before is asked again before anything leaves."""
    told = Notification.objects.filter(missing=missing_id, told__isnull=False)
    rescinded = Q(identification__state=Identification.State.RESCINDED, identification__changed__gte=since)
    return told.filter(rescinded | Q(state=Notification.State.TAKEN_BACK, ended__gte=since))


def why_a_person_stays(missing_id: int, code: str) -> str:
    """Why nothing of this person may leave now; empty where it may."""
    if gates.told_of(missing_id) is None:
        if gates.due_of(missing_id) is not None:
            return f"{code}: the family has not been told yet. Tell them first; nothing leaves before that."
        if gates.fell_after_telling(missing_id) is not None:
            return f"{code}: the signature that the family was told under does not stand. Nothing leaves until one stands."
        return f"{code}: no signature names this person, and no family was told. Nothing may leave."
    wish = wish_in_force(missing_id)
    if wish is None:
        return f"{code}: nobody has said what is wished. Ask whoever directs disposition, and write it down first."
    if wish.choice != Election.Choice.NOW:
        return (
            f"{code}: the wish in force is to {Election.Choice(wish.choice).label}, to be asked again on {wish.ask_again}. "
            "Nothing leaves until they wish it."
        )
    if wrong_since(missing_id, wish.since).exists():
        return (
            f"{code}: what is wished was said on {wish.since:%Y-%m-%d}, under a name that was rescinded since. "
            "Ask whoever directs disposition again, and write it down anew."
        )
    if quarrel_of(missing_id) is not None:
        return f"{code}: two of the family disagree. Nothing leaves until it is settled by name and reason."
    return ""


def why_a_group_stays(row: Determination) -> str:
    """Why nothing of this determination may leave now; empty where it may."""
    if row.state == Determination.State.SIGNED:
        return ""
    return f"{row.code}: {Determination.State(row.state).label}. It leaves once two nations have signed, and while that stands."


def why_the_unresolved_stay(row: Unresolved) -> str:
    """Why these unresolved remains may not leave now; empty where they may."""
    if row.ended is None:
        return ""
    return f"{row.code}: ended on {row.ended:%Y-%m-%d}. What was found since decides where these remains go."


def waiting_events(missing_id: int) -> QuerySet[PortionEvent]:
    """What came to light later and is not answered yet."""
    return PortionEvent.objects.filter(missing=missing_id, outcome=PortionEvent.Outcome.WAITING).select_related("specimen")


def to_be_told_first(missing_id: int, specimens: list[int]) -> list[PortionEvent]:
    """Those of ``specimens`` that the family wished to be told of before anything is done with them."""
    wish = wish_in_force(missing_id)
    if wish is None or wish.portions != Election.Portions.TELL:
        return []
    return list(waiting_events(missing_id).filter(specimen__in=specimens))


def freed() -> QuerySet[Election]:
    """Wishes in force to bury now, with nobody disagreeing and a telling that stands; of every incident."""
    told = Notification.objects.filter(
        missing=OuterRef("missing"), state=Notification.State.TOLD, signature__voided__isnull=True,
        identification__state="signed",
    )  # fmt: skip
    quarrel = Disagreement.objects.filter(missing=OuterRef("missing"), settled__isnull=True)
    rows = Election.objects.filter(until__isnull=True, choice=Election.Choice.NOW)
    stale = wrong_since(OuterRef("missing"), OuterRef("since"))
    return rows.filter(Exists(told), ~Exists(quarrel), ~Exists(stale)).select_related("missing")
