"""Claims for programs: who said what, when, in which document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from ninja import Router, UploadedFile

from repatria.registry.api.ways import Row, acts, brings, lists, looks
from repatria.registry.claims import actions, forms, queries
from repatria.registry.claims.models import Claim, Document, Topic
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.seats import Seat

router = Router()


def _choices(at: Seat, **_said: Any) -> Row:
    queries.need(at)
    return {"topics": queries.topic_rows(at), "parties": queries.parties(at), "documents": queries.documents(at)}


@lists(router, "/topics", "claims.read")
def topics(at: Seat) -> Any:
    """What claims are about."""
    return queries.topic_rows(at), _topic


@looks(router, "/topics/{key}", "claims.read")
def topic(at: Seat, key: str) -> Row:
    """One topic: its claims side by side, and whether those in force can hold together."""
    row = queries.topic_called(at, key)
    return {
        **_topic(row),
        "side_by_side": [
            {
                "about": side.about.code if side.about else None,
                "part": side.part,
                "verdict": side.verdict,
                "claims": [told(claim) for claim in side.claims],
            }
            for side in queries.side_by_side(queries.claims_on(at, row)[:500])
        ],
    }


@lists(router, "/claims", "claims.read")
def claims(at: Seat, topic: str = "", about: str = "", document: str = "") -> Any:
    """All claims; ``topic`` is a key, ``about`` and ``document`` are codes."""
    rows = queries.claims(at)
    if topic:
        rows = rows.filter(topic=queries.topic_called(at, topic))
    if about:
        rows = rows.filter(about=thing_called(at, about))
    if document:
        rows = rows.filter(document=queries.document_called(at, document))
    return rows.order_by("pk"), told


@looks(router, "/claims/{code}", "claims.read")
def claim(at: Seat, code: str) -> Row:
    """One claim."""
    return told(queries.claim_called(at, code))


@lists(router, "/timeline", "claims.read")
def timeline(at: Seat, by_day_said: bool = False) -> Any:
    """Dated claims in order of the day they speak of, or of the day they were said."""
    return queries.timeline(at, by_day_said=by_day_said), told


@lists(router, "/documents", "claims.read")
def documents(at: Seat) -> Any:
    """The documents that claims stand in."""
    return queries.documents(at), told_document


@looks(router, "/documents/{code}", "claims.read")
def document(at: Seat, code: str) -> Row:
    """One document."""
    return told_document(queries.document_called(at, code))


@lists(router, "/parties", "claims.read")
def parties(at: Seat) -> Any:
    """Who gives, receives or says something."""
    return queries.parties(at), lambda p: {"name": p.name, "kind": p.kind}


@acts(router, "/parties", "claims.record", forms.NewParty)
def name_party(at: Seat, form: Any) -> Row:
    """Enter a party; the same name gives the same party."""
    row = actions.name_party(at, **form.cleaned_data)
    return {"name": row.name, "kind": row.kind}


@acts(router, "/documents", "claims.record", forms.NewDocument)
def enter_document(at: Seat, form: Any) -> Row:
    """Enter a document."""
    said = dict(form.cleaned_data)
    said.pop("file")
    return {"code": actions.enter_document(at, **said).thing.code}


@brings(router, "/document-files", "claims.record", forms.NewDocument)
def enter_document_with_file(at: Seat, form: Any, file: UploadedFile) -> Callable[[], Row]:
    """Enter a document with the fingerprint of its file; the file itself is not kept."""
    said = dict(form.cleaned_data)
    said.pop("file")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)

    def act() -> Row:
        row = actions.enter_document(at, **said, sha256=digest.hexdigest())
        return {"code": row.thing.code, "sha256": row.sha256}

    return act


@acts(router, "/claims", "claims.record", forms.NewClaim, _choices)
def record_claim(at: Seat, form: Any) -> Row:
    """Record a claim. Nothing changes one: a correction names in ``supersedes`` the claim it corrects."""
    said = dict(form.cleaned_data)
    named, about, older = said.pop("new_topic"), said.pop("about"), said.pop("supersedes")
    said["topic"] = said["topic"] or named
    said["about"] = thing_called(at, about) if about else None
    said["supersedes"] = queries.claim_called(at, older) if older else None
    row = actions.record_claim(at, **said)
    return {"code": row.thing.code, "topic": row.topic.key}


def told(row: Claim) -> Row:
    """A claim as programs see it; its numbers are text."""
    return {
        "code": row.thing.code,
        "topic": row.topic.key,
        "about": row.about.code if row.about else None,
        "part": row.part,
        "kind": row.kind,
        "low": row.value_low,
        "high": row.value_high,
        "unit": row.unit,
        "text": row.text,
        "hedge": row.hedge,
        "words": row.words,
        "as_of": row.as_of,
        "as_of_precision": row.as_of_precision,
        "said_by": row.said_by.name,
        "said_on": row.said_on,
        "said_precision": row.said_precision,
        "document": row.document.thing.code,
        "locator": row.locator,
        "quote": row.quote,
        "basis": row.basis,
        "supersedes": row.supersedes.thing.code if row.supersedes else None,
        "superseded": queries.is_replaced(row),
    }


def told_document(row: Document) -> Row:
    """A document as programs see it."""
    return {
        "code": row.thing.code,
        "title": row.title,
        "publisher": row.publisher,
        "dated": row.dated,
        "precision": row.precision,
        "citation": row.citation,
        "sha256": row.sha256,
    }


def _topic(row: Topic) -> Row:
    return {"key": row.key, "label": row.label, "section": row.section}
