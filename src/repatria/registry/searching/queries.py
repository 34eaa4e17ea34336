"""What people may read of searches and candidate lists. Every look at a list that names people is journalled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import F, Max, QuerySet

from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.searching import entries, scope
from repatria.registry.searching.finishing import read_answer
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search

LN_10 = math.log(10.0)
HIGHEST = F("top").desc(nulls_last=True)
ORDERS = {"unit": ("label",), "posterior": (HIGHEST, "label"), "changed": ("-changed", HIGHEST, "label")}
"""How the lists of a search may be ordered."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a page shows it: ``log10`` of the LR (``None``: the evidence excludes), who it is for those who may know."""

    candidate: Candidate
    log10: float | None
    log10_before: float | None
    name: str
    mine: bool
    shown: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One list as it was read: its lines, and who stood on the list before and does not any more (code, posterior then)."""

    listing: CandidateList
    lines: tuple[Line, ...]
    gone: tuple[tuple[str, float], ...]
    names: bool
    aside: tuple[tuple[str, float, float], ...] = ()
    """(λ, none of these, somebody without a usable reference) at each λ of the rule; empty where the answer's file cannot be read."""


def searches(seat: Seat) -> QuerySet[Search]:
    """All searches of the incident, the newest first."""
    seat.need("searching.read")
    rows = Search.objects.filter(seat.sees("thing"), thing__kind=Kind.SEARCH)  # the kind leads to a few things of very many
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


def under_way(seat: Seat) -> QuerySet[Search]:
    """Searches that wait or run."""
    return searches(seat).filter(job__state__in=(Job.State.QUEUED, Job.State.RUNNING))


def failed(seat: Seat) -> Search | None:
    """The newest search, if it failed."""
    newest = searches(seat).exclude(job__state=Job.State.CANCELLED).first()
    return newest if newest is not None and newest.job.state == Job.State.FAILED else None


def lists_of(seat: Seat, search: Search, *, label: str = "", changed: bool = False, order: str = "") -> QuerySet[CandidateList]:
    """The lists of a search with their highest posterior (``top``); ``label`` narrows to units whose code holds it."""
    seat.need("searching.read")
    rows = CandidateList.objects.filter(scope.own_units(seat), search=search, search__incident=seat.incident)
    rows = rows.select_related("version__individual__thing", "search__thing", "search__rule")
    rows = rows.annotate(top=Max("candidates__posterior"))
    if label.strip():
        rows = rows.filter(label__icontains=label.strip())
    if changed:
        rows = rows.filter(changed=True)
    return rows.order_by(*ORDERS.get(order, ORDERS["unit"]))


def how_many_lists(seat: Seat, search: Search, *, changed: bool = False) -> int:
    """How many lists of a search this seat may see, or how many of them changed; no line of them is looked at."""
    seat.need("searching.read")
    rows = CandidateList.objects.filter(scope.own_units(seat), search=search, search__incident=seat.incident)
    return (rows.filter(changed=True) if changed else rows).count()


def listing(seat: Seat, search: Search, label: str) -> CandidateList:
    """One list of a search, for acts on it; its candidates are read through :func:`open_list`."""
    row = lists_of(seat, search).filter(label=label).first()
    if row is None:
        raise NotFound
    return row


def lines_of(seat: Any, row: CandidateList) -> list[Candidate]:
    """The lines of a list already fetched for a seat. What belongs to another laboratory stays in its rank, behind words."""
    lines = list(row.candidates.select_related("missing").order_by("rank"))
    if scope.is_limited(seat):
        row.notes, row.specimens = scope.veiled(seat, row.notes), scope.veiled(seat, row.specimens)
        mine = scope.seen(seat, [c.missing.code for c in lines])
        for one in lines:
            one.tied_with = scope.veiled(seat, one.tied_with)
            if one.missing.code not in mine:
                one.missing.code, one.family = scope.elsewhere(), ""
    return lines


@opened(entries.ListOpened, verb="searching.read")
def open_list(by: Seat, search: Search, label: str) -> Done[tuple[CandidateList, list[Candidate]]]:
    """One list with its lines; the look is journalled, or there is none."""
    row = listing(by, search, label)
    lines = lines_of(by, row)
    return Done((row, lines), subject=row.label, facts={"search": search.code, "lines": len(lines)})


def read_list(seat: Seat, search: Search, label: str) -> Opened:
    """One list as a page shows it, journalled: names only for those who may read the list of the missing."""
    row, lines = open_list(seat, search, label)
    names = _names(seat, [c.missing_id for c in lines])
    shown = tuple(
        Line(
            c,
            _log10(c.log_lr),
            _log10(c.log_lr_before),
            names.get(c.missing_id, ""),
            c.missing.code != scope.elsewhere(),
            tuple(sorted(c.posteriors.items(), key=lambda x: float(x[0]))),
        )
        for c in lines
    )
    return Opened(row, shown, _gone(seat, row, {c.missing_id for c in lines}), seat.may("families.read"), aside_of(row))


def aside_of(row: CandidateList) -> tuple[tuple[str, float, float], ...]:
    """What a list gives to nobody on it, at each λ: the rows keep the rule's own, the search's answer on disk has them all."""
    try:
        none, without = _asides(row.search.result_digest).get(row.label, ({}, {}))
    except Impossible:
        return ()
    return tuple((v, none[v], without[v]) for v in sorted(none, key=float))


@lru_cache(maxsize=4)
def _asides(digest: str) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """By list: none of these and without a usable reference, at each λ, as the answer under this digest has them."""
    return {x["label"]: (x["none_of_these"], x["without_reference"]) for x in read_answer(digest)["lists"]}


def lists_over_time(seat: Seat, label: str) -> QuerySet[CandidateList]:
    """The lists of one unit in all searches, the newest first."""
    seat.need("searching.read")
    rows = CandidateList.objects.filter(scope.own_units(seat), search__in=searches(seat).values("pk"), label=label)
    if not rows.exists():
        raise NotFound
    return (
        rows.select_related("search__thing", "version").annotate(top=Max("candidates__posterior")).order_by("-search__number")
    )


def rules(seat: Seat) -> QuerySet[ListRule]:
    """The rules for lists, the one in force first."""
    seat.need("searching.read")
    return ListRule.objects.filter(incident=seat.incident).select_related("by").order_by("-number")


def labelled(seat: Seat, text: str) -> QuerySet[CandidateList]:
    """Lists of the current search whose unit a code names."""
    code = read_code(text)
    current = current_search(seat)
    if current is None or not code:
        return CandidateList.objects.none()
    return lists_of(seat, current).filter(label=code)


def _names(seat: Seat, things: list[int]) -> Mapping[int, str]:
    """What the missing are called, for a seat that may see names."""
    if not seat.may("families.read"):
        return {}
    person: Any = apps.get_model("families", "MissingPerson")
    return dict(person.objects.filter(seat.sees("thing"), pk__in=things).values_list("pk", "listed_as"))


def _gone(seat: Seat, row: CandidateList, now: set[int]) -> tuple[tuple[str, float], ...]:
    if row.search.before_id is None:
        return ()
    rows = Candidate.objects.filter(listing__search=row.search.before_id, listing__label=row.label).exclude(missing__in=now)
    return tuple(scope.veiled(seat, list(rows.order_by("rank").values_list("missing__code", "posterior"))))


def _log10(value: float | None) -> float | None:
    return None if value is None or value == -math.inf else value / LN_10
