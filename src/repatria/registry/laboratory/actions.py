"""Everything that can happen to samples until they leave the building: cut, extract, request, send.

Files that come back: delivering.py. Reading and correcting profiles: profiling.py. Quality: checking.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing, new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import masses
from repatria.registry.custody.models import Holding, Item
from repatria.registry.custody.within import begin_holding_like, hold_check, locked, mass_differs, now, open_item
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.models import Extraction, Request, RequestLine, Sample, in_grams
from repatria.registry.laboratory.subjects import in_chunks
from repatria.registry.refusals import Impossible, Overtaken

TOLERATED = masses.LOSS
"""The share of a mass that may be lost as dust before a discrepancy is opened; also over all cuts of a parent together."""
TOP_MG = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """What a cut weighed, in grams: the parent before, the sample, the parent after."""

    before_g: Decimal
    taken_g: Decimal
    remaining_g: Decimal


@recorded(entries.SampleCut, verb="laboratory.cut")
def cut(
    by: Any, parent: Item, *, weighed: Cut, purpose: str = Sample.Purpose.DNA, what: str = "", treatment: str = ""
) -> Done[Sample]:
    """Cut a sample from a specimen or a sample that one holds. Before = taken + remaining + lost; more than before is refused.

    What is lost beyond :data:`TOLERATED`, or a parent that weighs otherwise than the record says, opens a discrepancy.
    """
    row = locked(parent)
    hold_check(by, row)
    if row.thing.kind not in (Kind.SPECIMEN, Kind.SAMPLE):
        raise Impossible(f"{row.code}: {row.thing.get_kind_display()}. Samples are cut from specimens and samples.")
    before, taken, remaining = (_mg(row, name, g) for name, g in _named(weighed))
    if taken == 0:
        raise Impossible(f"{row.code}: 0 g taken. Write what the sample weighs.")
    lost = before - taken - remaining
    if lost < 0:
        raise Impossible(
            f"{row.code}: {weighed.taken_g} g taken and {weighed.remaining_g} g left are more than the {weighed.before_g} g "
            "there were. Weigh again."
        )
    for said in _against_the_record(row, weighed, lost):
        mass_differs(by, row, said)
    words = what.strip() or f"sample of {row.what}"
    item = open_item(by, Kind.SAMPLE, what=words, mass_g=in_grams(taken), came_from=row, like=row.thing)
    begin_holding_like(item, row)
    row.save(update_fields=["mass_g", "accepted_g", "removed_g"])
    above = Sample.objects.filter(item=row).first()
    sample = Sample.objects.create(
        item=item,
        parent=row,
        root_id=above.root_id if above else row.pk,
        purpose=purpose,
        treatment=treatment.strip()[:120],
        before_mg=before,
        taken_mg=taken,
        remaining_mg=remaining,
        lost_mg=lost,
        cut_by=getattr(by, "user", None),
        cut=now(),
    )
    facts = {"parent": row.code, "before_mg": before, "taken_mg": taken, "remaining_mg": remaining, "lost_mg": lost}
    shown = {f"{name}_g": mass for name, mass in sample.grams.items()}
    return Done(sample, subject=item.code, facts={**facts, **shown, "purpose": str(purpose)})


@dataclass(frozen=True, slots=True)
class Entered:
    """One sample of a bulk registration: its parent item, what it is, the grams taken where known."""

    parent: Item
    what: str = ""
    taken_g: Decimal | None = None


@recorded(entries.SamplesRegistered, verb="laboratory.run")
def register_samples(by: Any, rows: Sequence[Entered], *, why: str) -> Done[list[Sample]]:
    """Enter many samples that were cut elsewhere or in an exercise, with one entry; they lie where their parents lie."""
    if not rows:
        raise Impossible("samples: none given.")
    moment = now()
    things = new_things(by, Kind.SAMPLE, len(rows))
    parents = [r.parent for r in rows]
    ids = {p.pk for p in parents}
    roots, held = dict.fromkeys(ids), {}
    for some in in_chunks(ids):
        roots.update(Sample.objects.filter(pk__in=some).values_list("item_id", "root_id"))
        held.update({h.item_id: h for h in Holding.objects.filter(item__in=some, until__isnull=True)})
    for thing, parent in zip(things, parents, strict=True):
        thing.laboratory_id = parent.thing.laboratory_id
    Thing.objects.bulk_update(things, ["laboratory"], batch_size=1000)
    items = [
        Item(thing=t, what=(r.what or f"sample of {r.parent.what}")[:200], came_from=r.parent, mass_g=r.taken_g)
        for t, r in zip(things, rows, strict=True)
    ]
    Item.objects.bulk_create(items, batch_size=1000)
    legs = [(item, held[p.pk]) for item, p in zip(items, parents, strict=True) if p.pk in held]
    Holding.objects.bulk_create(
        (Holding(item=i, holder_id=h.holder_id, outside=h.outside, place_id=h.place_id, since=moment) for i, h in legs),
        batch_size=1000,
    )
    samples = [
        Sample(
            item=item,
            parent=r.parent,
            root_id=roots[r.parent.pk] or r.parent.pk,
            taken_mg=None if r.taken_g is None else _mg(r.parent, "taken", r.taken_g),
            cut_by=getattr(by, "user", None),
            cut=moment,
        )
        for item, r in zip(items, rows, strict=True)
    ]
    Sample.objects.bulk_create(samples, batch_size=1000)
    facts = {"count": len(samples), "first": things[0].code, "last": things[-1].code, "why": why}
    return Done(samples, subject=things[0].code, facts=facts)


@recorded(entries.DnaExtracted, verb="laboratory.cut")
def extract(
    by: Any,
    sample: Sample,
    *,
    method: str,
    used_g: Decimal = Decimal(0),
    volume_ul: int | None = None,
    failed: bool = False,
    note: str = "",
) -> Done[Extraction]:
    """Take DNA out of a sample one holds; what is used up leaves the sample's mass. A failed extraction is entered all the same."""
    item = locked(sample.item)
    hold_check(by, item)
    if not method.strip():
        raise Impossible(f"{item.code}: name the method of the extraction.")
    row = Sample.objects.select_for_update().get(pk=sample.pk)
    used = _mg(item, "used", used_g)
    left = None if item.mass_g is None else _mg(item, "mass", item.mass_g)
    if left is not None and used > left:
        raise Impossible(f"{item.code}: {used_g} g cannot be used, {item.mass_g} g are left. Weigh again.")
    number = row.extractions.count() + 1
    try:
        with transaction.atomic():
            made = Extraction.objects.create(
                sample=row,
                number=number,
                method=method.strip()[:80],
                used_mg=used,
                volume_ul=volume_ul,
                failed=failed,
                note=note.strip()[:300],
                by=getattr(by, "user", None),
                at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{item.code}: extract {number} was entered a moment ago. Look at it first.") from fault
    if used:
        row.used_mg += used
        row.save(update_fields=["used_mg"])
        if left is not None:
            masses.removed(item, in_grams(used))
            item.mass_g = in_grams(left - used)
            item.save(update_fields=["mass_g", "accepted_g", "removed_g"])
    facts = {
        "number": number,
        "method": made.method,
        "used_mg": used,
        "used_g": made.used_g,
        "volume_ul": volume_ul,
        "failed": failed,
    }
    return Done(made, subject=item.code, facts=facts)


@recorded(entries.RequestMade, verb="laboratory.request")
def make_request(by: Any, items: Sequence[Item], *, to: str, wanted: str) -> Done[Request]:
    """Ask a laboratory to type ``items``. A sample may be asked for again in a later request (a resample is a new sample)."""
    rows = list({i.pk: i for i in items}.values())
    if not rows:
        raise Impossible("request: no samples. Choose at least one.")
    if not to.strip() or not wanted.strip():
        raise Impossible("request: name the laboratory and what is wanted.")
    for item in rows:
        if item.thing.kind != Kind.SAMPLE:
            raise Impossible(f"{item.thing.code}: {item.thing.get_kind_display()}. Only samples are sent to be typed.")
        if item.state != Item.State.HELD:
            raise Impossible(f"{item.thing.code}: {item.get_state_display()}. It cannot be sent.")
    thing = new_thing(by, Kind.BATCH)
    request = Request.objects.create(
        thing=thing, sent_to=to.strip()[:120], wanted=wanted.strip()[:160], made_by=getattr(by, "user", None), made=now()
    )
    RequestLine.objects.bulk_create((RequestLine(request=request, item=i) for i in rows), batch_size=1000)
    return Done(request, subject=thing.code, facts={"to": request.sent_to, "wanted": request.wanted, "count": len(rows)})


@recorded(entries.RequestSent, verb="laboratory.request")
def send(by: Any, request: Request) -> Done[Request]:
    """Say that the samples of a request left with their manifest. Custody of each sample is handed over in custody."""
    row = Request.objects.select_for_update(of=("self",)).select_related("thing").get(pk=request.pk)
    if row.sent is not None:
        raise Overtaken(f"{row.thing.code}: was sent at {row.sent:%Y-%m-%d %H:%M} UTC already.")
    row.sent = now()
    row.save(update_fields=["sent"])
    return Done(row, subject=row.thing.code, facts={"to": row.sent_to, "count": row.lines.count()})


def _named(weighed: Cut) -> tuple[tuple[str, Decimal], ...]:
    return (("before", weighed.before_g), ("taken", weighed.taken_g), ("remaining", weighed.remaining_g))


def _mg(item: Item, name: str, grams: Decimal) -> int:
    """Grams as whole milligrams; refuses what is no mass."""
    if not isinstance(grams, Decimal) or not grams.is_finite() or grams < 0 or grams * 1000 > TOP_MG:
        raise Impossible(f"{item.thing.code}, {name}: {grams} g. Write grams, 0 or more, such as 0.850.")
    milligrams = grams * 1000
    if milligrams != milligrams.to_integral_value():
        raise Impossible(f"{item.thing.code}, {name}: {grams} g. Three decimals of a gram at most.")
    return int(milligrams)


def _against_the_record(row: Item, weighed: Cut, lost: int) -> list[str]:
    """Note the three weighings on the parent (not saved); returns what does not agree with what was known of it."""
    found = []
    known, should = row.mass_g, masses.expected(row)
    if masses.weigh_in(row, weighed.before_g):
        more = "" if known == should else f", and {should} g are accounted for since it was first weighed"
        found.append(f"before the cut it weighed {weighed.before_g} g, the record says {known} g{more}")
    masses.removed(row, weighed.taken_g)
    row.mass_g = weighed.remaining_g
    if lost > max(1, int(weighed.before_g * 1000 * TOLERATED)):
        found.append(f"{in_grams(lost)} g were lost when {weighed.taken_g} g were cut from {weighed.before_g} g")
    left = masses.expected(row)
    if not found and left is not None and abs(left - weighed.remaining_g) > masses.tolerated(row):
        found.append(
            f"{left - weighed.remaining_g} g were lost over all its cuts; {masses.anchor(row)} g were weighed at first"
        )
    return found
