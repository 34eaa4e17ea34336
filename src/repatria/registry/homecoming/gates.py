"""The gates of telling and publishing: what stands against passing one, in words. The database holds them too (guards.py)."""

from __future__ import annotations

from repatria.registry.homecoming.models import Notification
from repatria.registry.identification.models import Identification
from repatria.registry.refusals import Impossible
from repatria.registry.review.models import Signature

State = Notification.State


class GateClosed(Impossible):
    """A gate on the way home is closed: nothing was done, and whoever tried is in the journal."""


def stands(notification: Notification) -> bool:
    """Whether the signature that a notification rests on stands."""
    rows = Signature.objects.filter(pk=notification.signature_id, voided__isnull=True)
    return rows.filter(identification__state=Identification.State.SIGNED).exists()


def told_of(missing_id: int) -> Notification | None:
    """The notification by which this person's family was told, under a signature that stands."""
    rows = Notification.objects.filter(missing=missing_id, state=State.TOLD, signature__voided__isnull=True)
    rows = rows.filter(identification__state=Identification.State.SIGNED).select_related("identification__thing", "kin__thing")
    return rows.order_by("-pk").first()


def due_of(missing_id: int) -> Notification | None:
    """The notification that this person's family waits for."""
    rows = Notification.objects.filter(missing=missing_id, state=State.DUE)
    return rows.select_related("identification__thing", "signature", "missing").order_by("-pk").first()


def fell_after_telling(missing_id: int) -> Notification | None:
    """The last notification that was told and rests on a signature that fell since; ``None`` while one stands."""
    if told_of(missing_id) is not None:
        return None
    rows = Notification.objects.filter(missing=missing_id, state=State.TOLD)
    return rows.select_related("identification__thing").order_by("-pk").first()


def why_not_told(notification: Notification, code: str) -> str:
    """Why the family of ``code`` is not told by this notification now; empty where it may be."""
    if notification.state == State.TOLD:
        return f"{code}: the family was told on {notification.told_on}. It is told once; note what is said now as a contact."
    if notification.state != State.DUE:
        return f"{code}: this notification is over ({State(notification.state).label}). Wait for the next signature."
    if not stands(notification):
        return f"{code}: the signature does not stand any more. Nothing may be told; wait for the next signature."
    return ""


def why_not_public(missing_id: int, code: str) -> str:
    """Why the name of ``code`` may not be made public now; empty where it may."""
    if told_of(missing_id) is not None:
        return ""
    if due_of(missing_id) is not None:
        return f"{code}: the family has not been told yet. Tell them first; a name is public only after that."
    if fell_after_telling(missing_id) is not None:
        return f"{code}: the signature that the family was told under does not stand. Nothing more is made public until one stands."
    return f"{code}: no signature names this person, and no family was told. Nothing may be made public."
