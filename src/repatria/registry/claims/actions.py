"""Everything that can happen to claims: they are added. Nothing changes one, nothing takes one away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.claims import days, entries
from repatria.registry.claims.models import Claim, Document, Party, Section, Topic
from repatria.registry.claims.writing import Draft, new_claims, new_document, party_called, topic_called
from repatria.registry.codes.models import Thing
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.PartyNamed, verb="claims.record")
def name_party(by: Any, *, name: str, kind: str = Party.Kind.OTHER) -> Done[Party]:
    """Enter a party; the same name gives the same party."""
    party, _made = party_called(by, name, kind)
    return Done(party, facts={"name": party.name, "kind": party.kind})


@recorded(entries.DocumentEntered, verb="claims.record")
def enter_document(
    by: Any, *, title: str, publisher: str, dated: str = "", citation: str = "", sha256: str = ""
) -> Done[Document]:
    """Enter a paper that claims stand in. ``sha256`` is the fingerprint of the file, 64 hexadecimal digits."""
    day = days.read_day(dated, f"document {title!r}: date")
    row = new_document(by, title=title, publisher=publisher, dated=day, citation=citation, sha256=sha256)
    facts = {"title": row.title, "publisher": row.publisher, "dated": dated.strip(), "sha256": sha256}
    return Done(row, subject=row.thing.code, facts=facts)


@recorded(entries.ClaimRecorded, verb="claims.record")
def record_claim(
    by: Any,
    *,
    topic: Topic | str,
    kind: str,
    said_by: Party,
    document: Document,
    section: str = Section.OTHER,
    low: Decimal | None = None,
    high: Decimal | None = None,
    unit: str = "",
    text: str = "",
    hedge: str = Claim.Hedge.NONE,
    as_of: str = "",
    said_on: str = "",
    locator: str = "",
    quote: str = "",
    basis: str = "",
    about: Thing | None = None,
    part: str = "",
    supersedes: Claim | None = None,
) -> Done[Claim]:
    """Record what ``said_by`` says of ``topic`` in ``document``. ``supersedes`` names the claim that the same party corrects."""
    for what, incident in (("party", said_by.incident_id), ("document", document.thing.incident_id)):
        _must_be_here(by, what, incident)
    if about is not None:
        _must_be_here(by, "thing", about.incident_id)
    if isinstance(topic, str):
        topic = topic_called(by, topic, section=section)[0]
    draft = Draft(
        topic=topic,
        kind=kind,
        said_by=said_by,
        document=document,
        low=low,
        high=high,
        unit=unit,
        text=text,
        hedge=hedge,
        as_of=days.read_day(as_of, "day the claim speaks of"),
        said_on=days.read_day(said_on, "day it was said") if said_on.strip() else (document.dated, document.precision),
        locator=locator,
        quote=quote,
        basis=basis,
        about=about,
        part=part,
        supersedes=supersedes,
    )
    try:
        with transaction.atomic():
            row = new_claims(by, [draft], laboratory=about is not None)[0]
    except IntegrityError as fault:
        raise Overtaken(
            "claim: the older claim has been replaced already. Replace the newer one, or record it beside."
        ) from fault
    return Done(row, subject=row.thing.code, facts=_facts(row), personal=_personal(row))


def _must_be_here(by: Any, what: str, incident: int) -> None:
    if incident != by.incident.pk:
        raise Impossible(f"claim: the {what} belongs to another incident. A record and an exercise never mix.")


def _facts(row: Claim) -> dict[str, Any]:
    facts = {
        "party": row.said_by.name,
        "topic": row.topic.label,
        "document": row.document.thing.code,
        "about": f"{row.about.code} {row.part}".strip() if row.about else row.part,
        "supersedes": row.supersedes.thing.code if row.supersedes else "",
    }
    return facts if row.kind in (Claim.Kind.NAME, Claim.Kind.TEXT) else {**facts, "said": row.words}


def _personal(row: Claim) -> dict[str, Any]:
    return {"said": row.words} if row.kind in (Claim.Kind.NAME, Claim.Kind.TEXT) else {}
