"""What people may read of claims. Whoever groups bones blind reads none; the public record is open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from repatria.registry.claims.agreement import CONTRADICT, verdict
from repatria.registry.claims.models import Claim, Document, Party, Section, Topic
from repatria.registry.claims.verbs import BLIND
from repatria.registry.codes.models import Thing
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

FETCH = ("thing", "topic", "about", "said_by", "document__thing", "supersedes__thing", "superseded_by__thing")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Claims about one thing (or about none), and whether those in force can hold together."""

    about: Thing | None
    part: str
    claims: Sequence[Claim]
    verdict: str

    @property
    def contradicts(self) -> bool:
        """Whether no reading lets all of them hold."""
        return self.verdict == CONTRADICT


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the public record: its topics, each with its claims side by side."""

    key: str
    label: Any
    topics: Sequence[tuple[Topic, SideBySide]]


def need(seat: Seat) -> None:
    """Refuse whoever may not read claims, and whoever groups bones blind, whatever else they are."""
    seat.need("claims.read")
    if not BLIND.isdisjoint(seat.roles):
        raise NotFound


def claims(seat: Seat) -> QuerySet[Claim]:
    """The claims of the incident; those about a thing only where the thing may be seen."""
    need(seat)
    seen = Q(about__isnull=True) | seat.sees("about")
    return Claim.objects.filter(seat.sees("thing") & seen).select_related(*FETCH)


def topics(seat: Seat) -> list[tuple[Any, list[Any]]]:
    """The topics by chapter, each with the number of its claims and the day of the newest."""
    need(seat)
    rows = Topic.objects.filter(incident=seat.incident).annotate(n=Count("claims"), newest=Max("claims__said_on"))
    order = {key: place for place, key in enumerate(Section.values)}
    ordered = sorted(rows, key=lambda t: (order[t.section], t.place, t.pk))
    return [(Section(key).label, list(group)) for key, group in groupby(ordered, key=lambda t: t.section)]


def topic_called(seat: Seat, key: str) -> Topic:
    """The topic with this key."""
    need(seat)
    row = Topic.objects.filter(incident=seat.incident, key=key).first()
    if row is None:
        raise NotFound
    return row


def claims_on(seat: Seat, topic: Topic) -> QuerySet[Claim]:
    """All claims of a topic, those about one thing together, then by day."""
    return claims(seat).filter(topic=topic).order_by("about__code", "part", "as_of", "said_on", "pk")


def claims_about(seat: Seat, thing: Thing) -> list[tuple[Topic, SideBySide]]:
    """Everything that is claimed about one thing."""
    rows = claims(seat).filter(about=thing).order_by("topic__place", "topic_id", "part", "said_on", "pk")
    parts = groupby(rows, key=lambda c: (c.topic, c.part))
    return [(topic, _side_by_side(None, part, list(group))) for (topic, part), group in parts]


def side_by_side(rows: Iterable[Claim]) -> list[SideBySide]:
    """``rows`` grouped by what they are about."""
    parts = groupby(rows, key=lambda c: (c.about, c.part))
    return [_side_by_side(about, part, list(group)) for (about, part), group in parts]


def _side_by_side(about: Thing | None, part: str, rows: list[Claim]) -> SideBySide:
    return SideBySide(about, part, rows, verdict([c.said for c in rows if not is_replaced(c)]))


def is_replaced(claim: Claim) -> bool:
    """Whether the same party has corrected this claim since."""
    return hasattr(claim, "superseded_by")


def claim_called(seat: Seat, code: str) -> Claim:
    """The claim with this code."""
    row = claims(seat).filter(thing__code=code.strip().upper()).first()
    if row is None:
        raise NotFound(f"{code.strip()[:30]!r}: no claim has this code. Look it up in its topic.")
    return row


def timeline(seat: Seat, *, by_day_said: bool = False) -> QuerySet[Claim]:
    """All dated claims in order of the day they speak of, or of the day they were said."""
    field = "said_on" if by_day_said else "as_of"
    return claims(seat).filter(**{f"{field}__isnull": False}).order_by(field, "pk")


def parties(seat: Seat) -> QuerySet[Party]:
    """Who gives, receives or says something in this incident."""
    seat.need("claims.read")
    return Party.objects.filter(incident=seat.incident)


def documents(seat: Seat) -> QuerySet[Document]:
    """The documents of the incident."""
    need(seat)
    return Document.objects.filter(seat.sees("thing")).select_related("thing").annotate(n=Count("claims")).order_by("title")


def document_called(seat: Seat, code: str) -> Document:
    """The document with this code."""
    row = documents(seat).filter(thing__code=code).first()
    if row is None:
        raise NotFound
    return row


def record(slug: str) -> Incident:
    """The public record with this name; NotFound for an exercise, as for nothing."""
    row = Incident.objects.filter(slug=slug, kind=Incident.Kind.RECORD).first()
    if row is None:
        raise NotFound
    return row


def chapters(incident: Incident) -> list[Chapter]:
    """Everything a public record says, chapter by chapter. Open to everybody: claims about things are not part of it."""
    if incident.is_exercise:
        raise NotFound
    rows = Claim.objects.filter(topic__incident=incident, about__isnull=True).select_related(*FETCH)
    found: dict[int, list[Claim]] = {}
    for claim in rows.order_by("as_of", "said_on", "pk"):
        found.setdefault(claim.topic_id, []).append(claim)
    told: dict[str, list[tuple[Topic, SideBySide]]] = {key: [] for key in Section.values}
    for topic in Topic.objects.filter(incident=incident):
        if topic.pk in found:
            told[topic.section].append((topic, _side_by_side(None, "", found[topic.pk])))
    return [Chapter(key, Section(key).label, rows) for key, rows in told.items() if rows]


def sources(incident: Incident) -> QuerySet[Document]:
    """The documents of a public record."""
    if incident.is_exercise:
        raise NotFound
    return Document.objects.filter(thing__incident=incident).order_by("publisher", "title")


def topic_rows(seat: Seat) -> QuerySet[Topic]:
    """The topics to choose from."""
    need(seat)
    return Topic.objects.filter(incident=seat.incident).order_by("label")
