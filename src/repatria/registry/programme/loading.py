"""The programme of a public record as one file, loaded as a whole or not at all, beside the claims of the same record.

Of a newer edition only what is new is added: matters that are not told of yet, and states and legs that a matter does not have.

The file is TOML: ``[[matter]]`` with kind, title, words, by, to, since, until, place, ahead, part, in (a document's key in the file of
claims), claim (``topic/party``: the claim it rests on), quote, its ``[[matter.step]]`` (state, by, day, words, in, quote) and, for a
journey, its ``[[matter.leg]]`` (purpose, from, from_ahead, departed, to, to_ahead, arrived, vehicle, crew, load, on_hand, honours,
flag, in).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repatria.registry.claims import days, record
from repatria.registry.claims.models import Claim, Document, Loading, Party
from repatria.registry.claims.writing import party_called
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Incident
from repatria.registry.programme import entries
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.programme.writing import Draft, LegDraft, new_leg, new_matter, new_step
from repatria.registry.refusals import Impossible, Overtaken

PROGRAMME_2018 = Path(__file__).with_name("data") / "programme-2018.toml"
"""The programme of the public record, 27 July 2018."""
MATTER = frozenset(
    {"kind", "title", "words", "by", "to", "since", "until", "place", "ahead", "part", "in", "claim", "quote", "step", "leg"}
)
STEP = frozenset({"state", "by", "day", "words", "in", "quote"})
LEG = frozenset(
    {
        *("purpose", "from", "from_ahead", "departed", "to", "to_ahead", "arrived"),
        *("vehicle", "crew", "load", "on_hand", "honours", "flag", "in"),
    }
)


@recorded(entries.ProgrammeLoaded, verb="programme.load")
def load_programme(by: Any, incident: Incident, path: Path, claims: Path = record.RECORD_2018) -> Done[list[Matter]]:
    """Load the programme in ``path`` into ``incident``, whose claims came from ``claims``; the matters that were added.

    The same file is refused a second time; of a newer edition only what does not stand there yet is added.
    """
    if incident.is_exercise:
        raise Impossible(f"{path.name}: {incident.slug} is an exercise. A public record goes into an incident of kind record.")
    if incident != by.incident:
        raise Impossible(f"{path.name}: opened for {by.slug or 'no incident'}, not for {incident.slug}.")
    raw = path.read_bytes()
    told = read(raw, path.name)
    digest = hashlib.sha256(raw).hexdigest()
    _loading, fresh = Loading.objects.get_or_create(incident=incident, sha256=digest)
    if not fresh:
        raise Overtaken(f"{path.name}: this file was loaded before. Nothing was added.")
    book = _Book(by, incident, path.name, record.read(claims.read_bytes(), claims.name))
    before = _count(incident)
    made = [matter for row in told if (matter := _load(by, row, book)) is not None]
    matters, legs, steps = (now - then for now, then in zip(_count(incident), before, strict=True))
    facts = {"sha256": digest, "matters": matters, "legs": legs, "steps": steps}
    return Done(made, subject=incident.slug, facts=facts)


def _count(incident: Incident) -> tuple[int, int, int]:
    """Matters, legs and states of an incident."""
    return (
        Matter.objects.filter(thing__incident=incident).count(),
        Leg.objects.filter(matter__thing__incident=incident).count(),
        Step.objects.filter(matter__thing__incident=incident).count(),
    )


def read(raw: bytes, name: str) -> list[dict[str, Any]]:
    """The matters of a file with their shape checked; Impossible says which and what is wrong with it."""
    told = record.toml_of(raw, name)
    if set(told) != {"matter"} or not isinstance(told["matter"], list):
        raise Impossible(f"{name}: parts {sorted(told)}. A programme has matters and nothing else.")
    for number, row in enumerate(told["matter"], start=1):
        where = f"{name}: matter {number}"
        _shape(where, row, MATTER, {"kind", "title", "in"})
        for step in row.get("step", ()):
            _shape(f"{where}: step", step, STEP, {"state", "by", "in"})
        for leg in row.get("leg", ()):
            _shape(f"{where}: leg", leg, LEG, {"purpose", "from", "to", "in"})
    return list(told["matter"])


def _shape(where: str, row: Mapping[str, Any], may: frozenset[str], must: set[str]) -> None:
    stray, missing = sorted(set(row) - may), sorted(must - set(row))
    if stray or missing:
        what = f"unknown field {stray[0]!r}. Take it out." if stray else f"{missing[0]} is missing. Add it."
        raise Impossible(f"{where}: {what}")


class _Book:
    """Who and what the file names, found in the incident: parties by name, documents by their key, claims by topic and party."""

    def __init__(self, by: Any, incident: Incident, name: str, told: Mapping[str, Any]) -> None:
        self.by, self.incident, self.name = by, incident, name
        self.kinds = {row["name"]: row["kind"] for row in told["party"]}
        self.keys = {row["key"]: (row["title"], row["publisher"]) for row in told["document"]}
        rows = Document.objects.filter(thing__incident=incident).select_related("thing")
        self.documents = {(row.title, row.publisher): row for row in rows}

    def party(self, name: str) -> Party:
        """The party of this name; one that the file of claims does not list may only be of the kind "other"."""
        return party_called(self.by, name, self.kinds.get(name, Party.Kind.OTHER))[0]

    def document(self, key: str) -> Document:
        """The document with this key."""
        row = self.documents.get(self.keys.get(key, ("", "")))
        if row is None:
            raise Impossible(f"{self.name}: in {key!r}. Name a document of the file of claims, and load that file first.")
        return row

    def claim(self, told: str) -> Claim:
        """The claim ``topic/party``."""
        key, _, party = told.partition("/")
        rows = Claim.objects.filter(topic__incident=self.incident, topic__key=key, said_by__name=party)
        row = rows.select_related("thing").order_by("pk").first()
        if row is None:
            raise Impossible(
                f"{self.name}: claim {told!r}. Write the topic's key, a stroke, and the party as in the file of claims."
            )
        return row


def _load(by: Any, row: Mapping[str, Any], book: _Book) -> Matter | None:
    """The matter of an entry if it is new; one that stands there gets the states and legs it does not have."""
    where = f"{book.name}: {row['title']!r}"
    draft = Draft(
        kind=row["kind"],
        title=row["title"],
        document=book.document(row["in"]),
        words=row.get("words", ""),
        by=book.party(row["by"]) if "by" in row else None,
        to=book.party(row["to"]) if "to" in row else None,
        since=days.read_day(row.get("since", ""), f"{where}: since"),
        until=days.read_day(row.get("until", ""), f"{where}: until"),
        place=row.get("place", ""),
        ahead=row.get("ahead"),
        part=row.get("part", ""),
        claim=book.claim(row["claim"]) if "claim" in row else None,
        quote=row.get("quote", ""),
    )
    standing = _standing(book, draft)
    matter = standing or new_matter(by, draft)
    states = {(s.state, s.according_to_id, s.document_id, s.day, s.words) for s in matter.steps.all()} if standing else set()
    for step in row.get("step", ()):
        day, words = days.read_day(step.get("day", ""), f"{where}: day"), step.get("words", "")
        party, document = book.party(step["by"]), book.document(step["in"])
        if (step["state"], party.pk, document.pk, day[0], " ".join(words.split())) in states:
            continue
        new_step(
            by,
            matter,
            state=step["state"],
            according_to=party,
            document=document,
            day=day,
            words=words,
            quote=step.get("quote", ""),
        )
    legs = {(leg.purpose, leg.origin, leg.destination, leg.document_id) for leg in matter.legs.all()} if standing else set()
    for told in row.get("leg", ()):
        leg = _leg(told, book, where)
        if (leg.purpose, leg.origin, leg.destination, leg.document.pk) not in legs:
            new_leg(by, matter, leg)
    return None if standing else matter


def _standing(book: _Book, draft: Draft) -> Matter | None:
    """The matter that stands there with the same kind, title, paper and day."""
    rows = Matter.objects.filter(thing__incident=book.incident, kind=draft.kind, title=" ".join(draft.title.split()))
    return (
        rows.filter(document=draft.document, since=draft.since[0], part=draft.part, about__isnull=True).order_by("pk").first()
    )


def _leg(leg: Mapping[str, Any], book: _Book, where: str) -> LegDraft:
    return LegDraft(
        purpose=leg["purpose"],
        origin=leg["from"],
        destination=leg["to"],
        document=book.document(leg["in"]),
        departed=days.read_day(leg.get("departed", ""), f"{where}: departed"),
        arrived=days.read_day(leg.get("arrived", ""), f"{where}: arrived"),
        origin_ahead=leg.get("from_ahead"),
        destination_ahead=leg.get("to_ahead"),
        told={name: leg[name] for name in ("vehicle", "crew", "load", "on_hand", "honours", "flag") if name in leg},
    )
