"""What people may see of wishes and disagreements. The words of a family only for whoever may see relatives, or has to settle them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import leaving
from repatria.registry.homecoming.circle import wish_of
from repatria.registry.homecoming.models import Disagreement, Election
from repatria.registry.journal import clock
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def wishes(seat: Seat, person: MissingPerson) -> list[dict[str, Any]]:
    """Every wish about a person, the one in force first; words and names as far as this reader may read them."""
    seat.need("homecoming.read")
    private = seat.may("families.read_kin")
    rows = Election.objects.filter(missing=person.thing).select_related("directs__thing", "by")
    return [
        {
            "row": one,
            "who": f"{one.directs.listed_as} ({one.directs.code})" if private else one.directs.code,
            "place": one.place if private else "",
            "honours": one.honours if private else "",
            "form": one.form if private else "",
            "words": one.words if private else "",
        }
        for one in rows
    ]


def disagreements(seat: Seat, person: MissingPerson) -> list[dict[str, Any]]:
    """Every disagreement about a person; the words for whoever may see relatives, and for whoever has to settle it."""
    seat.need("homecoming.read")
    private = seat.may("families.read_kin")
    heard = private or seat.may("homecoming.settle")
    rows = Disagreement.objects.filter(missing=person.thing).select_related("raised_by__thing", "by", "settled_by")
    return [
        {
            "row": one,
            "who": f"{one.raised_by.listed_as} ({one.raised_by.code})" if private else one.raised_by.code,
            "words": one.words if heard else "",
            "decided_by": one.decided_by if heard else "",
            "settlement": one.settlement if heard else "",
        }
        for one in rows
    ]


def disagreement_called(seat: Seat, person: MissingPerson, pk: int) -> Disagreement:
    """One disagreement about a person."""
    seat.need("homecoming.read")
    row = Disagreement.objects.filter(missing=person.thing, pk=pk).select_related("missing", "raised_by__thing").first()
    if row is None:
        raise NotFound
    return row


def start_of(seat: Seat, person: MissingPerson) -> dict[str, Any]:
    """What the form of a wish begins with: whoever directs, and the number of the wish that was read."""
    seat.need("homecoming.elect")
    named, wish = wish_of(person), leaving.wish_in_force(person.pk)
    directs = wish.directs_id if wish else named.directs_id if named else None
    kept = {name: getattr(wish, name) for name in ("choice", "portions", "place", "honours")} if wish else {}
    last = Election.objects.filter(missing=person.thing).order_by("-number").values_list("number", flat=True).first()
    return {**kept, "directs": directs, "instead_of": last or 0}


def why_it_stays(seat: Seat, person: MissingPerson) -> str:
    """Why nothing of a person may leave now, in words; empty where it may."""
    seat.need("homecoming.read")
    return leaving.why_a_person_stays(person.pk, person.code)


def to_ask_again(seat: Seat, day: date | None = None) -> QuerySet[Election]:
    """Wishes in force whose day to ask again has come."""
    seat.need("homecoming.read")
    rows = Election.objects.filter(seat.sees_few("missing"), until__isnull=True, ask_again__lte=day or clock.today())
    return rows.select_related("missing").order_by("ask_again", "pk")


def quarrels(seat: Seat) -> QuerySet[Disagreement]:
    """Disagreements that are not settled, the oldest first."""
    seat.need("homecoming.read")
    rows = Disagreement.objects.filter(seat.sees_few("missing"), settled__isnull=True)
    return rows.select_related("missing", "raised_by__thing").order_by("opened", "pk")
