"""What people may read of hand-overs. Whoever groups bones blind opens none; they see containers in custody, by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.claims.verbs import BLIND
from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.custody.models import Discrepancy, Place, Seal
from repatria.registry.intake.models import (
    Accession,
    Ceremony,
    Container,
    Count,
    ExpectedContainer,
    FieldReview,
    Handover,
    HandoverLeg,
    Signature,
    Statement,
)
from repatria.registry.people.models import Membership, User
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def need(seat: Seat) -> None:
    """Refuse whoever may not open hand-overs, and whoever groups bones blind, whatever else they are."""
    seat.need("intake.read")
    if not BLIND.isdisjoint(seat.roles):
        raise NotFound


def handovers(seat: Seat) -> QuerySet[Handover]:
    """The hand-overs of the incident that this seat may see, newest first."""
    need(seat)
    rows = Handover.objects.filter(seat.sees("thing"), thing__kind=Kind.HANDOVER).select_related(
        "thing", "giver", "receiver", "place", "document__thing"
    )
    came = Container.objects.filter(handover=OuterRef("pk")).order_by().values("handover").annotate(n=Number("pk")).values("n")
    return rows.annotate(boxes=Subquery(came)).order_by("-pk")


def handover_called(seat: Seat, code: str) -> Handover:
    """The hand-over with this code."""
    row = handovers(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def _latest(field: str) -> Subquery:
    rows = FieldReview.objects.filter(container=OuterRef("pk")).order_by("-moment", "-pk")
    return Subquery(rows.values(field)[:1])


def containers(seat: Seat, handover: Handover | None = None, accession: Accession | None = None) -> QuerySet[Container]:
    """Containers with their latest review and whether something about them does not agree."""
    need(seat)
    rows = Container.objects.filter(seat.sees("item__thing"))
    if handover is not None:
        rows = rows.filter(handover=handover)
    if accession is not None:
        rows = rows.filter(accession=accession)
    still = Exists(Discrepancy.objects.filter(thing=OuterRef("pk"), explained__isnull=True))
    rows = rows.annotate(verdict=_latest("verdict"), period=_latest("period"), open=still)
    return rows.select_related(
        "item__thing", "accession", "handover__thing", "handover__giver", "listed__origin", "listed__contents", "listed__people"
    ).order_by("pk")


def next_to_review(seat: Seat, handover: Handover) -> Container | None:
    """The first container of a hand-over that nobody has reviewed yet."""
    return containers(seat, handover).filter(reviews__isnull=True).first()


def container_called(seat: Seat, code: str) -> Container:
    """The container with this code."""
    row = containers(seat).filter(item__thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def expected(seat: Seat, handover: Handover, *, only_absent: bool = False) -> QuerySet[ExpectedContainer]:
    """The giver's list, with what came of each line."""
    need(seat)
    rows = ExpectedContainer.objects.filter(handover=handover).select_related(
        "origin", "contents", "people", "container__item__thing"
    )
    return rows.filter(container__isnull=True) if only_absent else rows


def legs(seat: Seat, handover: Handover) -> QuerySet[HandoverLeg]:
    """The way, leg by leg."""
    need(seat)
    return HandoverLeg.objects.filter(handover=handover).select_related("origin", "to")


def leg_of(seat: Seat, handover: Handover, number: int) -> HandoverLeg:
    """One leg."""
    row = legs(seat, handover).filter(number=number).first()
    if row is None:
        raise NotFound
    return row


def ceremonies(seat: Seat, handover: Handover) -> QuerySet[Ceremony]:
    """The ceremonies of a hand-over."""
    need(seat)
    return Ceremony.objects.filter(handover=handover).select_related("place")


def signatures(seat: Seat, handover: Handover) -> QuerySet[Signature]:
    """Who signed for which side."""
    need(seat)
    return Signature.objects.filter(handover=handover)


def counts(seat: Seat, handover: Handover) -> QuerySet[Count]:
    """The counts, in order."""
    need(seat)
    return Count.objects.filter(handover=handover).select_related("by")


def statements(seat: Seat, handover: Handover) -> QuerySet[Statement]:
    """The holding statements, newest first."""
    need(seat)
    return Statement.objects.filter(handover=handover).select_related("author")


