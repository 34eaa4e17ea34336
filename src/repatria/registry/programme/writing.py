"""New matters, states and legs get their rows here, inside the act that records them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.journal import clock
from repatria.registry.programme import times
from repatria.registry.programme.models import OF_KIND, Leg, Matter, State, Step
from repatria.registry.refusals import Impossible
from repatria.registry.texts import plain

Day = tuple[date | None, str]
NO_DAY: Day = (None, days.UNKNOWN)
TOLD_OF_LEGS = {"vehicle": 80, "crew": 160, "load": 160, "on_hand": 300, "honours": 200, "flag": 120}
"""What a source may tell of a leg, and how many characters of it are kept at most."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A matter before it has a code."""

    kind: str
    title: str
    document: Document
    words: str = ""
    by: Party | None = None
    to: Party | None = None
    since: Day = NO_DAY
    until: Day = NO_DAY
    place: str = ""
    ahead: int | None = None
    part: str = ""
    claim: Claim | None = None
    about: Thing | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class LegDraft:
    """A leg before it has a number."""

    purpose: str
    origin: str
    destination: str
    document: Document
    departed: Day = NO_DAY
    arrived: Day = NO_DAY
    origin_ahead: int | None = None
    destination_ahead: int | None = None
    told: dict[str, str] = field(default_factory=dict)
    """vehicle, crew, load, on_hand, honours, flag: what the source says of each; what it does not say stays empty."""


def new_matter(by: Any, draft: Draft) -> Matter:
    """The row of a matter, once everything in it is of its incident and of its kind."""
    title = _short(draft.title, 160, "title")
    where = f"{draft.kind} {title!r}"
    if draft.kind not in Matter.Kind.values:
        raise Impossible(f"{where}: kind {draft.kind!r}. Write one of {', '.join(Matter.Kind.values)}.")
    if not title:
        raise Impossible(f"{draft.kind}: without a title. Say in a few words what it is.")
    _parties(where, draft)
    _days(where, draft)
    if draft.kind == Matter.Kind.ELSEWHERE and draft.claim is None:
        raise Impossible(f"{where}: rests on no claim. Give the code of the claim that says how many and how sure.")
    if (draft.kind == Matter.Kind.READINESS) != bool(draft.part) or draft.part not in Matter.Part.values:
        raise Impossible(f"{where}: part {draft.part!r}. Readiness has one of {', '.join(filter(None, Matter.Part.values))}.")
    for what, incident in (
        ("document", draft.document.thing.incident_id),
        ("claim", draft.claim.thing.incident_id if draft.claim else None),
        ("thing", draft.about.incident_id if draft.about else None),
        *((("party"), party.incident_id) for party in (draft.by, draft.to) if party),
    ):
        _must_be_here(by, where, what, incident)
    return Matter.objects.create(
        thing=new_thing(by, Kind.MATTER, laboratory=False),
        kind=draft.kind,
        title=title,
        words=_short(draft.words, 400, f"{where}: words"),
        by=draft.by,
        to=draft.to,
        since=draft.since[0],
        since_precision=draft.since[1],
        until=draft.until[0],
        until_precision=draft.until[1],
        place=_short(draft.place, 80, f"{where}: place"),
        ahead=_on_earth(where, draft.ahead),
        part=draft.part,
        document=draft.document,
        claim=draft.claim,
        about=draft.about,
        quote=_short(draft.quote, 200, f"{where}: quotation"),
        entered=clock.now(),
    )


def _parties(where: str, draft: Draft) -> None:
    if draft.kind in (Matter.Kind.PROMISE, Matter.Kind.REQUEST):
        if draft.by is None or draft.to is None:
            raise Impossible(f"{where}: by {draft.by}, to {draft.to}. A promise or request names both.")
        if draft.by == draft.to:
            raise Impossible(f"{where}: by and to {draft.by}. Name two parties.")
    if draft.kind == Matter.Kind.ELSEWHERE and draft.by is None:
        raise Impossible(f"{where}: nobody is said to hold it. Name the party.")


