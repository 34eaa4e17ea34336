"""What people may read of lineages. Every look at a type is journalled; who may not read genotypes is told nothing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from repatria.registry import gateway
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.journal.recording import Done, opened
from repatria.registry.laboratory import entries, kinlink
from repatria.registry.laboratory.calls import in_words
from repatria.registry.laboratory.lineage_checking import LINE, beside
from repatria.registry.laboratory.lineages import MT, lineage_of
from repatria.registry.laboratory.models import Consensus, Haplotypes, Lineage, Profile, Sample
from repatria.registry.laboratory.subjects import subjects_of
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Shown:
    """A lineage profile as a page shows it: the range and the differences, or the markers; what looks like a slip."""

    range: str
    differences: tuple[str, ...]
    unread: tuple[int, ...]
    markers: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]


def shown(type: str, code: str, kept: Any) -> Shown:
    """What is kept, for a page."""
    if type != MT:
        return Shown("", (), (), tuple((m, in_words(said)) for m, said in sorted(kept.items())), ())
    noun = lineage_of(MT, code, kept)
    unread = tuple(kept.get("unread", ()))
    return Shown(kept["range"], tuple(kept["differences"]), unread, (), gateway.mitotype_doubts(noun))  # type: ignore[arg-type]


def lineages(seat: Seat) -> QuerySet[Lineage]:
    """Versions of lineages that this seat may see."""
    seat.need("laboratory.genotypes")
    return Lineage.objects.filter(seat.sees("subject")).select_related("subject", "settled_by", "confirmed_by")


def held_lineages(seat: Seat) -> QuerySet[Lineage]:
    """Those that contradict themselves and wait for a geneticist."""
    return lineages(seat).filter(state=Lineage.State.HELD).order_by("pk")


def proposed_lineages(seat: Seat) -> QuerySet[Lineage]:
    """Settlements that wait for this person as the second."""
    seat.need("laboratory.confirm")
    return lineages(seat).filter(state=Lineage.State.PROPOSED).exclude(settled_by=seat.user).order_by("pk")


def _of(by: Seat, code: str, type: str) -> list[Lineage]:
    rows = list(lineages(by).filter(subject__code=read_code(code) or "", type=type).order_by("-version"))
    if not rows:
        raise NotFound
    return rows


@opened(entries.GenotypeOpened, verb="laboratory.genotypes")
def open_lineage(by: Seat, code: str, type: str) -> Done[list[Lineage]]:
    """All versions of one lineage of one subject, the last first; the look is journalled."""
    rows = _of(by, code, type)
    return Done(rows, subject=rows[0].subject.code, facts={"what": f"lineage {type}"})


@opened(entries.GenotypeOpened, verb="laboratory.genotypes")
def open_beside(by: Seat, code: str, type: str, other: str) -> Done[tuple[Lineage, Lineage, gateway.Beside]]:
    """One lineage of two subjects beside each other, over what both show; the look is journalled."""
    one, two = _of(by, code, type)[0], _of(by, other, type)[0]
    if not one.kept or not two.kept:
        raise NotFound
    found = beside(lineage_of(type, one.subject.code, one.kept), lineage_of(type, two.subject.code, two.kept))
    return Done((one, two, found), subject=one.subject.code, facts={"what": f"lineage {type}", "beside": two.subject.code})


def kinds_of(seat: Seat, code: str) -> list[tuple[str, str]]:
    """(kind, its name) of the lineages that a subject has; nothing for whoever may not read genotypes."""
    if not seat.may("laboratory.genotypes"):
        return []
    rows = lineages(seat).filter(subject__code=code).exclude(state=Lineage.State.REPLACED)
    return [(row.type, row.get_type_display()) for row in rows.order_by("type")]


def haplotypes(seat: Seat) -> QuerySet[Haplotypes]:
    """The databases of the incident without their entries, those in force first."""
    seat.need("laboratory.databases")
    rows = Haplotypes.objects.filter(incident=seat.incident).defer("body")
    return rows.order_by(F("until").desc(nulls_first=True), "type", "pool")


def haplotypes_called(seat: Seat, pk: int) -> Haplotypes:
    """One database, for acts on it."""
    row = haplotypes(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def subject_of(sample: Sample) -> str:
    """The code of the specimen or donor that a sample tells about."""
    return Thing.objects.values_list("code", flat=True).get(pk=subjects_of([sample.pk])[sample.pk])


def has_consensus(sample: Sample) -> bool:
    """Whether autosomal profiles of what a sample tells about were put together."""
    return Consensus.objects.filter(subject=subjects_of([sample.pk])[sample.pk]).exists()


def off_the_line(incident: Any, row: Lineage | Profile) -> Sequence[str]:
    """Missing people in the donor's families of whose line the donor is not: the profile says nothing of them. By code."""
    if row.subject is None or row.subject.kind != Kind.KIN or row.type not in LINE:
        return ()
    out = []
    for folder in kinlink.folders(incident, around={row.subject.pk}):
        who = next((w for w, thing in folder.donors.items() if thing == row.subject.pk), "")
        out += [m for m in folder.missing if who and gateway.transmissions(folder.pedigree, who, m, LINE[row.type]) is None]
    return out
