"""What measurements and scores of a grouping tell: who supports whom, what does not fit, what to compare next, what kind of person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from repatria.errors import RepatriaError
from repatria.registry.codes.keptout import at_work
from repatria.registry.gateway import bodies, bones
from repatria.registry.inventory.conflicting import Conflict, conflicts_of
from repatria.registry.inventory.measuredbones import grows, profiled
from repatria.registry.inventory.models import (
    IndividualVersion,
    Measurement,
    Member,
    Observation,
    Specimen,
    SpecimenDescription,
)
from repatria.registry.inventory.queries.specimens import descriptions
from repatria.registry.inventory.scores import science_name
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

AT_MOST = 4000
"""Measured bones looked at for the next comparison; the newest, where there are more."""
Described = Sequence[SpecimenDescription]


def observations(seat: Seat, specimen: Specimen) -> QuerySet[Observation]:
    """The scores of a specimen, withdrawn ones included."""
    seat.need("inventory.read")
    return Observation.objects.filter(specimen=specimen).select_related("by", "withdrawn_by", "specimen__item__thing")


def observation(seat: Seat, specimen: Specimen, pk: int) -> Observation:
    """One score of a specimen."""
    row = observations(seat, specimen).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def conflicts(seat: Seat, version: IndividualVersion) -> list[Conflict]:
    """Everything of a version that does not fit, the open ones first."""
    seat.need("inventory.individuals")
    return conflicts_of(version)


def described(seat: Seat, version: IndividualVersion) -> list[SpecimenDescription]:
    """Current descriptions of the members of a version, in the order of their codes."""
    seat.need("inventory.individuals")
    rows = SpecimenDescription.objects.filter(
        current=True, specimen__memberships__version=version, specimen__memberships__removed__isnull=True
    )
    return list(rows.select_related("specimen__item__thing").order_by("specimen_id"))


def supports(seat: Seat, rows: Described) -> list[tuple[bones.Support, SpecimenDescription]]:
    """(what the rest of its group says of it, the bone) for each bone of ``rows`` that is not an animal's."""
    seat.need("inventory.individuals")
    held = profiled(rows)
    if not any(one.bone.values for one in held):
        return []
    by_code = {row.specimen.code: row for row in rows}
    return [(one, by_code[one.code]) for one in bones.supports([told.bone for told in held])]


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next: members that nothing was measured of though the reference holds them, and bones elsewhere that may belong.

    ``near``: (what the group says of it, the bone, the code of the grouping it stands in or nothing), the likeliest first;
    ``looked_at``: how many measured bones were weighed.
    """

    unmeasured: tuple[SpecimenDescription, ...]
    near: tuple[tuple[bones.Support, SpecimenDescription, str], ...]
    looked_at: int
    measured: int


def next_to_compare(seat: Seat, version: IndividualVersion) -> Next:
    """Which bones should be measured, and which compared by hand, to learn most about a grouping."""
    rows = described(seat, version)
    group = profiled(rows)
    valued = {one.bone.code for one in group if one.bone.values}
    known = {bones.element_of_code(code) for code in bones.measurements_known()}
    unmeasured = tuple(
        row for row in rows
        if row.specimen.code not in valued and row.side in ("L", "R") and not grows(row) and science_name(row.kind) in known
    )  # fmt: skip
    if not valued:
        return Next(unmeasured, (), 0, 0)
    others = _others(seat, version)
    by_code = {row.specimen.code: row for row in others}
    told = bones.near([one.bone for one in group], [one.bone for one in profiled(others) if one.bone.values])
    homes = _homes([by_code[one.code].specimen_id for one in told])
    near = tuple((one, by_code[one.code], homes.get(by_code[one.code].specimen_id, "")) for one in told)
    return Next(unmeasured, near, len(others), len(valued))


def _others(seat: Seat, version: IndividualVersion) -> list[SpecimenDescription]:
    mine = Member.objects.filter(version=version, removed__isnull=True).values("specimen_id")
    measured = Measurement.objects.filter(withdrawn__isnull=True).values("specimen_id")
    rows = descriptions(seat).filter(at_work("specimen_id"), Q(specimen__in=measured)).exclude(specimen__in=mine)
    return list(rows.order_by("-specimen_id")[:AT_MOST])


def _homes(specimens: Sequence[int]) -> dict[int, str]:
    held = Member.objects.filter(current=True, specimen__in=specimens)
    return dict(held.values_list("specimen_id", "version__individual__thing__code"))


def body(seat: Seat, version: IndividualVersion, prior_male: float) -> tuple[bodies.Body | None, str]:
    """(what kind of person the bones of a version tell, or nothing; why nothing). No list, candidate or name enters it."""
    rows = described(seat, version)
    held = profiled(rows)
    if not any(one.bone.values or one.stages or one.traits or one.phase for one in held):
        return None, ""
    try:
        return bodies.body_of(version.individual.code, held, prior_male=prior_male), ""
    except RepatriaError as fault:
        return None, str(fault)
