"""What people may read about the whereabouts of items."""

from __future__ import annotations

import re

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import close_of, read_code, written_alike
from repatria.registry.codes.queries import named
from repatria.registry.custody.line import Break, Leg, breaks
from repatria.registry.custody.models import Discrepancy, Holding, Item, Place, Seal, Transfer
from repatria.registry.journal.entrytypes import sentence_of
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.models import Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

HIDDEN_FROM_BLIND = (Kind.EFFECT,)
"""Kinds that somebody who groups bones blind does not see: tags and papers carry names."""
SEAL = "seal"
"""A word in front of a seal's number that is passed over."""


def items(seat: Seat, *, kind: str = "", holder: str = "", text: str = "") -> QuerySet[Item]:
    """The items this seat may see, newest first; ``holder`` is ``me`` or empty, ``text`` a code or identifier."""
    seat.need("custody.read")
    rows = Item.objects.filter(seat.sees("thing")).select_related("thing", "inside__thing")
    if Role.ANTHROPOLOGIST in seat.roles:
        rows = rows.exclude(thing__kind__in=HIDDEN_FROM_BLIND)
    if kind:
        rows = rows.filter(thing__kind=kind)
    if holder == "me":
        rows = rows.filter(holdings__holder=seat.user, holdings__until__isnull=True)
    if text.strip():
        code = read_code(text)
        called = Q(thing__code=code) if code else Q(pk__in=_named(seat, text))
        rows = rows.filter(called | Q(what__icontains=text.strip()[:60]))
    return rows.order_by("-pk")


