"""The slow obvious twin of what rests on a link: every table walked row by row, without a join."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import EarlierDecision, PedigreeNode
from repatria.registry.homecoming.models import (
    Briefing,
    Burial,
    Conversation,
    Election,
    Letter,
    Notification,
    Portion,
    PortionEvent,
    Publication,
    Release,
)
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Lead, Statement
from repatria.registry.inventory.models import IndividualVersion, Member
from repatria.registry.review.models import Signature
from repatria.registry.searching.models import Candidate, CandidateList, Search

Found = set[tuple[str, str]]
"""(kind, about) of everything that rests on one."""


def every(model: type[models.Model]) -> list[Any]:
    """Every row of a table, whatever a manager would leave out."""
    return list(model._base_manager.all())


def slowly(row: Identification) -> Found:
    """Everything that rests on ``row``, by walking every row of every table."""
    held = {m.specimen_id for m in every(Member) if m.version_id == row.version_id and m.removed is None}
    codes = {one.pk: one.code for one in every(Thing)}
    versions = {v.pk: v.individual_id for v in every(IndividualVersion)}
    homes = {row.individual_id} | {versions[m.version_id] for m in every(Member) if m.specimen_id in held and m.removed is None}
    since = min((s.at for s in every(Signature) if s.identification_id == row.pk), default=None)
    found: Found = {("signature", f"signature {s.pk}") for s in every(Signature) if s.identification_id == row.pk}
    found |= {("individual", codes[pk]) for pk in homes}
    for e in every(Exclusion):
        if since and e.missing_id == row.missing_id and e.ground == "alive" and e.revised is None and e.at >= since:
            found.add(("individual", codes[e.individual_id]))
    found |= _lists(row, held, homes, codes)
    found |= _told(row, since)
    found |= _gone(row, held, codes)
    for d in every(EarlierDecision):
        mine = d.person_id == row.missing_id or d.remains_thing_id in held | homes
        if d.withdrawn is None and d.incident_id == row.incident_id and mine:
            found.add(("historic", f"decision of another issuer {d.pk}"))
    for a in every(apps.get_model("accounting", "Statement")):
        if since and a.withdrawn is None and a.incident_id == row.incident_id and a.day >= since.date():
            found.add(("figure", f"account {a.number}"))
    return found | _identified(row, held, codes)


def _signed_lists(row: Identification) -> set[int]:
    evidence = {e.pk: e.listing_id for e in every(EvidenceFile)}
    statements = {s.pk: s for s in every(Statement)}
    signed = {s.statement_id for s in every(Signature)}
    return {evidence[s.evidence_id] for s in statements.values() if s.identification_id == row.pk and s.pk in signed}


def _lists(row: Identification, held: set[int], homes: set[int], codes: dict[int, str]) -> Found:
    searches = {s.pk: s for s in every(Search)}
    today = [
        one
        for one in every(CandidateList)
        if searches[one.search_id].current and searches[one.search_id].incident_id == row.incident_id
    ]
    mine = {codes[pk] for pk in held}
    about = [
        one for one in today if one.label in mine | {codes[pk] for pk in homes} or any(code in mine for code in one.specimens)
    ]
    lines = [c for c in every(Candidate) if c.listing_id in {one.pk for one in today}]
    families = {c.family for c in lines if c.missing_id == row.missing_id and c.family}
    chosen = {one.pk for one in about} | {c.listing_id for c in lines if c.missing_id == row.missing_id or c.family in families}
    chosen |= {one.pk for one in today for other in about if one.person == other.person} | _signed_lists(row)
    found = {("list", f"{one.label} in {codes[one.search_id]}") for one in every(CandidateList) if one.pk in chosen}
    others = {c.missing_id for c in lines if c.listing_id in {one.pk for one in about}}
    others |= {one.missing_id for one in every(Lead) if one.individual_id in homes and one.withdrawn is None}
    return found | {("other family", codes[pk]) for pk in others - {row.missing_id}}


def _told(row: Identification, since: datetime | None) -> Found:
    standing = {
        i.pk for i in every(Identification) if i.missing_id == row.missing_id and i.state == "signed" and i.pk != row.pk
    }
    notes = [n for n in every(Notification) if n.missing_id == row.missing_id]
    found = {("family", f"notification {n.pk}") for n in notes if n.state == "told" and n.identification_id not in standing}
    found |= {
        ("public", f"public text {p.pk}") for p in every(Publication) if p.missing_id == row.missing_id and p.withdrawn is None
    }
    if since is None:
        return found
    for name, rows in (("conversation", every(Conversation)), ("letter", every(Letter))):
        found |= {("family", f"{name} {one.pk}") for one in rows if one.missing_id == row.missing_id and one.at >= since}
    ours = {n.pk for n in notes}
    found |= {("family", f"briefing {b.pk}") for b in every(Briefing) if b.notification_id in ours and b.at >= since}
    return found | {
        ("family", f"election {e.pk}")
        for e in every(Election)
        if e.missing_id == row.missing_id and (e.until is None or e.since >= since)
    }


def _gone(row: Identification, held: set[int], codes: dict[int, str]) -> Found:
    carried = {p.release_id for p in every(Portion) if p.item_id in held and p.standing}
    releases = {r.pk for r in every(Release) if r.state != "cancelled" and (r.missing_id == row.missing_id or r.pk in carried)}
    found = {("release", codes[pk]) for pk in releases}
    for b in every(Burial):
        if b.opened is None and (b.missing_id == row.missing_id or b.release_id in releases):
            found.add(("grave", f"grave {b.pk}"))
    for e in every(PortionEvent):
        if e.outcome != "withdrawn" and (e.missing_id == row.missing_id or e.specimen_id in held):
            found.add(("portion", f"portion event {e.pk}"))
    return found


def _identified(row: Identification, held: set[int], codes: dict[int, str]) -> Found:
    evidence = {e.pk: e.listing_id for e in every(EvidenceFile)}
    lines = every(Candidate)
    listed_here = {c.missing_id for c in lines if c.listing_id in _signed_lists(row)}
    nodes = [n for n in every(PedigreeNode) if n.until is None and n.missing_id is not None]
    homes = {n.family_id for n in nodes if n.missing_id == row.missing_id}
    related = {n.missing_id for n in nodes if n.family_id in homes}
    found: Found = set()
    for other in every(Identification):
        if other.pk == row.pk or other.incident_id != row.incident_id or other.state in ("withdrawn", "rescinded"):
            continue
        shares = any(m.version_id == other.version_id and m.specimen_id in held and m.removed is None for m in every(Member))
        weighed = {evidence[s.evidence_id] for s in every(Statement) if s.identification_id == other.pk and s.current}
        named = any(c.missing_id == row.missing_id and c.listing_id in weighed for c in lines)
        if shares or named or other.missing_id in listed_here | related | {row.missing_id}:
            found.add(("identification", codes[other.pk]))
    return found
