"""Whether the thing a step speaks of shows that it was not put right yet: a text that is still public, a telling not taken back."""

from __future__ import annotations

from collections.abc import Callable

from repatria.registry.homecoming.models import Burial, CorrectionStep, Notification, PortionEvent, Publication, Release

Kind = CorrectionStep.Kind


def number_of(step: CorrectionStep) -> int:
    """The number at the end of what a step is about; 0 where it ends with a code."""
    last = step.about.rsplit(" ", 1)[-1]
    return int(last) if last.isdecimal() else 0


def why_not_ended(step: CorrectionStep) -> str:
    """Why a step cannot end yet, with what to do; empty where only words can say that it was done."""
    look = LOOKS.get(step.kind)
    return look(step) if look is not None else ""


def why_asked_again(step: CorrectionStep) -> str:
    """What whoever ends a step reads first, where the thing stands and may be left so by somebody's word; empty otherwise."""
    if step.kind != Kind.GRAVE:
        return ""
    row = Burial.objects.filter(pk=number_of(step), opened__isnull=True).select_related("missing").first()
    if row is None:
        return ""
    whose = f"for {row.missing.code}" if row.missing is not None else "with one of these bones"
    return f"the grave {whose} was not opened, so that it stays as it is. Is that what the family, or the law, decided?"


def _public(step: CorrectionStep) -> str:
    stands = Publication.objects.filter(pk=number_of(step), withdrawn__isnull=True).exists()
    return "the text is still public. Withdraw it first." if stands else ""


def _family(step: CorrectionStep) -> str:
    if not step.about.startswith("notification "):
        return ""
    told = Notification.objects.filter(pk=number_of(step), state=Notification.State.TOLD, identification__state="rescinded")
    return "the telling still stands. Tell the family, and take it back first." if told.exists() else ""


def _release(step: CorrectionStep) -> str:
    row = Release.objects.filter(thing__code=step.about).first()
    if row is not None and row.state == Release.State.PREPARED:
        return "the release is prepared and could still leave. Cancel it first."
    if row is not None and row.state == Release.State.UNDER_WAY and row.portions.filter(standing=True).exists():
        return "the release is still under way. Count it in where it is, or note each portion as here again."
    return ""


def _portion(step: CorrectionStep) -> str:
    waits = PortionEvent.objects.filter(pk=number_of(step), outcome=PortionEvent.Outcome.WAITING).exists()
    return "the event still waits. End it first." if waits else ""


LOOKS: dict[str, Callable[[CorrectionStep], str]] = {
    Kind.PUBLIC: _public, Kind.FAMILY: _family, Kind.RELEASE: _release, Kind.PORTION: _portion,
}  # fmt: skip
"""The kinds of which the thing itself shows whether it was put right."""