def item_called(seat: Seat, code: str) -> Item:
    """The item with this code; NotFound if there is none that this seat may see."""
    row = items(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def item_scanned(seat: Seat, text: str) -> Item:
    """The one item that a scan or a typed number names."""
    code = read_code(text)
    rows = list((items(seat).filter(thing__code=code) if code else items(seat).filter(pk__in=_named(seat, text)))[:2])
    if len(rows) != 1:
        raise NotFound(f"{text.strip()[:60]!r}: no single item has this number. Check the label, or search for it.")
    return rows[0]


def line(seat: Seat, item: Item) -> tuple[list[Leg], list[Break]]:
    """The item's line of holders and places, and where it is broken."""
    seat.need("custody.read")
    rows = Holding.objects.filter(item=item).select_related("holder", "place", "transfer").order_by("since", "pk")
    legs = [
        Leg(
            who=row.who,
            place=row.place.name if row.place else "",
            since=row.since,
            until=row.until,
            longitude=row.place.longitude if row.place else None,
            latitude=row.place.latitude if row.place else None,
            within_km=row.place.within_km if row.place else None,
            why=_why(seat, row.transfer) if row.transfer else "",
        )
        for row in rows
    ]
    return legs, breaks(legs)


def signed_by(seat: Seat, transfer: Transfer) -> str:
    """The person outside who signed for an item, for those who keep items: it may be a relative, whose name is not for everybody."""
    return transfer.signed_by if seat.may("custody.take") else ""


def _why(seat: Seat, transfer: Transfer) -> str:
    """Why a leg began; past the door, also who signed and the paper."""
    paper = ", ".join(part for part in (signed_by(seat, transfer), transfer.document) if part)
    return f"{transfer.reason} ({paper})" if transfer.document else transfer.reason


def holding(item: Item) -> Holding | None:
    """The current holding of an item already fetched through :func:`item_called`."""
    return Holding.objects.filter(item=item, until__isnull=True).select_related("holder", "place").first()


def open_transfer(item: Item) -> Transfer | None:
    """The offer that waits for an answer."""
    return Transfer.objects.filter(item=item, state="offered").select_related("giver", "receiver", "place").first()


def transfers(seat: Seat, item: Item) -> QuerySet[Transfer]:
    """All hand-overs of an item."""
    seat.need("custody.read")
    return Transfer.objects.filter(item=item).select_related("giver", "receiver", "place", "item__thing")


def transfer_of(seat: Seat, item: Item, pk: int) -> Transfer:
    """One hand-over of an item."""
    row = transfers(seat, item).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def waiting_for(seat: Seat) -> QuerySet[Transfer]:
    """Offers that wait for this person's answer."""
    rows = Transfer.objects.filter(seat.sees("item__thing"), state="offered", receiver=seat.user)
    if Role.ANTHROPOLOGIST in seat.roles:
        rows = rows.exclude(item__thing__kind__in=HIDDEN_FROM_BLIND)
    return rows.select_related("item__thing", "giver")


def contents(seat: Seat, item: Item) -> QuerySet[Item]:
    """What lies in a container at this moment, as far as this seat may see it."""
    return items(seat).filter(inside=item, state=Item.State.HELD).order_by("thing__code")


def seals(seat: Seat, item: Item) -> QuerySet[Seal]:
    """The seals of a container."""
    seat.need("custody.read")
    return Seal.objects.filter(item=item)


def discrepancies(seat: Seat, *, item: Item | None = None, only_open: bool = False) -> QuerySet[Discrepancy]:
    """What does not agree: of one item, or of all that this seat may see."""
    seat.need("custody.read")
    rows = Discrepancy.objects.filter(seat.sees_few("thing")).select_related("thing", "opened_by", "explained_by")
    if Role.ANTHROPOLOGIST in seat.roles:
        rows = rows.exclude(thing__kind__in=(*HIDDEN_FROM_BLIND, Kind.HANDOVER, Kind.ACCESSION, Kind.DOCUMENT, Kind.CLAIM))
    if Role.ANTHROPOLOGIST in seat.roles:
        rows = rows.exclude(thing__kind__in=HIDDEN_FROM_BLIND)
    if item is not None:
        rows = rows.filter(thing_id=item.pk)
    return rows.filter(explained__isnull=True) if only_open else rows


def places(seat: Seat) -> QuerySet[Place]:
    """The places of the incident."""
    return Place.objects.filter(incident=seat.incident)


def receivers(seat: Seat) -> QuerySet[User]:
    """Who in this incident may take an item over."""
    from repatria.registry.custody.verbs import HANDS

    at_work = Membership.objects.filter(incident=seat.incident, until__isnull=True, role__in=HANDS)
    return User.objects.filter(pk__in=at_work.values("user"), is_active=True).exclude(pk=seat.user.pk).order_by("username")


def history(seat: Seat, item: Item) -> list[tuple[int, str, object, str]]:
    """The journal's entries about an item: (sequence, sentence, moment, actor)."""
    seat.need("custody.read")
    rows = list(Entry.objects.filter(incident=seat.slug, subject=item.code).order_by("seq"))
    told: dict[int, dict[str, str]] = {}
    for row in Disclosure.objects.filter(entry__in=rows):
        told.setdefault(row.entry_id, {})[row.field] = row.value.strip('"')
    return [(r.seq, sentence_of(r.said, told.get(r.seq, {})), r.at, r.actor) for r in rows]


def tally(seat: Seat) -> dict[str, int]:
    """How many items of each kind are held, as far as this seat may see."""
    rows = items(seat).filter(at_work(), state=Item.State.HELD).order_by().values("thing__kind").annotate(n=Count("pk"))
    return {row["thing__kind"]: row["n"] for row in rows}


def broken_lines(seat: Seat, limit: int = 20) -> list[Item]:
    """Items with a stretch of their line that nobody answers for: a holding ended, none went on, and a later one began."""
    ended = Holding.objects.filter(seat.sees_few("item__thing"), until__isnull=False)
    same = Holding.objects.filter(item=OuterRef("item"))
    later = same.filter(since__gt=OuterRef("until"))
    goes_on = same.filter(since__lte=OuterRef("until")).filter(Q(until__isnull=True) | Q(until__gt=OuterRef("until")))
    broken = ended.filter(Exists(later), ~Exists(goes_on)).values_list("item", flat=True)[:limit]
    return list(items(seat).filter(pk__in=list(broken))[:limit])


def _named(seat: Seat, text: str) -> list[int]:
    """The ids of the items that ``text`` names: by what others call them, else by the number of a seal that was put on them."""
    return named(seat, text) or _sealed(seat, text)


def _sealed(seat: Seat, text: str) -> list[int]:
    digits = max(re.findall(r"[0-9]+", text), key=len, default="")
    if not digits:
        return []
    rows = Seal.objects.filter(incident=seat.incident, number__contains=digits[-6:]).values_list("item_id", "number")
    close = close_of(text, SEAL)
    return [item for item, number in rows if close == close_of(number, SEAL) and written_alike(text, number)]
