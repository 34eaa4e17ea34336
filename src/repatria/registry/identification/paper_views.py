"""The DNA report of an evidence file, for print."""

from __future__ import annotations

from django.http import HttpResponse

from repatria.registry.identification import papers, queries
from repatria.registry.web import SeatRequest, page


@page("identification.read", methods=("GET",))
def dna_report(request: SeatRequest, digest: str) -> HttpResponse:
    """Two propositions, the likelihood ratio and its words. The print stands in the journal."""
    row = queries.evidence_called(request.seat, digest)
    pdf = papers.dna_report(request.seat, row)
    name = f'inline; filename="{row.listing.label}-{row.missing.code}-dna.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
