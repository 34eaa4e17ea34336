"""The memo of a candidate list, for print."""

from __future__ import annotations

from django.http import HttpResponse

from repatria.registry.searching import papers, queries
from repatria.registry.web import SeatRequest, page


@page("searching.read", methods=("GET",))
def memo(request: SeatRequest, code: str, label: str) -> HttpResponse:
    """The list of one unit. The print stands in the journal."""
    seat = request.seat
    row = queries.listing(seat, queries.search_called(seat, code), label)
    name = f'inline; filename="{row.label}-memo.pdf"'
    return HttpResponse(papers.memo(seat, row), content_type="application/pdf", headers={"Content-Disposition": name})
