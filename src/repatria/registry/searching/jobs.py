"""Who works on what: a job is claimed by one conditional update that raises its fence and sets a lease, and kept by a heartbeat.

A worker whose lease ran out may go on calculating; as soon as another has claimed the job, everything it brings carries an older
fence and is refused. All times are the database's, so that two machines need not agree on theirs.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from repatria.registry.refusals import Overtaken
from repatria.registry.searching.models import Job

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 5.0
ATTEMPTS = 3
"""How often a job may be begun before it is given up: three workers that died of it say that it kills workers."""
State = Job.State


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's hold on a job: valid as long as nobody has raised the fence."""

    job: int
    fence: int
    worker: str
    attempt: int


def worker_name() -> str:
    """What this process calls itself in the table."""
    return f"{platform.node()[:50]}:{os.getpid()}"


def _until() -> Any:
    return ExpressionWrapper(Now() + Value(LEASE), output_field=DateTimeField())


def free() -> QuerySet[Job]:
    """Jobs that nobody works on: waiting, or under a lease that ran out. The oldest first."""
    return Job.objects.filter(Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=Now())).order_by("pk")


def worn_out() -> list[Job]:
    """Jobs whose last allowed attempt ended with its lease: they are given up."""
    return list(free().filter(state=State.RUNNING, attempts__gte=ATTEMPTS).select_related("incident"))


def claim(worker: str, kinds: tuple[str, ...]) -> Claim | None:
    """Take the oldest free job of these kinds, or ``None``. Of two workers at the same moment one gets it."""
    for job in free().filter(kind__in=kinds, attempts__lt=ATTEMPTS):
        mine = Job.objects.filter(pk=job.pk, fence=job.fence, state=job.state)
        if job.state == State.RUNNING:
            mine = mine.filter(lease_until__lt=Now())
        try:
            with transaction.atomic():
                taken = mine.update(
                    state=State.RUNNING,
                    fence=F("fence") + 1,
                    attempts=F("attempts") + 1,
                    worker=worker,
                    beat=Now(),
                    lease_until=_until(),
                    begun=Coalesce(F("begun"), Now()),
                )
        except IntegrityError:  # another job of this kind runs in the incident; this one waits for it
            continue
        if taken:
            return Claim(job.pk, job.fence + 1, worker, job.attempts + 1)
    return None


def beat(held: Claim, *, step: str = "", done: int = 0, total: int = 0) -> bool:
    """Renew the lease and say how far the work is; ``False`` if the job is no longer this worker's."""
    mine = Job.objects.filter(pk=held.job, fence=held.fence, state=State.RUNNING)
    return bool(mine.update(beat=Now(), lease_until=_until(), step=step[:60], done=done, total=total))


def note(held: Claim, **told: Any) -> None:
    """Write down what the next attempt must know; refused for a stale fence."""
    with transaction.atomic():
        row = row_of(held)
        Job.objects.filter(pk=held.job, fence=held.fence).update(order={**row.order, **told})


def row_of(held: Claim) -> Job:
    """The job's row, locked, if ``held`` still holds it. Call it inside the transaction that writes the result."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=held.job)
    if row.fence != held.fence or row.state != State.RUNNING:
        what = row.get_state_display() if row.state != State.RUNNING else f"in the hands of {row.worker}"
        raise Overtaken(
            f"job {held.job}: attempt {held.fence} by {held.worker} is no longer the one that counts; the job is {what}. "
            "Nothing of this attempt was kept. Throw it away."
        )
    return row


def end(held: Claim, state: str, fault: str = "") -> None:
    """The job has ended; call it inside the transaction that :func:`row_of` opened."""
    Job.objects.filter(pk=held.job, fence=held.fence).update(state=state, finished=Now(), fault=fault[:400], lease_until=None)


def give_back(held: Claim) -> None:
    """A worker that is told to stop lets its job wait again at once; the attempt does not count."""
    mine = Job.objects.filter(pk=held.job, fence=held.fence, state=State.RUNNING)
    try:
        with transaction.atomic():
            mine.update(state=State.QUEUED, worker="", lease_until=None, attempts=F("attempts") - 1, step="")
    except DatabaseError:  # another one waits already; this one is taken over when its lease runs out, which is now
        mine.update(lease_until=Now(), attempts=F("attempts") - 1)
