"""Re-audits: asked for on a page, done by a worker under a lease, written down once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from repatria.errors import RepatriaError
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Overtaken
from repatria.registry.review import entries, looking, recomputing, rules
from repatria.registry.review.models import Audit, AuditLine
from repatria.registry.review.within import now
from repatria.registry.searching import jobs
from repatria.registry.searching.models import Job

Outcome = AuditLine.Outcome
FAILING = (Outcome.RULE, Outcome.DATA, Outcome.NUMBERS, Outcome.AGAINST)


@recorded(entries.AuditAsked, verb="review.audit")
def ask_audit(by: Any) -> Done[Audit]:
    """Queue a re-audit of the actor's incident under the rule in force. At most one waits at a time."""
    rule, user = rules.in_force(by.incident), getattr(by, "user", None)
    told = Overtaken("re-audit: one waits for a worker already. Wait for what it finds.")
    if Job.objects.filter(incident=by.incident, kind=Job.Kind.REAUDIT, state=Job.State.QUEUED).exists():
        raise told
    try:
        with transaction.atomic():
            job = Job.objects.create(incident=by.incident, kind=Job.Kind.REAUDIT, asked_by=user, asked=now())
    except IntegrityError as fault:
        raise told from fault
    audit = Audit.objects.create(incident=by.incident, job=job, rule=rule, made_by=user, made=now())
    return Done(audit, subject=by.slug, facts={"audit": audit.pk, "rule": rule.number})


@recorded(entries.AuditFinished, verb="review.audit")
def finish_audit(by: Any, held: jobs.Claim, lines: list[looking.Line]) -> Done[Audit]:
    """Write down what a re-audit found, if the worker still holds its job; a stale fence is refused and leaves nothing."""
    job = jobs.row_of(held)
    audit = Audit.objects.select_for_update(of=("self",)).get(job=job)
    AuditLine.objects.bulk_create(
        AuditLine(audit=audit, identification=x.identification, historic=x.historic, outcome=x.outcome, words=x.words)
        for x in lines
    )
    audit.signed = sum(line.identification is not None for line in lines)
    audit.historic = len(lines) - audit.signed
    audit.failing = sum(line.outcome in FAILING for line in lines)
    audit.finished = now()
    audit.save(update_fields=["signed", "historic", "failing", "finished"])
    jobs.end(held, Job.State.DONE)
    facts = {"audit": audit.pk, "signed": audit.signed, "historic": audit.historic, "failing": audit.failing}
    return Done(audit, subject=by.slug, facts=facts)


@recorded(entries.AuditFailed, verb="review.audit")
def fail_audit(by: Any, held: jobs.Claim, *, fault: str) -> Done[Audit]:
    """The worker that holds the job could not finish it; why is kept in words."""
    job = jobs.row_of(held)
    audit = Audit.objects.get(job=job)
    told = " ".join(fault.split())[:400] or "no reason was given"
    jobs.end(held, Job.State.FAILED, told)
    return Done(audit, subject=by.slug, facts={"audit": audit.pk, "fault": told})


def work(held: jobs.Claim, progress: looking.Progress) -> Audit:
    """Do the work of a claimed job of this kind. ``progress`` (step, done, total) is heard often and may raise to stop it."""
    audit = Audit.objects.select_related("incident", "rule").get(job_id=held.job)
    recomputing.recompute_waiting(audit.incident, lambda done: progress("evidence before its signature", done, 0))
    return finish_audit(TheRegistry(audit.incident), held, looking.look_again(audit.incident, audit.rule, progress))


def run(held: jobs.Claim, _home: Path, progress: looking.Progress) -> None:
    """The same for the registry's worker: a failure is recorded in words."""
    incident = Job.objects.select_related("incident").get(pk=held.job).incident
    try:
        work(held, progress)
    except (RepatriaError, MemoryError, OSError) as fault:
        words = str(fault) if isinstance(fault, RepatriaError) else f"{type(fault).__name__}: {fault}. Look at memory and disk."
        with suppress(Overtaken):  # somebody else holds the job by now, and says how it ends
            fail_audit(TheRegistry(incident), held, fault=words)


def work_once() -> Audit | None:
    """Claim and do one waiting re-audit in this process; None where none waits. For a machine without a worker, and for tests."""
    held = jobs.claim(jobs.worker_name(), (Job.Kind.REAUDIT,))
    if held is None:
        return None

    def progress(step: str, done: int, total: int) -> None:
        jobs.beat(held, step=step, done=done, total=total)

    return work(held, progress)
