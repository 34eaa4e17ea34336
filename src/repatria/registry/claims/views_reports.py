"""Pages of reports: a text is given, its claims are decided one by one; reports stand side by side; figures by source."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from repatria.errors import RepatriaError
from repatria.registry import gateway
from repatria.registry.claims import drawing, elements, forms_reports, queries, reporting, reportqueries
from repatria.registry.claims.marking import marked
from repatria.registry.claims.proposing import fields_of
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page, public

PAGE = 50


@page("claims.read", methods=("GET",))
def reports(request: SeatRequest) -> HttpResponse:
    """All reports that were read, to open one or to compare some."""
    shown = Paginator(reportqueries.reports(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/reports.html", {"page": shown, "may_record": request.seat.may("claims.record")})


@page("claims.record")
def read(request: SeatRequest) -> HttpResponse:
    """Paste a report, or give its file."""
    form = forms_reports.NewReport(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        file, pasted = told.pop("file"), told.pop("text")
        try:
            raw = file.read() if file else pasted.encode(errors="replace")
            text = gateway.open_report(raw, file.name if file else "text")
            sha256 = hashlib.sha256(raw).hexdigest() if file else ""
            row = reporting.read_report(request.seat, text, **told, sha256=sha256)
            return redirect(at(request.seat, "claims:report", code=row.code))
        except RepatriaError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/read.html", {"form": form})


@page("claims.read", methods=("GET",))
def report(request: SeatRequest, code: str) -> HttpResponse:
    """One report: its text with the claims marked, and every proposal with what was decided of it."""
    row = reportqueries.report_called(request.seat, code)
    rows = [one for one in row.proposals.all() if "erased" not in one.told]
    context = {
        "report": row,
        "text": marked(row.text, rows),
        "proposals": [(one, fields_of(one.told, row.document.publisher), one.judged) for one in rows],
        "open": sum(one.judged is None for one in rows),
        "may_record": request.seat.may("claims.record"),
    }
    return render(request, "claims/report.html", context)


@page("claims.record", methods=("POST",))
def confirm(request: SeatRequest, code: str, number: int) -> HttpResponse:
    """The report says this."""
    seat = request.seat
    row = reportqueries.proposal_called(seat, code, number)
    about = request.POST.get("about", "").strip()
    return _decide(
        request, code, number, lambda: reporting.confirm(seat, row, about=thing_called(seat, about) if about else None)
    )


@page("claims.record", methods=("POST",))
def reject(request: SeatRequest, code: str, number: int) -> HttpResponse:
    """The report does not say this."""
    row = reportqueries.proposal_called(request.seat, code, number)
    reason = request.POST.get("reason", "")
    return _decide(request, code, number, lambda: reporting.reject(request.seat, row, reason=reason))


def _decide(request: SeatRequest, code: str, number: int, act: Any) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        return render(
            request, "claims/refused.html", {"said": str(refusal), "code": code, "number": number}, status=refusal.status
        )
    return redirect(at(request.seat, "claims:report", code=code) + f"#p{number}")


@page("claims.record")
def correct(request: SeatRequest, code: str, number: int) -> HttpResponse:
    """The report says something else: write what."""
    seat = request.seat
    row = reportqueries.proposal_called(seat, code, number)
    if "erased" in row.told:
        raise NotFound
    form = forms_reports.Correction(request.POST or None, initial=forms_reports.beginning(row), topics=queries.topic_rows(seat))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        named, about, reason = told.pop("new_topic"), told.pop("about"), told.pop("reason")
        try:
            told["topic"] = told["topic"] or named
            told["about"] = thing_called(seat, about) if about else None
            reporting.correct(seat, row, said=told, reason=reason)
            return redirect(at(seat, "claims:report", code=code) + f"#p{number}")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/correct.html", {"form": form, "proposal": row, "report": row.report})


@page("claims.read", methods=("GET",))
def compare(request: SeatRequest) -> HttpResponse:
    """Two or more reports side by side."""
    try:
        rows, pairs = reportqueries.compared(request.seat, request.GET.getlist("r")[:20])
    except NotFound:
        raise
    except Refusal as refusal:
        return render(request, "claims/compare.html", {"said": str(refusal)}, status=refusal.status)
    return render(request, "claims/compare.html", {"reports": rows, "pairs": pairs})


@page("claims.read", methods=("GET",))
def figures(request: SeatRequest) -> HttpResponse:
    """Every public figure by source, beside what this registry counts."""
    rows = reportqueries.figures(request.seat)
    return render(request, "claims/figures.html", {"figures": [(one, drawing.ranges(one)) for one in rows]})


@public
def public_figures(request: HttpRequest, incident: str) -> HttpResponse:
    """The figures of a public record by source, open to everybody."""
    return _public(request, incident, "claims/public_figures.html", lambda row: {
        "figures": [(one, drawing.ranges(one)) for one in reportqueries.public_figures(row)]
    })  # fmt: skip


@public
def public_reports(request: HttpRequest, incident: str) -> HttpResponse:
    """The reports of a public record with their claims marked, and side by side, open to everybody."""

    def told(row: Any) -> dict[str, Any]:
        rows, pairs = reportqueries.public_compared(row)
        return {"reports": [(one, marked(one.text, list(one.proposals.all()))) for one in rows], "pairs": pairs}

    return _public(request, incident, "claims/public_reports.html", told)


@public
def all_elements(request: HttpRequest) -> HttpResponse:
    """Every element of the two reports of 27 July 2018 and where this program keeps it, open to everybody."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return render(request, "claims/elements.html", {"rows": elements.rows()})


def _public(request: HttpRequest, incident: str, template: str, told: Any) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        row = queries.record(incident)
        return render(request, template, {"record": row, **told(row)})
    except NotFound as nothing:
        raise Http404(str(nothing)) from nothing
