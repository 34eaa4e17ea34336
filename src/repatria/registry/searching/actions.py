"""Acts on searches: queue, cancel, set a rule; and what a worker brings back, finished or failed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.searching import entries, jobs
from repatria.registry.searching.models import Job, ListRule, Search

SHIPPED = "The rule that the registry comes with; set your own before the first search that counts."
BY_HAND = "asked for by hand"


MOST_LISTED = Decimal("0.9")
"""The highest λ a rule may be set with. An assumption of this project: whoever drafts also sets it, and it moves every posterior."""


@recorded(entries.SearchAsked, verb="searching.ask")
def ask_search(by: Any, why: str = "", *, extent: str = Search.Extent.FULL) -> Done[Search]:
    """Queue a search of the actor's incident under the rule in force. At most one waits at a time."""
    why = " ".join(why.split())[:300] or BY_HAND
    if extent not in Search.Extent.values:
        raise Impossible(f"search: extent {extent!r}. Use one of {', '.join(Search.Extent.values)}.")
    waiting = Job.objects.filter(incident=by.incident, kind=Job.Kind.SEARCH, state=Job.State.QUEUED)
    found = Search.objects.filter(job__in=waiting).select_related("thing").first()
    if found is not None:
        raise Overtaken(
            f"search: {found.code} waits for a worker since {found.made:%Y-%m-%d %H:%M}. Wait for it, or cancel it."
        )
    user, moment = getattr(by, "user", None), clock.now()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                incident=by.incident, kind=Job.Kind.SEARCH, order={"extent": str(extent)}, asked_by=user, asked=moment
            )
    except IntegrityError:
        raise Overtaken("search: somebody else has just queued one. Look at the list of searches.") from None
    if not ListRule.objects.filter(incident=by.incident).exists():
        set_rule(TheRegistry(by.incident), ground=SHIPPED)
    thing = new_thing(by, Kind.SEARCH, laboratory=False)
    search = Search.objects.create(
        thing=thing,
        incident=by.incident,
        number=thing.number,
        extent=extent,
        why=why,
        job=job,
        rule=ListRule.objects.filter(incident=by.incident).latest("number"),
        made_by=user,
        made=moment,
    )
    return Done(search, subject=search.code, facts={"why": why, "extent": str(extent), "rule": search.rule.number})


@recorded(entries.SearchCancelled, verb="searching.ask")
def cancel_search(by: Any, search: Search, *, reason: str) -> Done[Search]:
    """Stop a search that waits or runs; its worker finds out at its next beat, and what it brings is refused."""
    told = " ".join(reason.split())[:300]
    row = Job.objects.select_for_update(of=("self",)).filter(pk=search.job_id, incident=by.incident).first()
    if row is None:
        raise NotFound
    if not told:
        raise Impossible(f"{search.code}: say why the search is cancelled.")
    if row.state not in (Job.State.QUEUED, Job.State.RUNNING):
        raise Overtaken(f"{search.code}: the search is {row.get_state_display()} already. There is nothing to cancel.")
    row.state, row.finished, row.fault, row.lease_until = Job.State.CANCELLED, clock.now(), told, None
    row.save(update_fields=["state", "finished", "fault", "lease_until"])
    return Done(search, subject=search.code, facts={"reason": told})


@recorded(entries.SearchFailed, verb="searching.work")
def fail_search(by: Any, held: jobs.Claim, *, fault: str) -> Done[Search]:
    """The worker that holds the job could not finish it; why is kept in words."""
    row = jobs.row_of(held)
    search = Search.objects.select_related("thing").get(job=row)
    told = " ".join(fault.split())[:400] or "no reason was given"
    jobs.end(held, Job.State.FAILED, told)
    return Done(search, subject=search.code, facts={"fault": told, "attempt": held.fence})


@recorded(entries.JobGivenUp, verb="searching.work")
def give_up(by: Any, job: Job) -> Done[Job]:
    """A job whose workers died :data:`jobs.ATTEMPTS` times is not begun again."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state != Job.State.RUNNING or row.fence != job.fence:
        raise Overtaken(f"job {job.pk}: it is {row.get_state_display()}. There is nothing to give up.")
    told = (
        f"{row.attempts} workers began it and none came back; the last was {row.worker} at {row.step or 'its start'}. "
        "Look at memory and disk of the machine that works, then queue it again."
    )
    row.state, row.finished, row.fault, row.lease_until = Job.State.FAILED, clock.now(), told, None
    row.save(update_fields=["state", "finished", "fault", "lease_until"])
    search = Search.objects.filter(job=row).select_related("thing").first()
    facts = {"kind": row.kind, "fault": told, "attempts": row.attempts}
    return Done(row, subject=search.code if search else by.slug, facts=facts)


@recorded(entries.ListRuleSet, verb="searching.rule")
def set_rule(
    by: Any,
    *,
    ground: str,
    listed: str = "0.5",
    sensitivity: Sequence[str] = ("0.2", "0.5", "0.8"),
    threshold_lr: int = 10_000,
    best: int = 10,
    grouping_lr: int = 10**9,
) -> Done[ListRule]:
    """A new rule for lists, with the ground it is set on. Searches that wait or run under the old one bring nothing any more."""
    told = " ".join(ground.split())[:400]
    if not told:
        raise Impossible("rule for lists: say on what ground it is set.")
    value, others = _probability("λ", listed), [_probability("another λ", s) for s in sensitivity]
    for name, number, least, most in (
        ("LR from which pairs are kept", threshold_lr, 10, 10**15),
        ("pairs kept for each", best, 1, 100),
        ("LR of one person", grouping_lr, 10**6, 10**18),
    ):
        if not least <= number <= most:
            raise Impossible(f"rule for lists: {name} {number}. Use a whole number from {least} to {most}.")
    if value > MOST_LISTED:
        raise Impossible(
            f"rule for lists: λ {value}. Use at most {MOST_LISTED}: somebody from outside the list is never ruled out."
        )
    before = ListRule.objects.filter(incident=by.incident).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            rule = ListRule.objects.create(
                incident=by.incident,
                number=before + 1,
                listed=value,
                sensitivity=[f"{x.normalize():f}" for x in sorted({*others, value})],
                threshold_lr=threshold_lr,
                best=best,
                grouping_lr=grouping_lr,
                ground=told,
                by=getattr(by, "user", None),
                at=clock.now(),
            )
    except IntegrityError:
        raise Overtaken(f"rule for lists: somebody else has just set rule {before + 1}. Read it first.") from None
    facts = {"number": rule.number, "ground": told, "listed": str(value), "threshold_lr": threshold_lr, "best": best}
    return Done(rule, subject=by.slug, facts={**facts, "grouping_lr": grouping_lr, "sensitivity": rule.sensitivity})


def _probability(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except (InvalidOperation, TypeError):
        value = Decimal(-1)
    if not (Decimal("0.00001") <= value <= Decimal("0.99999")) or value != round(value, 5):
        raise Impossible(f"rule for lists: {name} {text!r}. Write a probability from 0.00001 to 0.99999, such as 0.5.")
    return value
