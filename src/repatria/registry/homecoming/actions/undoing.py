"""The correction after a rescission: opened by itself with a step for everything that rested on the link; each ends with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.homecoming.dependents import Rests, resting_on
from repatria.registry.homecoming.entries import undoing as entries
from repatria.registry.homecoming.freshness import newest
from repatria.registry.homecoming.models import Correction, CorrectionStep
from repatria.registry.homecoming.undone import why_asked_again, why_not_ended
from repatria.registry.homecoming.within import own, text, user_of
from repatria.registry.identification.models import Identification
from repatria.registry.identification.within import locked
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible, NotFound, Overtaken

SHOWN = 5
"""How many steps a refusal names."""


@recorded(entries.CorrectionOpened, verb="homecoming.correct")
def open_correction(by: Any, identification: Identification) -> Done[Correction]:
    """Open the correction of a rescinded identification, with a step for everything that rests on it. Once each."""
    row = locked(identification)
    own(by, row.thing)
    if row.state != Identification.State.RESCINDED:
        shown = Identification.State(row.state).label
        raise Impossible(f"{row.code}: is {shown}. A correction follows a rescission.")
    moment = clock.now()
    try:
        with transaction.atomic():
            made = Correction.objects.create(
                identification=row, incident_id=row.incident_id, reason=row.state_why, opened=moment, by=user_of(by),
                looked=moment, looked_seq=newest(),
            )  # fmt: skip
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: its correction was opened before.") from fault
    rests = resting_on(row)
    _add(made, rests)
    return Done(made, subject=row.code, facts={"count": len(rests), "steps": _in_short(rests)})


@recorded(entries.CorrectionExtended, verb="homecoming.steps")
def look_again(by: Any, correction: Correction) -> Done[list[CorrectionStep]]:
    """Look once more at what rests on the link, and add what came since. What has ended stays ended."""
    row = _held(by, correction)
    _must_be_open(row)
    row.looked, row.looked_seq = clock.now(), newest()
    row.save(update_fields=["looked", "looked_seq"])
    new = unlisted(row)
    made = _add(row, new)
    return Done(made, subject=row.identification.code, facts={"count": len(new), "steps": _in_short(new)})


@recorded(entries.StepEnded, verb="homecoming.steps")
def end_step(by: Any, step: CorrectionStep, *, outcome: str, sure: bool = False) -> Done[CorrectionStep]:
    """End one step, with words that say what was done. Impossible while the thing itself shows that it was not done.

    AskAgain unless ``sure`` for a grave that was not opened: it stays as it is by somebody's word only.
    """
    row = CorrectionStep.objects.select_related("correction").filter(pk=step.pk).first()
    if row is None:
        raise NotFound
    parent = _held(by, row.correction)
    _must_be_open(parent)
    row = CorrectionStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    code = parent.identification.code
    if row.done is not None:
        raise Overtaken(f"{code}, {row.about}: has ended ({row.outcome}). Nothing is left to do.")
    if user_of(by) is None:
        raise Impossible(f"{code}, {row.about}: the registry ends no step. Somebody does, by name.")
    against = why_not_ended(row)
    if against:
        raise Impossible(f"{code}, {row.about}: {against}")
    row.outcome, row.done = text(f"{code}, {row.about}", outcome, "what was done", 400, needed=True), clock.now()
    stays = why_asked_again(row)
    if stays and not sure:
        raise AskAgain(f"{code}, {row.about}: {stays}")
    row.done_by = user_of(by)
    row.save(update_fields=["outcome", "done", "done_by"])
    facts = {"kind": row.kind, "about": row.about}
    return Done(row, subject=code, facts=facts, personal={"outcome": row.outcome})


@recorded(entries.CorrectionClosed, verb="homecoming.correct")
def close(by: Any, correction: Correction) -> Done[Correction]:
    """Close a correction: every step has ended, and nothing more rests on the link than is listed."""
    row = _held(by, correction)
    _must_be_open(row)
    code = row.identification.code
    waiting = list(row.steps.filter(done__isnull=True))
    if waiting:
        named = ", ".join(one.about for one in waiting[:SHOWN])
        raise Impossible(
            f"{code}: {len(waiting)} steps have not ended: {named}{' …' if len(waiting) > SHOWN else ''}. End them first."
        )
    new = unlisted(row)
    if new:
        named = ", ".join(one.about for one in new[:SHOWN])
        raise Impossible(
            f"{code}: {len(new)} things rest on it that are not listed: {named}. Look again, and end those as well."
        )
    row.closed, row.closed_by = clock.now(), user_of(by)
    try:
        with transaction.atomic():
            row.save(update_fields=["closed", "closed_by"])
    except DatabaseError as fault:
        raise Overtaken(f"{code}: a step came a moment ago. Look at it first.") from fault
    return Done(row, subject=code, facts={"count": row.steps.count()})


def unlisted(correction: Correction) -> list[Rests]:
    """What rests on the link now and is not among the steps."""
    known = set(correction.steps.values_list("kind", "about"))
    return [one for one in resting_on(correction.identification) if (one.kind, one.about) not in known]


def _add(correction: Correction, rests: Sequence[Rests]) -> list[CorrectionStep]:
    return CorrectionStep.objects.bulk_create(
        CorrectionStep(correction=correction, kind=one.kind, about=one.about, words=one.words) for one in rests
    )


def _in_short(rests: Sequence[Rests]) -> list[str]:
    return [f"{one.kind}: {one.about}" for one in rests]


def _held(by: Any, correction: Correction) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).select_related("identification__thing", "identification__missing")
    row = rows.filter(pk=correction.pk).first()
    if row is None:
        raise NotFound
    own(by, row.identification.thing)
    return row


def _must_be_open(row: Correction) -> None:
    if row.closed is not None:
        raise Overtaken(f"{row.identification.code}: its correction was closed at {row.closed:%Y-%m-%d %H:%M} UTC.")
