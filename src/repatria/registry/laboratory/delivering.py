"""Files that come back: one delivery a file, one line a profile, and the balance of what was asked for.

The file's SHA-256 is its identity: the same file given a hundred times makes one set of profiles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing, new_things
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normals_to_try, read_code
from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.agreeing import refresh
from repatria.registry.laboratory.lineages import Noun, Shown, shown_of
from repatria.registry.laboratory.models import Delivery, DeliveryLine, Profile, Request, RequestLine, Run
from repatria.registry.laboratory.subjects import in_chunks, subjects_of
from repatria.registry.refusals import Impossible, Overtaken

ONE_DAY = timedelta(days=1)
"""Somewhere else it may be tomorrow already."""
Outcome = DeliveryLine.Outcome
Status = Profile.Status


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read: its name, format, digest, size, profiles, and what its reader noticed."""

    name: str
    format: str
    sha256: str
    bytes: int
    profiles: Sequence[Noun]
    notes: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class RunTold:
    """What is said of the run that a file comes from; the two readers are two people."""

    name: str
    first_reader: str
    second_reader: str
    where: str = ""
    method: str = ""
    kit: str = ""
    instrument: str = ""
    day: date | None = None


def take_in(by: Any, file: File, *, run: RunTold, request: Request | None = None) -> tuple[Delivery, bool]:
    """Import ``file``, or find it imported: ``(delivery, whether it is new)``. Safe when many do it at once."""
    by.need("laboratory.import")
    known = Delivery.objects.filter(incident=by.incident, sha256=file.sha256).first()
    if known is not None:
        return known, False
    try:
        return import_profiles(by, file, run=run, request=request), True
    except Overtaken:
        known = Delivery.objects.filter(incident=by.incident, sha256=file.sha256).first()
        if known is None:
            raise
        return known, False


@recorded(entries.FileDelivered, verb="laboratory.import")
def import_profiles(by: Any, file: File, *, run: RunTold, request: Request | None = None) -> Done[Delivery]:
    """Read a file into profiles, whole or not at all. Every row has its outcome; unknown ones are quarantined."""
    if not file.profiles:
        raise Impossible(f"{file.name}: no profile in it. Ask the laboratory for the file again.")
    delivery = _delivery(by, file, run, request)
    work = _Work(by, delivery, file.profiles, request)
    lines = work.lines()
    Profile.objects.bulk_create(work.made, batch_size=500)
    DeliveryLine.objects.bulk_create(lines, batch_size=1000)
    _answer_request(request, lines)
    refresh(p.subject_id for p in work.made if p.status == Status.FAILED and p.subject_id)
    count = Counter(str(line.outcome) for line in lines)
    facts = {"name": file.name, "sha256": file.sha256, "rows": len(lines), **{o.value: count[o.value] for o in Outcome}}
    return Done(delivery, subject=delivery.thing.code, facts={**facts, "run": delivery.run.name})