def _days(where: str, draft: Draft) -> None:
    if draft.kind in (Matter.Kind.EVENT, Matter.Kind.AGREEMENT, Matter.Kind.WORK, Matter.Kind.CEREMONY) and not draft.since[0]:
        raise Impossible(f"{where}: without a day. Write it as well as it is known, such as 1990.")
    if draft.until[0] is not None and (draft.since[0] is None or draft.until[0] < draft.since[0]):
        raise Impossible(f"{where}: from {draft.since[0] or 'no day'} to {draft.until[0]}. Write the earlier day first.")


def new_step(
    by: Any, matter: Matter, *, state: str, according_to: Party, document: Document, day: Day, words: str, quote: str
) -> Step:
    """The row of a state that somebody tells of a matter."""
    where = f"{matter.code}"
    if state not in OF_KIND[matter.kind]:
        said = ", ".join(str(State(one).label) for one in OF_KIND[matter.kind])
        raise Impossible(f"{where}: state {state!r} of {matter.get_kind_display()}. Choose one of: {said}.")
    _must_be_here(by, where, "party", according_to.incident_id)
    _must_be_here(by, where, "document", document.thing.incident_id)
    return Step.objects.create(
        matter=matter,
        state=state,
        according_to=according_to,
        day=day[0],
        precision=day[1],
        words=_short(words, 400, f"{where}: words"),
        document=document,
        quote=_short(quote, 200, f"{where}: quotation"),
        entered=clock.now(),
    )


def new_leg(by: Any, matter: Matter, draft: LegDraft) -> Leg:
    """The row of the next leg of a journey. Local days may run backwards across the date line, moments may not."""
    where = f"{matter.code}: leg"
    if matter.kind != Matter.Kind.JOURNEY:
        raise Impossible(f"{matter.code}: {matter.get_kind_display()} has no legs. Choose a journey.")
    if draft.purpose not in Leg.Purpose.values:
        raise Impossible(f"{where}: purpose {draft.purpose!r}. Write one of {', '.join(Leg.Purpose.values)}.")
    origin, destination = _short(draft.origin, 80, f"{where}: from"), _short(draft.destination, 80, f"{where}: to")
    if not origin or not destination:
        raise Impossible(f"{where}: from {origin!r} to {destination!r}. Name both places.")
    ahead = _on_earth(where, draft.origin_ahead), _on_earth(where, draft.destination_ahead)
    (left, left_as), (arrived, arrived_as) = draft.departed, draft.arrived
    if left and arrived and not _may_follow(draft.departed, ahead[0], draft.arrived, ahead[1]):
        raise Impossible(
            f"{where}: left {origin} on {days.written(left, left_as)}, at {destination} on {days.written(arrived, arrived_as)}. "
            f"No clock on earth lets that be. Look at the days and at how far each place is ahead of UTC."
        )
    _must_be_here(by, where, "document", draft.document.thing.incident_id)
    last = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk).legs.count()
    return Leg.objects.create(
        matter=matter,
        number=last + 1,
        purpose=draft.purpose,
        origin=origin,
        origin_ahead=ahead[0],
        departed=left,
        departed_precision=left_as,
        destination=destination,
        destination_ahead=ahead[1],
        arrived=arrived,
        arrived_precision=arrived_as,
        document=draft.document,
        entered=clock.now(),
        **{name: _short(text, TOLD_OF_LEGS[name], f"{where}: {name}") for name, text in draft.told.items()},
    )


def _may_follow(departed: Day, ahead: int | None, arrived: Day, other: int | None) -> bool:
    """With an unknown offset, or days known to the month only, the most generous reading decides."""
    first, last = days.span(*departed)[0], days.span(*arrived)[1]
    return times.may_follow(first, times.LONGEST_OFFSET if ahead is None else ahead, last, -12 * 60 if other is None else other)


def _on_earth(where: str, ahead: int | None) -> int | None:
    if ahead is not None and not -12 * 60 <= ahead <= times.LONGEST_OFFSET:
        raise Impossible(f"{where}: {ahead} minutes ahead of UTC. Places lie between -720 and 840.")
    return ahead


def _must_be_here(by: Any, where: str, what: str, incident: int | None) -> None:
    if incident is not None and incident != by.incident.pk:
        raise Impossible(f"{where}: the {what} belongs to another incident. A record and an exercise never mix.")


def _short(text: str, longest: int, where: str) -> str:
    told = " ".join(plain(text, where).split())
    if len(told) > longest:
        raise Impossible(f"{where}: {len(told)} characters. Keep it to {longest}.")
    return told
