"""What people may read of determinations of a group and of unresolved remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.free import named_since, of_box
from repatria.registry.homecoming.models import Burial, Comparison, Determination, Nation, Release, Unresolved
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound

MANY = 2_000
"""Bones that a page lists."""


@dataclass(frozen=True, slots=True)
class Bone:
    """One bone of a manifest: code, what it is, grams as last weighed, pieces; and where it stands signed since, if it does."""

    code: str
    what: str
    mass_g: Any
    pieces: int | None
    since: str = ""


def determinations(seat: Seat) -> QuerySet[Determination]:
    """Those that this person may see, the latest first."""
    seat.need("homecoming.ends")
    rows = Determination.objects.filter(seat.sees_few("thing")).select_related("thing", "author", "incident")
    rows = rows.annotate(bones=Count("members", filter=Q(members__current=True), distinct=True))
    return rows.annotate(nations=Count("signatures", distinct=True)).order_by("-made", "-pk")


def receivers(seat: Seat) -> list[str]:
    """The nations of the incident's list that take part now: one of them receives a group."""
    seat.need("homecoming.ends")
    rows = Nation.objects.filter(incident=seat.incident, until__isnull=True)
    return list(rows.order_by("key").values_list("name", flat=True))


def determination_called(seat: Seat, code: str) -> Determination:
    """The determination with this code; NotFound if there is none that this person may see."""
    row = determinations(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def unresolved(seat: Seat) -> QuerySet[Unresolved]:
    """Unresolved remains that this person may see: those that stand first, by the day of their next comparison."""
    seat.need("homecoming.ends")
    rows = Unresolved.objects.filter(seat.sees_few("thing")).select_related("thing", "container", "by")
    rows = rows.annotate(bones=Count("members", filter=Q(members__current=True), distinct=True))
    return rows.order_by(F("ended").desc(nulls_first=True), "compare_next", "pk")


def unresolved_called(seat: Seat, code: str) -> Unresolved:
    """The unresolved remains with this code; NotFound if there are none that this person may see."""
    row = unresolved(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def bones(seat: Seat, row: Determination | Unresolved) -> list[Bone]:
    """The manifest of a determination or of unresolved remains; of one that is over: what it held."""
    seat.need("homecoming.ends")
    over = row.reversed if isinstance(row, Determination) else row.ended
    members = row.members.all() if over else row.members.filter(current=True)
    rows = members.select_related("specimen__item__thing").order_by("specimen__item__thing__number")[:MANY]
    found = [one.specimen.item for one in rows]
    signed = {} if over else named_since([one.pk for one in found])
    return [Bone(one.thing.code, one.what, one.mass_g, one.pieces, signed.get(one.pk, "")) for one in found]


def releases(seat: Seat, row: Determination | Unresolved) -> list[Release]:
    """The releases of a determination or of unresolved remains, for whoever may see releases."""
    if not seat.may("homecoming.releases"):
        return []
    return list(row.releases.select_related("thing").order_by("pk"))


def graves(seat: Seat, row: Determination | Unresolved) -> list[Burial]:
    """Where they lie, for whoever may see releases."""
    if not seat.may("homecoming.releases"):
        return []
    return list(row.burials.order_by("pk"))


def comparisons(seat: Seat, row: Unresolved) -> list[Comparison]:
    """The yearly looks, the latest first."""
    seat.need("homecoming.ends")
    return list(row.comparisons.select_related("search", "by"))


def boxes(seat: Seat) -> list[tuple[Thing, int]]:
    """(container, how many bones found in it are free) of every container that holds some, for writing up what remains."""
    seat.need("homecoming.rest")
    things = Thing.objects.filter(seat.sees(), kind=Kind.CONTAINER, item__specimens_found__withdrawn__isnull=True)
    found = [(one, len(of_box(one))) for one in things.distinct().order_by("number")]
    return [(one, count) for one, count in found if count]


def container_called(seat: Seat, code: str) -> Thing:
    """The container with this code; NotFound if there is none that this person may see."""
    row = seat.things(Kind.CONTAINER).filter(code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def bones_called(seat: Seat, text: str) -> list[Specimen]:
    """The specimens that ``text`` names: codes of bones, or of containers for every bone of theirs that is free.

    Impossible for a word that is no code of a bone or container that this person may see.
    """
    words = [word for word in text.replace(",", " ").replace(";", " ").split() if word]
    codes = {word: read_code(word) or "" for word in words}
    things = {
        one.code: one for one in seat.things().filter(code__in=set(codes.values()), kind__in=(Kind.SPECIMEN, Kind.CONTAINER))
    }
    unknown = [word for word, code in codes.items() if code not in things]
    if unknown:
        raise Impossible(f"{unknown[0]}: is no code of a bone or a container here. Look at its label, and type it again.")
    chosen = [one.pk for one in things.values() if one.kind == Kind.SPECIMEN]
    for box in (one for one in things.values() if one.kind == Kind.CONTAINER):
        chosen += [one.pk for one in of_box(box)]
    return list(Specimen.objects.filter(pk__in=chosen).select_related("item__thing").order_by("item__thing__number"))


def due(seat: Seat, days: int) -> QuerySet[Unresolved]:
    """Unresolved remains whose comparison is due within so many days."""
    return unresolved(seat).filter(ended__isnull=True, compare_next__lte=clock.today() + timedelta(days=days))


def free_bones(seat: Seat, container: Thing) -> list[Specimen]:
    """The bones of a container already fetched for a seat that are free."""
    seat.need("homecoming.rest")
    return list(of_box(container))


def named_in_determinations(seat: Seat) -> list[tuple[Determination, list[str]]]:
    """Determinations that stand, or wait to be signed, with bones that stand in a signed identification by now."""
    return _named(list(determinations(seat).filter(reversed__isnull=True)))


def named_in_unresolved(seat: Seat) -> list[tuple[Unresolved, list[str]]]:
    """The same for unresolved remains."""
    return _named(list(unresolved(seat).filter(ended__isnull=True)))


def _named(rows: list[Any]) -> list[tuple[Any, list[str]]]:
    """Those of ``rows`` with a bone in a signed identification, with the codes of the bones; two queries for all."""
    found: dict[int, list[str]] = {}
    if rows:
        field = "determination" if isinstance(rows[0], Determination) else "unresolved"
        members = rows[0].members.model.objects.filter(**{f"{field}__in": rows}, current=True)
        held = list(members.values_list(field, "specimen_id", "specimen__item__thing__code").order_by("specimen_id"))
        signed = named_since([bone for _row, bone, _code in held])
        for row, bone, code in held:
            if bone in signed:
                found.setdefault(row, []).append(code)
    return [(row, found[row.pk]) for row in rows if row.pk in found]
