"""What an incident knows beside autosomal DNA, for its case: lineages, measurements, origins as claimed, and what records say. Codes only.

A relative's lineage leaves only while consent to identification holds. A unit is told by a code of its own, so that words stay here.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from django.db.models import QuerySet

from repatria.model import Profile as Genotype
from repatria.model.beside import Beside, Origin, Place, Recorded, Reference, Remains
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype
from repatria.model.profiled import ProfiledBone
from repatria.model.yhaplotype import YHaplotype
from repatria.registry.claims.models import Claim
from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Kind
from repatria.registry.families.models import Loss, MissingPerson
from repatria.registry.families.models import Recorded as RecordedRow
from repatria.registry.intake.arriving import ORIGIN
from repatria.registry.intake.models import ExpectedContainer
from repatria.registry.inventory.measuredbones import profiled
from repatria.registry.inventory.models import IndividualVersion, Member, Specimen, SpecimenDescription
from repatria.registry.laboratory import kinlink
from repatria.registry.laboratory.lineage_bases import entries_of
from repatria.registry.laboratory.lineage_checking import LEAST
from repatria.registry.laboratory.lineages import MT, Y, lineage_of
from repatria.registry.laboratory.lineages import Lineage as Noun
from repatria.registry.laboratory.models import Haplotypes, Lineage
from repatria.registry.laboratory.subjects import in_chunks

YEAR = 365.25
INCH = 2.54
STATED_ERROR = 0.5
"""Probability that what a giver says of a box has nothing to do with the bones in it, before anything was learnt. An assumption."""
WITHIN_KM = 5.0
"""Radius taken for a place whose own is not told. An assumption."""


class Lines(NamedTuple):
    """The lineages in force: of specimens by code, and of donors by thing; and the donors who must stay out."""

    remains: Mapping[str, Mapping[str, Noun]]
    donors: Mapping[int, Mapping[str, Noun]]
    withheld: frozenset[int]


def lines_of(incident: Any) -> Lines:
    """Every lineage in force that is long enough to compare."""
    rows = Lineage.objects.filter(at_work("subject_id"), subject__incident=incident, state=Lineage.State.CURRENT)
    told = rows.order_by("subject__code").values_list("subject_id", "subject__code", "subject__kind", "type", "kept", "size")
    remains: dict[str, dict[str, Noun]] = defaultdict(dict)
    donors: dict[int, dict[str, Noun]] = defaultdict(dict)
    for pk, code, kind, type, kept, size in told:
        if size < LEAST[type]:
            continue
        if kind == Kind.SPECIMEN:
            remains[code][type] = lineage_of(type, code, kept)
        elif kind == Kind.KIN:
            donors[pk][type] = lineage_of(type, code, kept)
    usable = kinlink.usable_donors(donors)
    return Lines(remains, {pk: shown for pk, shown in donors.items() if pk in usable}, frozenset(set(donors) - usable))


def beside_of(incident: Any, lines: Lines, profiles: Iterable[Genotype], folders: Iterable[kinlink.Folder]) -> Beside:
    """All that is not autosomal; empty where nothing of it is known."""
    sexes = {p.id: p.sex for p in profiles}
    subjects = sorted({*sexes, *lines.remains, *_grouped(incident)})
    remains = tuple(_remains(incident, subjects, lines, sexes))
    references = tuple(_references(lines, folders))
    kinds = {MT: bool(lines.remains) and any(r.mitotypes for r in remains), Y: any(r.yhaplotypes for r in remains)}
    bases = {type: _databases(incident, type) if kinds[type] else {} for type in (MT, Y)}
    return Beside(remains, references, tuple(_recorded(incident)), bases[MT], bases[Y])


class Seen(NamedTuple):
    """What the registry itself knows of one bone: lengths by measurement in mm, scored stages, the box it lay in, and whence that came."""

    sizes: Mapping[str, float]
    stages: Mapping[str, tuple[int, int]]
    container: str
    origins: tuple[Origin, ...]


def seen_of(incident: Any, codes: Collection[str]) -> dict[str, Seen]:
    """For every one of these bones, empty where nothing is known."""
    lay: dict[str, tuple[int, str]] = {}
    bones: dict[str, ProfiledBone] = {}
    for some in in_chunks(codes):
        found = Specimen.objects.filter(item__thing__incident=incident, item__thing__code__in=some, found_in__isnull=False)
        told = found.values_list("item__thing__code", "found_in_id", "found_in__thing__code")
        lay.update({code: (box, name) for code, box, name in told})
        rows = SpecimenDescription.objects.filter(
            current=True, specimen__item__thing__incident=incident, specimen__item__thing__code__in=some
        )
        described = list(rows.select_related("specimen__item__thing").order_by("pk"))
        bones.update({bone.bone.code: bone for bone in profiled(described)})
    origins = _origins(incident, {box for box, _name in lay.values()})
    out = {}
    for code in codes:
        bone, (box, name) = bones.get(code), lay.get(code, (0, ""))
        sizes = dict(bone.bone.values) if bone else {}
        out[code] = Seen(sizes, dict(bone.stages) if bone else {}, name, origins.get(box, ()))
    return out


def _remains(incident: Any, subjects: Collection[str], lines: Lines, sexes: Mapping[str, str]) -> Iterable[Remains]:
    for code, seen in seen_of(incident, subjects).items():
        shown: Mapping[str, Noun] = lines.remains.get(code, {})
        mitotype, y = shown.get(MT), shown.get(Y)
        if not (shown or seen.sizes or seen.stages or seen.origins):
            continue
        sex = sexes.get(code, "U")
        sex = "" if sex == "U" or (sex == "F" and y is not None) else sex
        yield Remains(
            code,
            (mitotype,) if isinstance(mitotype, Mitotype) else (),
            (y,) if isinstance(y, YHaplotype) else (),
            seen.sizes,
            seen.stages,
            sex=sex,
            sex_from="dna" if sex else "",
            container=seen.container,
            origins=seen.origins,
        )


def _grouped(incident: Any) -> set[str]:
    """Codes of the bones in individuals that are locked: what was seen of one is of all of them."""
    rows = Member.objects.filter(
        removed__isnull=True,
        version__current=True,
        version__state=IndividualVersion.State.LOCKED,
        version__individual__thing__incident=incident,
    )
    return set(rows.filter(at_work("specimen")).values_list("specimen__item__thing__code", flat=True))


def _references(lines: Lines, folders: Iterable[kinlink.Folder]) -> Iterable[Reference]:
    for folder in folders:
        for who, thing in sorted(folder.donors.items()):
            shown = lines.donors.get(thing, {})
            if not folder.missing:
                continue
            mitotype, y = shown.get(MT), shown.get(Y)
            if isinstance(mitotype, Mitotype):
                yield Reference(folder.code, who, mitotype=mitotype)
            if isinstance(y, YHaplotype) and folder.pedigree[who].sex != "F":
                yield Reference(folder.code, who, yhaplotype=y)


def _origins(incident: Any, boxes: Collection[int]) -> dict[int, tuple[Origin, ...]]:
    """What is claimed of each container's origin, where the place is one that losses are told of: its claims give no coordinates."""
    told = origins_told(incident, boxes) if boxes else {}
    known = _places(incident, {_normal(text) for texts in told.values() for text in texts})
    out: dict[int, tuple[Origin, ...]] = {}
    for box, texts in told.items():
        places = dict.fromkeys(known[_normal(text)] for text in texts if _normal(text) in known)
        if places:
            out[box] = tuple(Origin("stated", place, error=STATED_ERROR) for place in places)
    return out


