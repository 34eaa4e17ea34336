"""A hand-over is announced, and what its giver lists is taken up as claims."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from repatria.registry.claims import days
from repatria.registry.claims.models import Document, Party
from repatria.registry.claims.writing import new_claims, new_document
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import normal_of
from repatria.registry.custody.models import Place
from repatria.registry.intake import entries, giverlist
from repatria.registry.intake.arriving import BOXES, PEOPLE, box_claim, expect_rows
from repatria.registry.intake.models import ExpectedContainer, Handover
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible


@recorded(entries.HandoverAnnounced, verb="intake.write")
def announce_handover(
    by: Any,
    *,
    title: str,
    giver: Party,
    receiver: Party,
    on: str = "",
    place: Place | None = None,
    way: str = Handover.Way.ONE_SIDED,
    document: Document | None = None,
    stated_containers: int | None = None,
    stated_people: str = "",
    brought_by: User | None = None,
    note: str = "",
) -> Done[Handover]:
    """Open a hand-over. What the giver states of it is kept as the giver's claim; nothing of it becomes a figure of ours."""
    title = " ".join(title.split())
    if not title or len(title) > 160:
        raise Impossible("hand-over: a title of 1 to 160 characters.")
    if way not in Handover.Way.values:
        raise Impossible(f"hand-over {title!r}: way {way!r}. Write one of {', '.join(Handover.Way.values)}.")
    if giver.pk == receiver.pk:
        raise Impossible(f"hand-over {title!r}: {giver} cannot hand over to itself. Name the other party.")
    for what, incident in (
        ("giver", giver.incident_id),
        ("receiver", receiver.incident_id),
        ("place", getattr(place, "incident_id", None)),
    ):
        if incident not in (None, by.incident.pk):
            raise Impossible(
                f"hand-over {title!r}: the {what} belongs to another incident. A record and an exercise never mix."
            )
    people = giverlist.read_people(stated_people)
    if isinstance(people, str):
        raise Impossible(f"hand-over {title!r}: people stated: {people}")
    first, precision = days.read_day(on, f"hand-over {title!r}: day")
    papers = document or new_document(by, title=f"Papers of {title}", publisher=giver.name, dated=(first, precision))
    row = Handover.objects.create(
        thing=new_thing(by, Kind.HANDOVER),
        title=title,
        way=way,
        giver=giver,
        receiver=receiver,
        on=first,
        precision=precision,
        place=place,
        document=papers,
        brought_by=brought_by,
        note=note.strip()[:600],
    )
    drafts = []
    if stated_containers is not None:
        number = giverlist.People("number", Decimal(stated_containers))
        drafts.append(box_claim(by, row, BOXES, number))
    if people is not None:
        drafts.append(box_claim(by, row, PEOPLE, people))
    new_claims(by, drafts, laboratory=True)
    facts = {"title": title, "giver": giver.name, "receiver": receiver.name, "on": on, "place": place.name if place else ""}
    return Done(row, subject=row.code, facts={**facts, "claims": len(drafts)})


@recorded(entries.ContainerExpected, verb="intake.write")
def expect_container(
    by: Any, handover: Handover, *, number: str, origin: str = "", contents: str = "", people: str = "", seals: str = ""
) -> Done[ExpectedContainer]:
    """Take up one line of the giver's list, its origin, contents and number of people as claims of the giver."""
    read = giverlist.read_people(people)
    normal = normal_of(number)
    if isinstance(read, str):
        raise Impossible(f"box {number!r}: people: {read}")
    for field, value in (("number", number), ("origin", origin), ("contents", contents), ("seals", seals)):
        if len(value) > giverlist.LIMITS[field]:
            raise Impossible(f"box {number[:40]!r}: {field} of {len(value)} characters. At most {giverlist.LIMITS[field]}.")
    if not normal:
        raise Impossible(f"box {number!r}: give the number that the list gives it.")
    numbers = tuple(part.strip() for part in seals.split(";") if part.strip())
    line = giverlist.Row(0, " ".join(number.split()), normal, origin.strip(), contents.strip(), read, numbers)
    row = expect_rows(by, handover, [line])[0]
    return Done(row, subject=handover.code, facts={"number": row.number, "seals": row.seals})


@recorded(entries.ListImported, verb="intake.write")
def import_list(by: Any, handover: Handover, *, data: bytes) -> Done[list[ExpectedContainer]]:
    """Take up a whole list in CSV, or nothing of it. The journal keeps its fingerprint."""
    parsed = giverlist.parse(data)
    if parsed.faults:
        more = f" ({len(parsed.faults)} faults in all)" if len(parsed.faults) > 1 else ""
        raise Impossible(f"list of {handover.code}: {parsed.faults[0]}{more}. Nothing was taken up.")
    rows = expect_rows(by, handover, parsed.rows)
    return Done(rows, subject=handover.code, facts={"sha256": hashlib.sha256(data).hexdigest(), "count": len(rows)})
