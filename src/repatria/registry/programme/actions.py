"""Everything that can happen to the programme: it is added to. Nothing changes a matter, a state or a leg."""

from __future__ import annotations

from typing import Any

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party
from repatria.registry.codes.models import Thing
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.programme import entries
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.programme.writing import Draft, LegDraft, new_leg, new_matter, new_step


@recorded(entries.MatterEntered, verb="programme.record")
def enter_matter(
    by: Any,
    *,
    kind: str,
    title: str,
    document: Document,
    words: str = "",
    party: Party | None = None,
    to: Party | None = None,
    since: str = "",
    until: str = "",
    place: str = "",
    ahead: int | None = None,
    part: str = "",
    claim: Claim | None = None,
    about: Thing | None = None,
    quote: str = "",
) -> Done[Matter]:
    """Enter a matter: what it is, by whom and to whom, from when to when (2018-07-27, 2018-07, 2018), where, in which document.

    ``ahead``: minutes that the place was ahead of UTC. ``claim``: what it rests on. ``about``: the hand-over it belongs to.
    """
    draft = Draft(
        kind=kind,
        title=title,
        document=document,
        words=words,
        by=party,
        to=to,
        since=days.read_day(since, f"{kind}: first day"),
        until=days.read_day(until, f"{kind}: last day"),
        place=place,
        ahead=ahead,
        part=part,
        claim=claim,
        about=about,
        quote=quote,
    )
    row = new_matter(by, draft)
    facts = {"kind": row.kind, "by": row.by.name if row.by else "", "to": row.to.name if row.to else ""}
    facts |= {
        "since": since.strip(),
        "until": until.strip(),
        "document": document.thing.code,
        "about": about.code if about else "",
    }
    return Done(row, subject=row.code, facts=facts, personal={"title": row.title, "words": row.words})


@recorded(entries.StateTold, verb="programme.record")
def tell_state(
    by: Any,
    matter: Matter,
    *,
    state: str,
    according_to: Party,
    document: Document,
    day: str = "",
    words: str = "",
    quote: str = "",
) -> Done[Step]:
    """Enter what a party says has come of a matter. It stands beside what others say; none is chosen over another."""
    when = days.read_day(day, f"{matter.code}: day")
    row = new_step(by, matter, state=state, according_to=according_to, document=document, day=when, words=words, quote=quote)
    facts = {"state": row.state, "party": according_to.name, "day": day.strip(), "document": document.thing.code}
    return Done(row, subject=matter.code, facts=facts, personal={"words": row.words})


@recorded(entries.LegAdded, verb="programme.record")
def add_leg(
    by: Any,
    matter: Matter,
    *,
    purpose: str,
    origin: str,
    destination: str,
    document: Document,
    departed: str = "",
    arrived: str = "",
    origin_ahead: int | None = None,
    destination_ahead: int | None = None,
    vehicle: str = "",
    crew: str = "",
    load: str = "",
    on_hand: str = "",
    honours: str = "",
    flag: str = "",
) -> Done[Leg]:
    """Add the next leg of a journey; days are local, each with how far its place was ahead of UTC. What the source does not
    say stays empty."""
    told = {"vehicle": vehicle, "crew": crew, "load": load, "on_hand": on_hand, "honours": honours, "flag": flag}
    draft = LegDraft(
        purpose=purpose,
        origin=origin,
        destination=destination,
        document=document,
        departed=days.read_day(departed, f"{matter.code}: day of departure"),
        arrived=days.read_day(arrived, f"{matter.code}: day of arrival"),
        origin_ahead=origin_ahead,
        destination_ahead=destination_ahead,
        told={name: text for name, text in told.items() if text},
    )
    row = new_leg(by, matter, draft)
    facts = {"number": row.number, "origin": row.origin, "destination": row.destination, "purpose": row.purpose}
    facts |= {"departed": departed.strip(), "arrived": arrived.strip(), "document": document.thing.code}
    return Done(row, subject=matter.code, facts=facts)