def origins_told(incident: Any, boxes: Collection[int]) -> dict[int, list[str]]:
    """What is claimed of where each box came from, in the words of those who claim it: those of the box first, then those of lists."""
    claims = Claim.objects.filter(
        topic__incident=incident, topic__key=ORIGIN, kind=Claim.Kind.PLACE, superseded_by=None, about__in=boxes
    )
    told = list(claims.order_by("pk").values_list("about_id", "text"))
    listed = ExpectedContainer.objects.filter(container__in=boxes, origin__superseded_by=None, origin__isnull=False)
    told += list(listed.order_by("pk").values_list("container_id", "origin__text"))
    out: dict[int, list[str]] = defaultdict(list)
    for box, text in told:
        out[box].append(text)
    return out


def _places(incident: Any, wanted: Collection[str]) -> dict[str, Place]:
    """Of the places ``wanted``, by name: where the losses in force that name them lie, the median, and the radius that holds them."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    rows = Loss.objects.filter(person__incident=incident, in_force=True, latitude__isnull=False).exclude(place="")
    written = (
        [name for name in rows.order_by("place").values_list("place", flat=True).distinct() if _normal(name) in wanted]
        if wanted
        else []
    )
    rows = rows.filter(place__in=written)
    for name, north, east, radius in rows.values_list("place", "latitude", "longitude", "radius_km"):
        if north is not None and east is not None:
            found[_normal(name)].append((north, east, radius or WITHIN_KM))
    return {
        name: Place(median(x[0] for x in at), median(x[1] for x in at), max(median(x[2] for x in at), 0.1))
        for name, at in found.items()
    }


def _normal(name: str) -> str:
    return " ".join(name.casefold().split())


def _recorded(incident: Any) -> Iterable[Recorded]:
    """What the records say of each open missing person, where they say more than a name and a sex."""
    people = MissingPerson.objects.filter(incident=incident, withdrawn__isnull=True, merged_into__isnull=True)
    return (one for _pk, one in recorded_of(people))


def recorded_of(people: QuerySet[MissingPerson]) -> Iterable[tuple[int, Recorded]]:
    """The same for any of the missing, with their primary keys, in the order of their codes."""
    told = people.order_by("thing__code").values_list("pk", "thing__code", "sex", "first", "last", "unit")
    losses = {
        row[0]: row[1:]
        for row in Loss.objects.filter(person__in=people, in_force=True).values_list(
            "person_id", "first", "last", "latitude", "longitude", "radius_km", "unit"
        )
    }
    tall = dict(
        RecordedRow.objects.filter(person__in=people, what="stature_cm", number__isnull=False)
        .order_by("pk")
        .values_list("person_id", "number")
    )
    for pk, code, sex, born, born_last, unit in told:
        first, last, north, east, radius, there = losses.get(pk, (None, None, None, None, None, ""))
        number = tall.get(pk)
        height = None if number is None else float(number)
        facts: dict[str, Any] = {
            "ages": _ages(born, born_last or born, first, last or first),
            "stature_cm": height if height is not None and 120.0 <= height <= 220.0 else None,
            "lost_at": None if north is None or east is None else Place(north, east, radius or WITHIN_KM),
            "lost_first": first,
            "lost_last": last or first,
            "unit": _unit(there or unit),
        }
        if any(facts.values()):
            step = INCH if height is not None and abs(height / INCH - round(height / INCH)) < 0.02 else 1.0
            yield pk, Recorded(code, sex if sex in ("M", "F") else "", stature_step=step, **facts)


def _ages(born: date | None, born_last: date | None, first: date | None, last: date | None) -> tuple[float, float] | None:
    """Years at the loss, from and to; nothing where either day is not known or no age of somebody who serves comes out."""
    if born is None or born_last is None or first is None or last is None:
        return None
    low, high = (first - born_last).days / YEAR, (last - born).days / YEAR
    return (round(low, 2), round(high, 2)) if 10.0 <= low <= high <= 110.0 else None


def _unit(text: str) -> str:
    """A unit by a code of its own: two spellings that differ in case and spaces are one, and no word leaves."""
    return "U-" + hashlib.sha256(_normal(text).encode()).hexdigest()[:10] if text.strip() else ""


def _databases(incident: Any, type: str) -> dict[str, Database[Any]]:
    rows = Haplotypes.objects.filter(incident=incident, type=type, until__isnull=True).order_by("pool")
    return {row.pool: _database(row.pk, row.sha256) for row in rows}


@lru_cache(maxsize=4)
def _database(pk: int, sha256: str) -> Database[Any]:
    """A database by its row; its content never changes, so that it is read once."""
    row = Haplotypes.objects.get(pk=pk, sha256=sha256)
    return Database(row.name, entries_of(row.type, row.body), row.source, row.simulated, row.lengths)
