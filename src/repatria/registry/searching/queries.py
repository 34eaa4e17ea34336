"""What people may read of searches and candidate lists. Every look at a list that names people is journalled."""

from __future__ import annotations

from django.db.models import QuerySet

from repatria.registry.codes.naming import read_code
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.searching import entries
from repatria.registry.searching.models import Candidate, CandidateList, ListRule, Search


def searches(seat: Seat) -> QuerySet[Search]:
    """All searches of the incident, the newest first."""
    seat.need("searching.read")
    rows = Search.objects.filter(seat.sees("thing"))
    return rows.select_related("thing", "job", "rule", "snapshot", "made_by", "before__thing").order_by("-number")


def search_called(seat: Seat, code: str) -> Search:
    """The search with this code."""
    row = searches(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def current_search(seat: Seat) -> Search | None:
    """The last finished search; ``None`` before the first."""
    return searches(seat).filter(current=True).first()


def lists_of(seat: Seat, search: Search, *, label: str = "") -> QuerySet[CandidateList]:
    """The lists of a search, by unit; ``label`` narrows to units whose code holds it."""
    seat.need("searching.read")
    rows = CandidateList.objects.filter(search=search, search__incident=seat.incident)
    rows = rows.select_related("version__individual__thing", "search__thing", "search__rule")
    return (rows.filter(label__icontains=label.strip()) if label.strip() else rows).order_by("label")


def listing(seat: Seat, search: Search, label: str) -> CandidateList:
    """One list of a search, for acts on it; its candidates are read through :func:`open_list`."""
    row = lists_of(seat, search).filter(label=label).first()
    if row is None:
        raise NotFound
    return row


@opened(entries.ListOpened, verb="searching.read")
def open_list(by: Seat, search: Search, label: str) -> Done[tuple[CandidateList, list[Candidate]]]:
    """One list with its lines; the look is journalled, or there is none."""
    row = listing(by, search, label)
    lines = list(row.candidates.select_related("missing").order_by("rank"))
    return Done((row, lines), subject=row.label, facts={"search": search.code, "lines": len(lines)})


def rules(seat: Seat) -> QuerySet[ListRule]:
    """The rules for lists, the one in force first."""
    seat.need("searching.read")
    return ListRule.objects.filter(incident=seat.incident).select_related("by").order_by("-number")
