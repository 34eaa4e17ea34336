"""Whether the thing a step speaks of shows that it was not put right yet: a text that is still public, a telling not taken back."""

from __future__ import annotations

from repatria.registry.homecoming.models import CorrectionStep, Notification, PortionEvent, Publication, Release

Kind = CorrectionStep.Kind


def number_of(step: CorrectionStep) -> int:
    """The number at the end of what a step is about; 0 where it ends with a code."""
    last = step.about.rsplit(" ", 1)[-1]
    return int(last) if last.isdecimal() else 0


def why_not_ended(step: CorrectionStep) -> str:
    """Why a step cannot end yet, with what to do; empty where only words can say that it was done."""
    if step.kind == Kind.PUBLIC and Publication.objects.filter(pk=number_of(step), withdrawn__isnull=True).exists():
        return "the text is still public. Withdraw it first."
    if step.kind == Kind.FAMILY and step.about.startswith("notification "):
        told = Notification.objects.filter(pk=number_of(step), state=Notification.State.TOLD)
        if told.exists() and told.get().identification.state == "rescinded":
            return "the telling still stands. Tell the family, and take it back first."
    prepared = Release.objects.filter(thing__code=step.about, state=Release.State.PREPARED)
    if step.kind == Kind.RELEASE and prepared.exists():
        return "the release is prepared and could still leave. Cancel it first."
    away = Release.objects.filter(thing__code=step.about, state=Release.State.UNDER_WAY, portions__standing=True)
    if step.kind == Kind.RELEASE and away.exists():
        return "the release is still under way. Count it in where it is, or note each portion as here again."
    waits = PortionEvent.objects.filter(pk=number_of(step), outcome=PortionEvent.Outcome.WAITING)
    if step.kind == Kind.PORTION and waits.exists():
        return "the event still waits. End it first."
    return ""