def reviews(seat: Seat, container: Container) -> QuerySet[FieldReview]:
    """Every field review of a container."""
    need(seat)
    return FieldReview.objects.filter(container=container).select_related("reviewer")


def seals(seat: Seat, container: Container) -> QuerySet[Seal]:
    """The seals read on a container."""
    need(seat)
    return Seal.objects.filter(item=container.item)


def discrepancies(seat: Seat, handover: Handover) -> QuerySet[Discrepancy]:
    """What does not agree about a hand-over or its containers, the open ones first."""
    need(seat)
    about = Q(thing=handover.thing) | Q(thing__item__container__handover=handover)
    return Discrepancy.objects.filter(about).select_related("thing").order_by("explained", "-opened")


def accessions(seat: Seat) -> QuerySet[Accession]:
    """All accessions, those without hand-over included."""
    need(seat)
    rows = Accession.objects.filter(seat.sees("thing"), thing__kind=Kind.ACCESSION).select_related("thing", "handover__thing")
    return rows.annotate(boxes=Number("containers")).order_by("number")


def accession_called(seat: Seat, code: str) -> Accession:
    """The accession with this code."""
    row = accessions(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def places(seat: Seat) -> QuerySet[Place]:
    """The places of the incident."""
    need(seat)
    return Place.objects.filter(incident=seat.incident)


def colleagues(seat: Seat) -> QuerySet[User]:
    """Who may have brought containers: everybody at work here."""
    need(seat)
    at_work = Membership.objects.filter(incident=seat.incident, until__isnull=True)
    return User.objects.filter(pk__in=at_work.values("user"), is_active=True).order_by("username")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a hand-over: its name, whether it is done, what stands there, and the part of the page it leads to."""

    key: str
    label: str
    done: bool
    words: str
    current: bool = False


def steps(seat: Seat, handover: Handover) -> list[Step]:
    """Where a hand-over stands: arrived, counted, signed, on its way, honoured, reviewed, accessioned."""
    rows = Container.objects.filter(handover=handover)
    total = rows.count()
    reviewed = FieldReview.objects.filter(container__handover=handover).values("container").distinct().count()
    in_accession = rows.filter(accession__isnull=False).count()
    counted, signed = counts(seat, handover).count(), signatures(seat, handover).count()
    way = list(legs(seat, handover))
    held = ceremonies(seat, handover).count()
    told: list[tuple[str, str, bool, str]] = [
        ("containers", _("received"), total > 0, _("%(n)s containers") % {"n": total} if total else _("none yet")),
        ("counts", _("counted and sealed"), counted >= 2, _("%(n)s of 2 counts") % {"n": min(counted, 2)}),
        ("signatures", _("signed"), signed == 2, _("%(n)s of 2 sides") % {"n": signed}),
        ("legs", _("carried"), bool(way) and all(leg.arrived for leg in way), _way_words(way)),
        (
            "ceremonies",
            _("honoured"),
            held > 0,
            ngettext("%(n)s ceremony", "%(n)s ceremonies", held) % {"n": held} if held else _("not yet"),
        ),
        ("review", _("reviewed in the field"), 0 < total == reviewed, _("%(n)s of %(all)s") % {"n": reviewed, "all": total}),
        ("accession", _("accessioned"), 0 < total == in_accession, _("%(n)s of %(all)s") % {"n": in_accession, "all": total}),
    ]
    first = next((key for key, _label, done, _words in told if not done), "")
    return [
        Step(key, label, done, _("not yet") if words.startswith("0 ") else words, key == first)
        for key, label, done, words in told
    ]


def _way_words(way: list[HandoverLeg]) -> str:
    if not way:
        return _("not yet")
    last = way[-1]
    return _("arrived at %(place)s") % {"place": last.to} if last.arrived else _("on the way to %(place)s") % {"place": last.to}


def waiting(seat: Seat) -> list[tuple[Handover, Any]]:
    """Hand-overs with their next step, for the desk."""
    found = []
    for handover in handovers(seat)[:8]:
        step = next((s for s in steps(seat, handover) if s.current), None)
        if step is not None:
            found.append((handover, step))
    return found
