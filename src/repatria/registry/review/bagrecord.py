"""What was said, reviewed and signed of one identification, as plain data with every digest: ``record.json`` of its bag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.people.papers import said
from repatria.registry.people.seats import Seat
from repatria.registry.review import queries
from repatria.registry.review.binding import bound
from repatria.registry.review.models import Review, Signature
from repatria.registry.review.shortened import renamed


def record_of(seat: Seat, identification: Identification, *, letters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Statements, reviews, objections and signatures as plain data, with every digest. With ``letters`` (what relatives are called) the
    names of what a statement rests on are left out, which are codes of relatives; their digest stays."""
    statements = Statement.objects.filter(identification=identification).select_related("by", "evidence").order_by("number")
    return {
        "schema": "repatria-identification/1",
        "notice": seat.incident.banner,
        "identification": identification.code,
        "individual": identification.individual.code,
        "version": identification.version.number,
        "individual_digest": identification.version.digest,
        "missing": identification.missing.code,
        "state": str(identification.state),
        "why": renamed(identification.state_why, letters or {}),
        "statements": [
            {
                "number": s.number, "current": s.current, "text": s.text, "by": s.by.called, "at": said(s.at),
                "evidence": s.evidence.digest,
                **({} if letters is not None and letters else {"inputs": s.inputs}), "inputs_digest": s.inputs_digest, "digest": s.digest,
                "reviews": [_review(one) for one in queries.reviews(seat, s)],
            }
            for s in statements
        ],
        "signatures": [_signature(one, letters or {}) for one in queries.signatures_of(seat, identification)],
    }  # fmt: skip


def _review(row: Review) -> dict[str, Any]:
    return {
        "place": row.place, "by": row.reviewer.called, "reviewer": row.reviewer.code, "verdict": str(row.verdict),
        "words": row.words, "finished": said(row.finished), "digest": row.digest,
        "objections": [
            {
                "text": o.text, "state": str(o.state), "raised": said(o.raised), "answer": o.answer, "answered": said(o.answered),
                "answered_by": o.answered_by.called if o.answered_by else "", "closing": o.closing, "closed": said(o.closed),
            }
            for o in row.objections.all()
        ],
    }  # fmt: skip


def _signature(row: Signature, letters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "bound": bound(row),
        "binding": row.binding,
        "by": row.signer.called,
        "voided": said(row.voided),
        "why": renamed(row.void_why, letters),
    }
