"""The rows of containers that arrive, one or a thousand at a time, inside the recorded action that receives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Section
from repatria.registry.claims.writing import Draft, new_claims, topic_called
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normal_of
from repatria.registry.custody.actions import open_discrepancy
from repatria.registry.custody.models import Discrepancy, Holding, Item, Place, Seal
from repatria.registry.intake.comparing import EXTRA, Differs, FoundSeal, seals_differ
from repatria.registry.intake.giverlist import People, Row
from repatria.registry.intake.models import Accession, Container, ExpectedContainer, Handover
from repatria.registry.people.models import User
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken

MANY = 500
MOST_AT_ONCE = 5_000
ORIGIN, CONTENTS, PEOPLE, BOXES = "claimed-origin", "claimed-contents", "claimed-people", "claimed-containers"
LABELS = {
    ORIGIN: "Where a container is said to come from",
    CONTENTS: "What a container is said to hold",
    PEOPLE: "People, as the giver states",
    BOXES: "Containers, as the giver states",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One container as it stands before the officer. ``origin`` and ``contents``: what its own label claims."""

    number: str
    seals: tuple[FoundSeal, ...] = ()
    mass_g: Decimal | None = None
    size_mm: tuple[int, int, int] | None = None
    origin: str = ""
    contents: str = ""


def box_claim(
    by: Any, handover: Handover, topic: str, value: str | People, *, about: Thing | None = None, part: str = ""
) -> Draft:
    """What the giver claims: of one box of the list (``part``), of a container that came, or of the hand-over as a whole."""
    told = value if isinstance(value, People) else People("place" if topic == ORIGIN else "text", text=value)
    return Draft(
        topic=topic_called(by, LABELS[topic], key=topic, section=Section.GIVER)[0],
        kind=told.kind,
        said_by=handover.giver,
        document=handover.document,
        low=told.low,
        high=told.high,
        unit=("containers" if topic == BOXES else "people") if told.low is not None else "",
        text=told.text,
        hedge=told.hedge,
        said_on=(handover.on, handover.precision) if handover.on else (None, days.UNKNOWN),
        about=about or handover.thing,
        part=part,
    )


def expect_rows(by: Any, handover: Handover, rows: Sequence[Row]) -> list[ExpectedContainer]:
    """Lines of the giver's list with their claims. Inside a recorded action; refuses a number that the list has already."""
    taken = set(ExpectedContainer.objects.filter(handover=handover).values_list("normal", flat=True))
    for row in rows:
        if row.normal in taken:
            raise Overtaken(f"list of {handover.code}: number {row.number!r} is on it already. Nothing was added.")
    drafts: list[Draft] = []
    owners: list[tuple[int, str]] = []
    for place, row in enumerate(rows):
        part = f"box {row.number}"
        for field, topic, value in (
            ("origin", ORIGIN, row.origin),
            ("contents", CONTENTS, row.contents),
            ("people", PEOPLE, row.people),
        ):
            if value:
                drafts.append(box_claim(by, handover, topic, value, part=part))
                owners.append((place, field))
    made: dict[tuple[int, str], Claim] = dict(zip(owners, new_claims(by, drafts, laboratory=True), strict=True))
    first = len(taken)
    listed = [
        ExpectedContainer(
            handover=handover,
            place=first + place + 1,
            number=row.number,
            normal=row.normal,
            seals=list(row.seals),
            **{field: made.get((place, field)) for field in ("origin", "contents", "people")},
        )
        for place, row in enumerate(rows)
    ]
    try:
        with transaction.atomic():
            return ExpectedContainer.objects.bulk_create(listed, MANY)
    except IntegrityError as fault:
        raise Overtaken(f"list of {handover.code}: somebody added to it a moment ago. Look at it, then try again.") from fault


def receive_rows(
    by: Any, handover: Handover, arrivals: Sequence[Arrival], *, place: Place | None, since: datetime, holder: User | None
) -> list[Container]:
    """Items, first holdings, containers, seals and claims for ``arrivals``, whole or nothing; discrepancies open by themselves."""
    _check(handover, arrivals)
    _not_there_yet(handover, arrivals)
    things = new_things(by, Kind.CONTAINER, len(arrivals))
    what = [f"box {a.number.strip()} of {handover.code}"[:200] for a in arrivals]
    items = Item.objects.bulk_create(
        (Item(thing=t, what=w, mass_g=a.mass_g) for t, w, a in zip(things, what, arrivals, strict=True)), MANY
    )
    begin_holdings(items, holder=holder, outside=handover.receiver.name, place=place, since=since)
    made = _containers(handover, items, arrivals)
    name_boxes(by, f"list of {handover.code}", [(c.item.thing, c.number) for c in made])
    listed = {e.normal: e for e in ExpectedContainer.objects.filter(handover=handover, normal__in=[c.normal for c in made])}
    known = ExpectedContainer.objects.filter(handover=handover).exists()
    set_seals(by, list(zip(made, (a.seals for a in arrivals), strict=True)), since)
    drafts: list[Draft] = []
    for container, arrival in zip(made, arrivals, strict=True):
        line = listed.get(container.normal)
        if line is not None:
            line.container = container
        elif known:
            tell(by, container.item.thing, [Differs(EXTRA, f"box {container.number} came and is not on the giver's list")])
        tell(by, container.item.thing, seals_differ(container.number, line.seals if line else (), arrival.seals))
        for topic, value in ((ORIGIN, arrival.origin), (CONTENTS, arrival.contents)):
            if value.strip():
                drafts.append(box_claim(by, handover, topic, value.strip(), about=container.item.thing))
    new_claims(by, drafts, laboratory=True)
    ExpectedContainer.objects.bulk_update(listed.values(), ["container"], MANY)
    return made


