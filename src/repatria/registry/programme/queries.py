"""What people may read of the programme. Whoever groups bones blind reads none; that of a public record is open to everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from repatria.registry.claims import days
from repatria.registry.claims import queries as claims
from repatria.registry.claims.models import Claim, Document, Party
from repatria.registry.claims.verbs import BLIND
from repatria.registry.codes.models import Thing
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.programme.telling import Line, Story, dated, story_of
from repatria.registry.refusals import NotFound

READY: list[Callable[[Seat], Sequence[tuple[Any, Any, Any]]]] = []
"""What higher stages count for readiness before an arrival: (what, how much or None, how it is counted). Filled when they start."""


@dataclass(frozen=True, slots=True)
class Programme:
    """All of it: the story in order of days, and the matters by kind."""

    story: Story
    matters: dict[str, list[Matter]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Matter]:
        """The matters of one kind."""
        return self.matters.get(kind, [])


def need(seat: Seat) -> None:
    """Refuse whoever may not read the programme, and whoever may not read claims."""
    seat.need("programme.read")
    claims.need(seat)


def matters(seat: Seat) -> QuerySet[Matter]:
    """The matters of the incident, each with its states and legs; those about a thing only where the thing may be seen."""
    need(seat)
    return _rows(seat.sees("thing") & (Q(about__isnull=True) | seat.sees("about")))


def matter_called(seat: Seat, code: str) -> Matter:
    """The matter with this code."""
    row = matters(seat).filter(thing__code=code.strip().upper()).first()
    if row is None:
        raise NotFound
    return row


def programme(seat: Seat, day: date | None = None) -> Programme:
    """The whole programme; anniversaries are computed for ``day`` (today if none is given)."""
    return _programme(matters(seat), day or today(seat.incident))


def public_programme(slug: str, day: date | None = None) -> tuple[Incident, Programme]:
    """The programme of a public record, open to everybody. NotFound for an exercise, as for nothing."""
    incident = claims.record(slug)
    rows = _rows(Q(thing__incident=incident, about__isnull=True))
    return incident, _programme(rows, day or today(incident))


def today(incident: Incident) -> date:
    """This day."""
    return clock.today()


def readiness(seat: Seat) -> list[tuple[Any, Any, Any]]:
    """What the registry itself counts before an arrival; nothing in a public record, which holds nobody of ours."""
    need(seat)
    return [line for told in READY for line in told(seat)] if seat.incident.is_exercise else []


def parties(seat: Seat) -> QuerySet[Party]:
    """Who may promise, ask, hold or say something."""
    need(seat)
    return claims.parties(seat)


def documents(seat: Seat) -> QuerySet[Document]:
    """Where it may stand."""
    need(seat)
    return claims.documents(seat)


def claim_called(seat: Seat, code: str) -> Claim:
    """The claim that a matter rests on."""
    return claims.claim_called(seat, code)


def claims_about(seat: Seat, row: Matter) -> list[Claim]:
    """What was said of a matter, such as claims of a report that were confirmed as belonging to it."""
    return [claim for _topic, group in claims.claims_about(seat, row.thing) for claim in group.claims]


def matters_about(seat: Seat, thing: Thing) -> list[Matter]:
    """The matters raised about one thing, such as a hand-over: agreements, promises, requests. Empty for whoever may not read them."""
    if not seat.may("programme.read") or not seat.may("claims.read") or not BLIND.isdisjoint(seat.roles):
        return []
    return list(matters(seat).filter(about=thing))


def lines(seat: Seat) -> list[Line]:
    """The dated lines of the story, in order."""
    return dated(matters(seat))


def _rows(where: Q) -> QuerySet[Matter]:
    steps = Step.objects.select_related("according_to", "document__thing")
    legs = Leg.objects.select_related("document__thing").order_by("number")
    fetch = ("thing", "by", "to", "document__thing", "about", "claim__thing", "claim__said_by", "claim__topic")
    return (
        Matter.objects.filter(where)
        .select_related(*fetch)
        .prefetch_related(Prefetch("steps", steps), Prefetch("legs", legs))
        .order_by("since", "pk")
    )


def _programme(rows: QuerySet[Matter], day: date) -> Programme:
    found: dict[str, list[Matter]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    everything = [row for some in found.values() for row in some]
    return Programme(story_of(everything, day), found)


def written(row: Matter) -> tuple[str, str]:
    """First and last day as they are typed."""
    return days.written(row.since, row.since_precision), days.written(row.until, row.until_precision)
