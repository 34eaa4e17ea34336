"""Reports for programs: read a text, decide of what it claims, hold reports against each other, figures by source."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry import gateway
from repatria.registry.api.claims import told as told_claim
from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.claims import forms_reports, queries, reporting, reportqueries
from repatria.registry.claims.reportmodels import Judgement, Proposal, Report
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.seats import Seat

router = Router()


@lists(router, "", "claims.read")
def reports(at: Seat) -> Any:
    """The reports that were read."""
    return reportqueries.reports(at), _report


@looks(router, "/{code}", "claims.read")
def report(at: Seat, code: str) -> Row:
    """One report: its text, and every proposal with what was decided of it."""
    row = reportqueries.report_called(at, code)
    return {**_report(row), "text": row.text, "proposals": [_proposal(one) for one in row.proposals.all()]}


@lists(router, "/{code}/beside", "claims.read")
def compare(at: Seat, code: str, other: str = "") -> Any:
    """A report and ``other`` (a code) held against each other: each pair of claims on one subject, its verdict and the reason."""
    _rows, pairs = reportqueries.compared(at, [code, other])
    return pairs, lambda pair: {
        "verdict": pair.verdict,
        "reason": pair.reason,
        "one": {"report": pair.one.report.code, "start": pair.one.told["start"], "quote": pair.one.told["quote"]},
        "other": {"report": pair.other.report.code, "start": pair.other.told["start"], "quote": pair.other.told["quote"]},
    }


@lists(router, "/figures/by-source", "claims.read")
def figures(at: Seat) -> Any:
    """Every public figure: what each source says, the numbers that its wording leaves possible, and what this registry counts."""
    return reportqueries.figures(at), lambda figure: {
        "topic": figure.topic.key,
        "label": figure.topic.label,
        "claims": [{**told_claim(claim), "least": low, "most": high} for claim, low, high in figure.claims],
        "own": [{"title": one.title, "value": one.value, "definition": one.definition} for one in figure.own],
    }


@acts(router, "", "claims.record", forms_reports.NewReport)
def read(at: Seat, form: Any) -> Row:
    """Read a text; nothing is a claim before somebody confirms it."""
    said = dict(form.cleaned_data)
    said.pop("file")
    text = gateway.open_report(said.pop("text").encode(errors="replace"), "text")
    row = reporting.read_report(at, text, **said)
    return {"code": row.code, "proposals": row.proposals.count()}


@acts(router, "/{code}/proposals/{number}/confirm", "claims.record", forms_reports.Confirming)
def confirm(at: Seat, form: Any, code: str, number: int) -> Row:
    """The report says this: it becomes a claim."""
    row, about = reportqueries.proposal_called(at, code, number), form.cleaned_data["about"]
    return _judged(reporting.confirm(at, row, about=thing_called(at, about) if about else None))


def _topics(at: Seat, **_said: Any) -> Row:
    return {"topics": queries.topic_rows(at)}


@acts(router, "/{code}/proposals/{number}/correct", "claims.record", forms_reports.Correction, _topics)
def correct(at: Seat, form: Any, code: str, number: int) -> Row:
    """The report says something else, which becomes a claim."""
    row, said = reportqueries.proposal_called(at, code, number), dict(form.cleaned_data)
    named, about, reason = said.pop("new_topic"), said.pop("about"), said.pop("reason")
    said["topic"] = said["topic"] or named
    said["about"] = thing_called(at, about) if about else None
    return _judged(reporting.correct(at, row, said=said, reason=reason))


@acts(router, "/{code}/proposals/{number}/reject", "claims.record", forms_reports.Rejecting)
def reject(at: Seat, form: Any, code: str, number: int) -> Row:
    """The report does not say this; the proposal stays known."""
    return _judged(reporting.reject(at, reportqueries.proposal_called(at, code, number), reason=form.cleaned_data["reason"]))


def _judged(row: Judgement) -> Row:
    return {"verdict": row.verdict, "claim": row.claim.thing.code if row.claim else None}


def _report(row: Report) -> Row:
    document = row.document
    return {
        "code": row.code,
        "title": document.title,
        "publisher": document.publisher,
        "dated": document.dated,
        "place": row.place,
        "software": row.software,
        "sha256": document.sha256,
    }


def _proposal(row: Proposal) -> Row:
    judged = row.judged
    return {
        "number": row.number,
        "kind": row.kind,
        "start": row.start,
        "end": row.stop,
        "claimed": row.told,
        "verdict": judged.verdict if judged else None,
        "claim": judged.claim.thing.code if judged and judged.claim else None,
    }
