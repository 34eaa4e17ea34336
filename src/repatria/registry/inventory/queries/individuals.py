"""Individuals, their versions, and the questions that wait for a reviewer."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.inventory.against import grounds_against, unanswered
from repatria.registry.inventory.conflicts import DOUBTS
from repatria.registry.inventory.models import (
    Allowance,
    Individual,
    IndividualVersion,
    Member,
    Relation,
    Specimen,
    SpecimenDescription,
)
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def individuals(seat: Seat, *, state: str = "") -> QuerySet[IndividualVersion]:
    """The current version of each individual this seat may see, with how many specimens it holds."""
    seat.need("inventory.individuals")
    mine = seat.sees("individual__thing") & Q(individual__thing__kind=Kind.INDIVIDUAL)
    rows = IndividualVersion.objects.filter(mine, current=True).select_related("individual__thing", "made_by", "locked_by")
    if state in IndividualVersion.State.values:
        rows = rows.filter(state=state)
    return rows.annotate(size=Count("members", filter=Q(members__removed__isnull=True))).order_by("individual_id")


def individual_called(seat: Seat, code: str) -> Individual:
    """One individual; NotFound if there is none that this seat may see."""
    seat.need("inventory.individuals")
    row = (
        Individual.objects.filter(seat.sees("thing"), thing__code=read_code(code) or "")
        .select_related("thing", "made_by")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def versions(seat: Seat, individual: Individual) -> QuerySet[IndividualVersion]:
    """All versions, the latest first."""
    seat.need("inventory.individuals")
    rows = IndividualVersion.objects.filter(individual=individual).select_related("made_by", "locked_by", "individual__thing")
    return rows.annotate(size=Count("members", filter=Q(members__removed__isnull=True))).order_by("-number")


def version(seat: Seat, individual: Individual, number: int | None = None) -> IndividualVersion:
    """One version, or the current one."""
    rows = versions(seat, individual)
    row = rows.filter(current=True).first() if number is None else rows.filter(number=number).first()
    if row is None:
        raise NotFound
    return row


def members(seat: Seat, row: IndividualVersion) -> list[tuple[Member, SpecimenDescription]]:
    """(membership, current description) of each member, those who left last."""
    seat.need("inventory.individuals")
    found = list(
        Member.objects.filter(version=row)
        .select_related("specimen__item__thing", "specimen__found_in__thing", "by", "removed_by")
        .order_by("removed", "pk")
    )
    told = {
        said.specimen_id: said
        for said in SpecimenDescription.objects.filter(specimen__in=[m.specimen_id for m in found], current=True)
    }
    return sorted(((m, told[m.specimen_id]) for m in found), key=lambda pair: pair[0].removed is not None)


def grounds(seat: Seat, row: IndividualVersion) -> tuple[list[str], list[str]]:
    """(all grounds against a version, those that nobody has allowed)."""
    seat.need("inventory.individuals")
    specimens = list(
        Specimen.objects.filter(memberships__version=row, memberships__removed__isnull=True).select_related("item__thing")
    )
    said = grounds_against(specimens)
    return said, unanswered(row.individual, specimens, said)


def individual_of(seat: Seat, specimen: Specimen) -> Individual | None:
    """The individual that a specimen belongs to at this moment, if this seat may know."""
    if not seat.may("inventory.individuals"):
        return None
    row = Member.objects.filter(specimen=specimen, current=True).select_related("version__individual__thing").first()
    return row.version.individual if row else None


def candidates_may_be_seen(individual: Individual) -> bool:
    """Only while the current version is locked: whoever groups must not know whom the group might be."""
    return IndividualVersion.objects.filter(individual=individual, current=True, state=IndividualVersion.State.LOCKED).exists()


def allowances(seat: Seat, *, waiting: bool = False, individual: Individual | None = None) -> QuerySet[Allowance]:
    """Questions to a reviewer: all this seat may see, or those of one individual."""
    seat.need("inventory.individuals")
    mine = seat.sees("individual__thing") & Q(individual__thing__kind=Kind.INDIVIDUAL)
    rows = Allowance.objects.filter(mine).select_related(
        "individual__thing", "specimen__item__thing", "asked_by", "answered_by"
    )
    if individual is not None:
        rows = rows.filter(individual=individual)
    return rows.filter(state=Allowance.State.ASKED) if waiting else rows.order_by("-asked_at")


def allowance(seat: Seat, pk: int) -> Allowance:
    """One question."""
    row = allowances(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def doubtful(seat: Seat, limit: int = 20) -> list[IndividualVersion]:
    """Open or locked individuals that hold a pair which somebody, or DNA, has excluded since."""
    seat.need("inventory.individuals")
    pairs = list(
        Relation.objects.filter(
            seat.sees_few("left__item__thing"),
            kind=Relation.Kind.EXCLUSION,
            withdrawn__isnull=True,
            left__memberships__current=True,
        ).values_list("left_id", "right_id")
    )
    home = dict(
        Member.objects.filter(current=True, specimen__in={p for pair in pairs for p in pair}).values_list(
            "specimen_id", "version_id"
        )
    )
    held = {home[left] for left, right in pairs if left in home and home[left] == home.get(right)} | _doubted(seat)
    return [row for row in individuals(seat).filter(pk__in=held)[:limit] if grounds(seat, row)[1]]


def _doubted(seat: Seat) -> set[int]:
    """Versions with a specimen that a higher stage (DNA) doubts."""
    current = Member.objects.filter(current=True, specimen__item__thing__incident=seat.incident)
    homes = current.values_list("specimen_id", "version_id")
    doubted = {specimen for provider in DOUBTS for specimen in provider(seat.incident, homes)}
    return set(current.filter(specimen__in=doubted).values_list("version_id", flat=True)) if doubted else set()
