"""Plans as work: which bone to sample next and whom to ask next, made by a worker on the case of the lists in force.

The answer is one file under its digest, as those of searches are. It holds no genotype; bones and relatives stand in it by code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count

from repatria.errors import RepatriaError
from repatria.registry import gateway
from repatria.registry.codes.keptout import at_work
from repatria.registry.custody.models import Item
from repatria.registry.inventory.models import SpecimenDescription
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory.models import Profile, Sample
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.searching import casefiles, entries, jobs
from repatria.registry.searching.answering import rounded
from repatria.registry.searching.finishing import keep_answer
from repatria.registry.searching.models import Job, Search

SCHEMA = "repatria-plan/1"
DECIDES = 0.9995
"""The posterior from which a name counts as decided in a plan: that of the rule for signing that the registry comes with."""
Tick = Callable[[str, int, int], None]


@recorded(entries.PlanAsked, verb="searching.plan")
def ask_plan(by: Any) -> Done[Job]:
    """Queue a plan of the actor's incident. At most one waits at a time."""
    current = Search.objects.filter(incident=by.incident, current=True).select_related("thing").first()
    if current is None:
        raise Impossible("plan: nobody has searched yet, and a plan rests on the lists in force. Queue a search first.")
    told = Overtaken("plan: one waits for a worker already. Wait for it.")
    if Job.objects.filter(incident=by.incident, kind=Job.Kind.PLAN, state=Job.State.QUEUED).exists():
        raise told
    user = getattr(by, "user", None)
    try:
        with transaction.atomic():
            job = Job.objects.create(incident=by.incident, kind=Job.Kind.PLAN, asked_by=user, asked=clock.now())
    except IntegrityError:
        raise told from None
    return Done(job, subject=by.slug, facts={"job": job.pk, "search": current.code})


@recorded(entries.PlanMade, verb="searching.work")
def finish_plan(by: Any, held: jobs.Claim, *, search: str, digest: str, bones: int, calls: int) -> Done[Job]:
    """Publish a plan, if the worker still holds its job; a stale fence is refused."""
    row = jobs.row_of(held)
    row.order = {"search": search, "plan": digest, "bones": bones, "calls": calls}
    row.save(update_fields=["order"])
    jobs.end(held, Job.State.DONE)
    return Done(row, subject=by.slug, facts={"job": row.pk, **row.order})


@recorded(entries.PlanFailed, verb="searching.work")
def fail_plan(by: Any, held: jobs.Claim, *, fault: str) -> Done[Job]:
    """The worker that holds the job could not finish it; why is kept in words."""
    row = jobs.row_of(held)
    told = " ".join(fault.split())[:400] or "no reason was given"
    jobs.end(held, Job.State.FAILED, told)
    return Done(row, subject=by.slug, facts={"job": row.pk, "fault": told})


def run_plan(held: jobs.Claim, home: Path, tick: Tick) -> None:
    """Make the plan of a claimed job; a failure is recorded in words."""
    incident = Job.objects.select_related("incident").get(pk=held.job).incident
    by = TheRegistry(incident)
    try:
        search, told = _plan(incident, home, tick)
        finish_plan(by, held, search=search, digest=keep_answer(told), bones=len(told["samples"]), calls=len(told["calls"]))
    except (RepatriaError, MemoryError, OSError) as fault:
        words = str(fault) if isinstance(fault, RepatriaError) else f"{type(fault).__name__}: {fault}. Look at memory and disk."
        with suppress(Overtaken):  # somebody else holds the job by now, and says how it ends
            fail_plan(by, held, fault=words)


def _plan(incident: Any, home: Path, tick: Tick) -> tuple[str, dict[str, Any]]:
    search = Search.objects.select_related("thing", "rule", "snapshot").filter(incident=incident, current=True).first()
    if search is None or search.snapshot is None:
        raise Impossible("plan: nobody has searched yet, and a plan rests on the lists in force. Queue a search first.")
    tick("reading the case", 0, 0)
    case, rule = casefiles.kept_case(search.snapshot.digest), casefiles.plain(search.rule)
    bones, names = bones_here(incident)
    folder = home / "work" / incident.slug / "plan"
    samples = gateway.plan_sampling(case, rule, bones, folder, tick, DECIDES)
    calls, covered = gateway.plan_calls(case, may_be_asked(incident), tick, DECIDES)
    told: dict[str, Any] = rounded({
        "schema": SCHEMA,
        "software": gateway.software(),
        "case": search.snapshot.digest,
        "search": search.code,
        "decides": DECIDES,
        "samples": [{**row, "what": names[row["bone"]]} for row in samples],
        "calls": calls,
        "covered": covered,
    })  # fmt: skip
    return search.code, told


def bones_here(incident: Any) -> tuple[list[gateway.BoneTold], dict[str, str]]:
    """The incident's bones that are held and not withdrawn, by code, and what each is in words."""
    path = "specimen__item__thing"
    rows = SpecimenDescription.objects.filter(
        at_work("specimen_id"),
        current=True,
        specimen__withdrawn__isnull=True,
        specimen__item__state=Item.State.HELD,
        **{f"{path}__incident": incident},
    )
    rows = rows.exclude(human=SpecimenDescription.Human.ANIMAL).select_related(path, "specimen__found_in__thing")
    individual = {bone: code for bone, code, _ in casefiles.locked_units(incident)}
    cut = Sample.objects.filter(root__incident=incident, purpose=Sample.Purpose.DNA)
    taken = dict(cut.values_list("root_id").annotate(n=Count("pk")).order_by())
    read = Profile.objects.filter(subject__incident=incident, of__isnull=False)
    typed = dict(read.values_list("subject_id").annotate(n=Count("of", distinct=True)).order_by())
    bones, names = [], {}
    for row in rows.order_by(f"{path}__code"):
        code, box = row.specimen.code, row.specimen.found_in
        names[code] = row.element_name
        bones.append(
            gateway.BoneTold(
                code,
                row.family.lower(),
                row.get_side_display(),
                box.thing.code if box else "",
                "" if row.treatment in ("untreated", "unknown") else row.treatment,
                individual.get(code, ""),
                int(taken.get(row.specimen_id, 0)),
                int(typed.get(row.specimen_id, 0)),
            )
        )
    return bones, names


def may_be_asked(incident: Any) -> dict[str, list[str]]:
    """Family -> its relatives in the registry, by code, who are not known to have died."""
    node = apps.get_model("families", "PedigreeNode")
    rows = node.objects.filter(family__thing__incident=incident, until__isnull=True, kin__isnull=False).exclude(
        kin__living="no"
    )
    out: dict[str, list[str]] = defaultdict(list)
    for family, kin in rows.order_by("pk").values_list("family__thing__code", "kin__thing__code"):
        out[family].append(kin)
    return dict(out)
