"""Pages of re-audits: ask for one, see how far it is, read what it found, take the list away."""

from __future__ import annotations

import csv
import io

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.review import auditing, queries
from repatria.registry.review.models import Audit
from repatria.registry.web import SeatRequest, page

PAGE = 100
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
"""How a cell begins that a spreadsheet would run as a formula."""


@page("review.audit")
def audits(request: SeatRequest) -> HttpResponse:
    """Every re-audit; ask for one."""
    said = ""
    if request.method == "POST":
        try:
            made = auditing.ask_audit(request.seat)
            return redirect(at(request.seat, "review:audit", pk=made.pk))
        except Refusal as refusal:
            said = str(refusal)
    shown = Paginator(queries.audits(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "review/audits.html", {"page": shown, "said": said}, status=409 if said else 200)


@page("review.audit", methods=("GET",))
def audit(request: SeatRequest, pk: int) -> HttpResponse:
    """One re-audit: how far it is, or what it found, our own decisions and those of others apart."""
    found = _audit(request, pk)
    rows = queries.lines(request.seat, found)
    outcome = request.GET.get("outcome", "")
    context = {
        "audit": found,
        "ours": queries.outcomes(rows.filter(identification__isnull=False)),
        "theirs": queries.outcomes(rows.filter(historic__isnull=False)),
        "page": Paginator(rows.filter(outcome=outcome) if outcome else rows, PAGE).get_page(request.GET.get("page")),
        "outcome": outcome,
    }
    if getattr(request, "htmx", False):
        if found.finished is not None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "review/_audit_progress.html", context)
    return render(request, "review/audit.html", context)


@page("review.audit", methods=("GET",))
def lines(request: SeatRequest, pk: int) -> HttpResponse:
    """What a re-audit found, as CSV that no spreadsheet runs."""
    found = _audit(request, pk)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    mark = [request.seat.incident.banner] if request.seat.incident.banner else []
    writer.writerow(["whose", "identification", "individual", "missing", "outcome", "in words", *mark])
    for row in queries.lines(request.seat, found):
        one = row.identification
        cells = (
            ["ours", one.code, one.individual.code, one.missing.code]
            if one is not None
            else ["others", "", "", row.historic.code if row.historic else ""]
        )
        writer.writerow([harmless(str(cell)) for cell in (*cells, row.get_outcome_display(), row.words)])
    name = f"re-audit-{found.pk}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) else cell


def _audit(request: SeatRequest, pk: int) -> Audit:
    found = queries.audits(request.seat).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
