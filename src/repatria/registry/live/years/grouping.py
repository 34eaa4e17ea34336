"""Bones that a search calls one person's are grouped, blind, as far as the checks allow; a later bone opens its grouping again."""

from __future__ import annotations

from collections import defaultdict

from repatria.registry.inventory.actions.grouping import add_members, lock_individual, unlock_individual, withdraw_individual
from repatria.registry.inventory.models import Individual, IndividualVersion, Member, Specimen
from repatria.registry.live.deciding import relate_all, start_group
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.searching.models import Search

LATER = "A bone that came later shows the same DNA."
ONE = "The DNA shows that these bones are of one person; they are grouped together."
State = IndividualVersion.State


def group(life: Life, found: Search) -> None:
    """Every unit of the search becomes, or joins, an individual; what was opened is locked again."""
    bones: dict[str, list[Specimen]] = defaultdict(list)
    shown = {code for row in found.lists.all() for code in row.specimens}
    at_hand = {
        s.code: s for s in Specimen.objects.filter(item__thing__code__in=shown, withdrawn=None).select_related("item__thing")
    }
    for listing in found.lists.order_by("label"):
        bones[listing.person] += [at_hand[code] for code in listing.specimens if code in at_hand]
    held = _held(at_hand)
    for label in sorted(bones):
        _one(life, bones[label], held)
    for version in _open(life):
        life.honestly("individual locked", lock_individual, life.seat(Role.ANTHROPOLOGIST), version.individual)
    life.done.grouped = IndividualVersion.objects.filter(
        individual__thing__incident=life.table.incident, current=True, state=State.LOCKED
    ).count()


def _held(at_hand: dict[str, Specimen]) -> dict[int, Individual]:
    """The individual that each bone stands in now."""
    rows = Member.objects.filter(specimen__in=at_hand.values(), current=True).select_related("version__individual__thing")
    return {row.specimen_id: row.version.individual for row in rows}


def _one(life: Life, bones: list[Specimen], held: dict[int, Individual]) -> None:
    """One person's bones by their DNA: into the individual that has most of them, or into a new one."""
    there = [held[b.pk] for b in bones if b.pk in held]
    free = [b for b in bones if b.pk not in held]
    homes = sorted({one.pk: one for one in there}.values(), key=lambda one: (-there.count(one), one.pk))
    if not homes:
        relate_all(life.seat(Role.GENETICIST), bones)
        start_group(life.seat(Role.ANTHROPOLOGIST), bones)
        return
    for other in homes[1:]:
        moved = [b for b in bones if held.get(b.pk) == other]
        if _whole(other, moved) and life.honestly(
            "grouping ended for a larger one", withdraw_individual, life.seat(Role.ANTHROPOLOGIST), other, reason=ONE
        ):
            free += moved
    if not free:
        return
    relate_all(life.seat(Role.GENETICIST), bones)
    _join(life, homes[0], free)


def _whole(individual: Individual, bones: list[Specimen]) -> bool:
    """Whether these are all the bones of an individual: one with bones that the DNA does not call the same stays as it is."""
    here = set(Member.objects.filter(version__individual=individual, current=True).values_list("specimen_id", flat=True))
    return here == {b.pk for b in bones}


def _join(life: Life, home: Individual, free: list[Specimen]) -> None:
    """Open the grouping again where it is locked, and let each later bone join that the checks allow."""
    by = life.seat(Role.ANTHROPOLOGIST)
    locked = IndividualVersion.objects.filter(individual=home, current=True, state=State.LOCKED).exists()
    if locked and not life.honestly("grouping opened again for a later bone", unlock_individual, by, home, reason=LATER):
        return
    for bone in free:
        life.honestly("later bone joined", add_members, by, home, [bone])


def _open(life: Life) -> list[IndividualVersion]:
    rows = IndividualVersion.objects.filter(individual__thing__incident=life.table.incident, current=True, state=State.OPEN)
    return list(rows.select_related("individual__thing").order_by("pk"))