def _delivery(by: Any, file: File, run: RunTold, request: Request | None) -> Delivery:
    name = " ".join(run.name.split())[:80]
    first, second = run.first_reader.strip()[:80], run.second_reader.strip()[:80]
    if not name:
        raise Impossible("run: name it, as the laboratory calls it.")
    if not first or not second or first == second:
        raise Impossible(f"run {name}: read by {first or 'nobody'} and {second or 'nobody'}. Every run is read by two people.")
    if run.day is not None and run.day > now().date() + ONE_DAY:
        raise Impossible(f"run {name}: of {run.day}, which has not come yet. Correct the day.")
    wanted = {
        "first_reader": first, "second_reader": second, "where": run.where[:120], "method": run.method[:80],
        "kit": run.kit[:80], "instrument": run.instrument[:80], "day": run.day,
    }  # fmt: skip
    known = Run.objects.filter(incident=by.incident, name=name).first()
    if known is not None and {known.first_reader, known.second_reader} != {first, second}:
        raise Impossible(
            f"run {name}: entered before as read by {known.first_reader} and {known.second_reader}. Name those, or another run."
        )
    try:
        with transaction.atomic():
            return Delivery.objects.create(
                thing=new_thing(by, Kind.BATCH),
                incident=by.incident,
                request=request,
                run=Run.objects.get_or_create(incident=by.incident, name=name, defaults=wanted)[0],
                name=file.name[:200],
                format=file.format[:20],
                sha256=file.sha256,
                bytes=file.bytes,
                notes=list(file.notes),
                by=getattr(by, "user", None),
                at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{file.name}: this file was imported a moment ago. Look at that import.") from fault


def things_named(by: Any, names: Iterable[str]) -> dict[str, Thing]:
    """The sample that each of ``names`` names, by code or by one identifier that no other sample has."""
    wanted = list(dict.fromkeys(names))
    mine = by.things(Kind.SAMPLE) if hasattr(by, "things") else Thing.objects.filter(incident=by.incident, kind=Kind.SAMPLE)
    codes = {code: name for name in wanted if (code := read_code(name))}
    found: dict[str, Thing] = {}
    for some in in_chunks(codes):
        found.update({codes[t.code]: t for t in mine.filter(code__in=some)})
    normals: dict[str, set[str]] = defaultdict(set)
    for name in wanted:
        if name not in found:
            for normal in normals_to_try(name):
                normals[normal].add(name)
    hits: dict[str, dict[int, Thing]] = defaultdict(dict)
    for some in in_chunks(normals):
        rows = Identifier.objects.filter(incident=by.incident, normal__in=some, personal=False, withdrawn__isnull=True)
        for row in rows.filter(thing__in=mine).select_related("thing"):
            for name in normals[row.normal]:
                hits[name][row.thing_id] = row.thing
    found.update({name: next(iter(rows.values())) for name, rows in hits.items() if len(rows) == 1})
    return found


@dataclass
class _Work:
    """Reconciling one file: what each of its profiles is taken for, and the rows that follow."""

    by: Any
    delivery: Delivery
    profiles: Sequence[Noun]
    request: Request | None
    made: list[Profile] = field(default_factory=list)
    earlier: dict[tuple[int, str], Profile] = field(default_factory=dict)
    moment: datetime = field(default_factory=now)

    def lines(self) -> list[DeliveryLine]:
        """The lines of the file, in its order; fills ``made``."""
        shown = [shown_of(p) for p in self.profiles]
        named = things_named(self.by, (p.id for p in shown))
        ids = [t.pk for t in named.values()]
        subjects = subjects_of(ids)
        asked = None if self.request is None else set(self.request.lines.values_list("item_id", flat=True))
        for some in in_chunks(ids):
            for row in Profile.objects.filter(of__in=some).exclude(status=Status.SUPERSEDED).select_related("thing"):
                self.earlier[row.of_id, row.digest] = row  # type: ignore[index]
        plans = [self._plan(p, named.get(p.id), asked) for p in shown]
        fresh = iter(new_things(self.by, Kind.PROFILE, sum(old is None for _, _, old in plans)))
        lines = []
        for place, (one, (thing, outcome, old)) in enumerate(zip(shown, plans, strict=True), 1):
            profile = old or self._make(next(fresh), one, thing, outcome, subjects)
            lines.append(DeliveryLine(delivery=self.delivery, row=place, called=one.id[:120], outcome=outcome, profile=profile))
        return lines

    def _plan(self, one: Shown, thing: Thing | None, asked: set[int] | None) -> tuple[Thing | None, Outcome, Profile | None]:
        if thing is None:
            return None, Outcome.UNKNOWN, None
        if (old := self.earlier.get((thing.pk, one.digest))) is not None:
            return thing, Outcome.DUPLICATE, old
        if asked is not None and thing.pk not in asked:
            return thing, Outcome.UNASKED, None
        return thing, Outcome.RECEIVED if one.kept else Outcome.FAILED, None

    def _make(self, new: Thing, one: Shown, thing: Thing | None, outcome: Outcome, subjects: Mapping[int, int]) -> Profile:
        status = {Outcome.RECEIVED: Status.REPORTABLE, Outcome.FAILED: Status.FAILED}.get(outcome, Status.QUARANTINED)
        run = self.delivery.run
        profile = Profile(
            thing=new,
            of=thing,
            subject_id=None if thing is None else subjects[thing.pk],
            run=run,
            delivery=self.delivery,
            called=one.id[:120],
            type=one.type,
            calls=one.kept,
            loci=one.size,
            sex=one.sex,
            kit=(one.kit or run.kit)[:80],
            digest=one.digest,
            status=status,
            first_reader=run.first_reader,
            second_reader=run.second_reader,
            checked=self.moment if status == Status.FAILED else None,
            made=self.moment,
        )
        self.made.append(profile)
        return profile


def _answer_request(request: Request | None, lines: Iterable[DeliveryLine]) -> None:
    """Write on the request what became of each of its samples; a result outweighs a failure."""
    if request is None:
        return
    for outcome, said in ((Outcome.FAILED, RequestLine.Outcome.FAILED), (Outcome.RECEIVED, RequestLine.Outcome.RECEIVED)):
        ids = [line.profile.of_id for line in lines if line.outcome == outcome and line.profile]
        for some in in_chunks(ids):
            request.lines.filter(item__in=some).update(outcome=said)
