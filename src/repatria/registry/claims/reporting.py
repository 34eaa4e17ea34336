"""Acts on reports: one is read, and each of its proposals is confirmed, corrected or rejected. Nothing is taken back silently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry import gateway
from repatria.registry.claims import days, entries
from repatria.registry.claims.models import Claim, Topic
from repatria.registry.claims.proposing import fields_of
from repatria.registry.claims.reportmodels import Judgement, Proposal, Report
from repatria.registry.claims.writing import MANY, Draft, new_claims, new_document, party_called, topic_called
from repatria.registry.codes.models import Thing
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.texts import plain

LONGEST = 1_000_000
"""Characters of a report at most: some 150,000 words."""
MOST = 5_000
"""Proposals of one report at most."""


@recorded(entries.ReportRead, verb="claims.record")
def read_report(
    by: Any,
    opened: gateway.Opened,
    *,
    title: str,
    publisher: str,
    dated: str = "",
    place: str = "",
    citation: str = "",
    sha256: str = "",
) -> Done[Report]:
    """Enter a report and propose what it claims. Relative days resolve only where its own day is known to the day;
    without ``dated`` the day that a page states of itself is taken."""
    if len(opened.text) > LONGEST:
        raise Impossible(
            f"report {title!r}: {len(opened.text):,} characters. It may have {LONGEST:,}; give the part that is meant."
        )
    if not dated.strip() and opened.published is not None:
        dated = opened.published.isoformat()
    day = days.read_day(dated, f"report {title!r}: date")
    where = " ".join(plain(place, "place").split())[:80]
    document = new_document(by, title=title, publisher=publisher, dated=day, citation=citation, sha256=sha256)
    published = dated.strip() if day[1] == days.DAY else None
    told = gateway.read_report(opened.text, published=published, place=where or None, links=opened.links)
    if len(told) > MOST:
        raise Impossible(f"report {title!r}: {len(told):,} claims. A report has at most {MOST:,}; give the part that is meant.")
    report = Report.objects.create(
        document=document, text=opened.text, place=where, software=gateway.reading_software(), read_at=clock.now()
    )
    rows = [
        Proposal(report=report, number=number, kind=one["kind"], start=one["start"], stop=one["end"], told=one)
        for number, one in enumerate(told, start=1)
    ]
    Proposal.objects.bulk_create(rows, MANY)
    facts = {"title": document.title, "proposals": len(rows), "software": report.software, "sha256": sha256}
    return Done(report, subject=document.thing.code, facts=facts)


@recorded(entries.ProposalConfirmed, verb="claims.record")
def confirm(by: Any, proposal: Proposal, *, topic: Topic | None = None, about: Thing | None = None) -> Done[Judgement]:
    """The report says this: record the claim as it was proposed, under ``topic`` and about ``about`` (a hand-over, an agreement …)."""
    row = _open(proposal)
    said = fields_of(row.told, row.report.document.publisher)
    party = party_called(by, said.party)[0]
    if about is not None and about.incident_id != by.incident.pk:
        raise Impossible("claim: the thing belongs to another incident. A record and an exercise never mix.")
    draft = Draft(
        topic=topic or topic_called(by, said.topic)[0],
        kind=said.kind,
        said_by=party,
        document=row.report.document,
        low=said.low,
        high=said.high,
        unit=said.unit,
        text=said.text,
        hedge=said.hedge,
        as_of=days.read_day(said.as_of, "day the claim speaks of"),
        said_on=(row.report.document.dated, row.report.document.precision),
        locator=f"characters {row.start + 1} to {row.stop}",
        quote=said.quote,
        basis=said.basis,
        about=about,
    )
    claim = new_claims(by, [draft], laboratory=about is not None)[0]
    return _decided(by, row, Judgement.Verdict.CONFIRMED, claim, "")


@recorded(entries.ProposalCorrected, verb="claims.record")
def correct(by: Any, proposal: Proposal, *, said: Mapping[str, Any], reason: str = "") -> Done[Judgement]:
    """The report says something, but not this: record what it does say. ``said``: topic, kind, low, high, unit, text, hedge, as_of,
    party (a name), about. Document and stretch of text stay those of the proposal."""
    row = _open(proposal)
    document = row.report.document
    topic = said["topic"] if isinstance(said["topic"], Topic) else topic_called(by, str(said["topic"]))[0]
    about = said.get("about")
    if topic.incident_id != by.incident.pk or (about is not None and about.incident_id != by.incident.pk):
        raise Impossible("claim: the topic or thing belongs to another incident. A record and an exercise never mix.")
    draft = Draft(
        topic=topic,
        kind=said["kind"],
        said_by=party_called(by, said["party"] or document.publisher)[0],
        document=document,
        low=said.get("low"),
        high=said.get("high"),
        unit=said.get("unit", ""),
        text=said.get("text", ""),
        hedge=said.get("hedge", "none"),
        as_of=days.read_day(said.get("as_of", ""), "day the claim speaks of"),
        said_on=(document.dated, document.precision),
        locator=f"characters {row.start + 1} to {row.stop}",
        quote=" ".join(str(row.told.get("quote", "")).split())[:200],
        about=about,
    )
    claim = new_claims(by, [draft], laboratory=about is not None)[0]
    return _decided(by, row, Judgement.Verdict.CORRECTED, claim, reason)


@recorded(entries.ProposalRejected, verb="claims.record")
def reject(by: Any, proposal: Proposal, *, reason: str = "") -> Done[Judgement]:
    """The report does not say this. The proposal stays known, with who rejected it and why."""
    return _decided(by, _open(proposal), Judgement.Verdict.REJECTED, None, reason)


def _open(proposal: Proposal) -> Proposal:
    """The proposal, locked, while no claim has come of it; one that was rejected may be decided again."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("report__document__thing").get(pk=proposal.pk)
    decided = row.judgements.filter(claim__isnull=False).select_related("claim__thing").first()
    if decided is not None and decided.claim is not None:
        raise Overtaken(
            f"{row.code}, proposal {row.number}: has become the claim {decided.claim.thing.code}. Nothing takes a claim away; "
            f"record what is right beside it."
        )
    if "erased" in row.told:
        raise Impossible(f"{row.code}, proposal {row.number}: its words were erased. Nothing can be decided of it.")
    return row


def _decided(by: Any, row: Proposal, verdict: str, claim: Claim | None, reason: str) -> Done[Judgement]:
    why = " ".join(plain(reason, f"{row.code}: reason").split())
    if len(why) > 200:
        raise Impossible(f"{row.code}: a reason of {len(why)} characters. Keep it to 200.")
    try:
        with transaction.atomic():
            judged = Judgement.objects.create(
                proposal=row, verdict=verdict, claim=claim, reason=why, by=getattr(by, "user", None), at=clock.now()
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}, proposal {row.number}: somebody decided first. Look at it again.") from fault
    facts: dict[str, Any] = {"number": row.number, "kind": row.kind}
    if claim is not None:
        facts |= {"claim": claim.thing.code, "party": claim.said_by.name, "topic": claim.topic.label}
    return Done(
        judged, subject=row.code, facts=facts, personal={"reason": why} if verdict != Judgement.Verdict.CONFIRMED else {}
    )