def begin_holdings(items: Sequence[Item], *, holder: User | None, outside: str, place: Place | None, since: datetime) -> None:
    """The first stretch of each item's line."""
    Holding.objects.bulk_create(
        (Holding(item=i, holder=holder, outside="" if holder else outside, place=place, since=since) for i in items), MANY
    )


def set_seals(by: Any, boxes: Iterable[tuple[Container, Sequence[FoundSeal]]], moment: datetime) -> None:
    """Seals read on containers that have none in custody yet."""
    rows = [
        Seal(
            item=container.item,
            incident=by.incident,
            number=seal.number,
            position=seal.position,
            state=seal.state,
            since=moment,
            checked=moment,
        )
        for container, seals in boxes
        for seal in seals
    ]
    try:
        with transaction.atomic():
            Seal.objects.bulk_create(rows, MANY)
    except IntegrityError as fault:
        raise Overtaken(
            "seals: one of these numbers is on another item, or was. Read the seal again, or look its number up."
        ) from fault


def name_boxes(by: Any, issuer: str, named: Sequence[tuple[Thing, str]]) -> None:
    """The number that a container bears, as an identifier that the search field finds."""
    Identifier.objects.bulk_create(
        (Identifier(thing=t, incident=by.incident, issuer=issuer, value=n, normal=normal_of(n)) for t, n in named), MANY
    )


def tell(by: Any, thing: Thing, differs: Iterable[Differs]) -> list[Discrepancy]:
    """Open a discrepancy for each sentence that is not open already; the registry opens it by itself."""
    differs = list(differs)
    if not differs:
        return []
    still = set(Discrepancy.objects.filter(thing=thing, explained__isnull=True).values_list("sentence", flat=True))
    registry = TheRegistry(by.incident)
    return [
        open_discrepancy(registry, thing, kind=one.kind, sentence=one.sentence) for one in differs if one.sentence not in still
    ]


def _containers(
    handover: Handover | None, items: Sequence[Item], arrivals: Sequence[Arrival], accession: Accession | None = None
) -> list[Container]:
    rows = []
    for item, arrival in zip(items, arrivals, strict=True):
        length, width, height = arrival.size_mm or (None, None, None)
        rows.append(
            Container(
                item=item,
                handover=handover,
                accession=accession,
                number=arrival.number.strip(),
                normal=normal_of(arrival.number),
                length_mm=length,
                width_mm=width,
                height_mm=height,
            )
        )
    try:
        with transaction.atomic():
            return Container.objects.bulk_create(rows, MANY)
    except IntegrityError as fault:
        raise Overtaken("containers: one of these numbers was registered a moment ago. Look it up, then try again.") from fault


def older_boxes(
    by: Any, accession: Accession, arrivals: Sequence[Arrival], *, place: Place | None, since: datetime
) -> list[Container]:
    """Containers of an older assemblage: no hand-over, no list; held by the actor from ``since`` on."""
    _check(None, arrivals)
    things = new_things(by, Kind.CONTAINER, len(arrivals))
    items = Item.objects.bulk_create(
        (
            Item(thing=t, what=f"box {a.number.strip()} of {accession.number}"[:200], mass_g=a.mass_g)
            for t, a in zip(things, arrivals, strict=True)
        ),
        MANY,
    )
    begin_holdings(items, holder=getattr(by, "user", None), outside=accession.number, place=place, since=since)
    made = _containers(None, items, arrivals, accession)
    name_boxes(by, f"accession {accession.number}", [(c.item.thing, c.number) for c in made])
    set_seals(by, list(zip(made, (a.seals for a in arrivals), strict=True)), since)
    return made


def _check(handover: Handover | None, arrivals: Sequence[Arrival]) -> None:
    where = handover.code if handover else "accession"
    if not arrivals or len(arrivals) > MOST_AT_ONCE:
        raise Impossible(f"{where}: {len(arrivals)} containers. Give between 1 and {MOST_AT_ONCE} at once.")
    seen: set[str] = set()
    seals: set[str] = set()
    for arrival in arrivals:
        normal = normal_of(arrival.number)
        if not normal or len(arrival.number.strip()) > 40:
            raise Impossible(f"{where}: container number {arrival.number[:50]!r}. Give 1 to 40 characters.")
        if normal in seen:
            raise Impossible(f"{where}: number {arrival.number!r} twice. Give each container its own, such as 12 (second).")
        seen.add(normal)
        if arrival.mass_g is not None and not 0 <= arrival.mass_g < Decimal(10) ** 7:
            raise Impossible(f"{where}: box {arrival.number}: mass {arrival.mass_g} g. Weigh again.")
        for seal in arrival.seals:
            if seal.state not in Seal.State.values or not seal.number.strip() or len(seal.number) > 40:
                raise Impossible(
                    f"{where}: box {arrival.number}: seal {seal.number[:50]!r}, {seal.state!r}. Give number and state."
                )
            if seal.number in seals:
                raise Impossible(f"{where}: seal {seal.number!r} on two containers. Read it again.")
            seals.add(seal.number)


def _not_there_yet(handover: Handover, arrivals: Sequence[Arrival]) -> None:
    normals = [normal_of(a.number) for a in arrivals]
    there = Container.objects.filter(handover=handover, normal__in=normals).select_related("item__thing").first()
    if there is not None:
        raise Overtaken(
            f"box {there.number} of {handover.code}: registered already as {there.code}. "
            f"If a second box bears this number, write {there.number} (second)."
        )
