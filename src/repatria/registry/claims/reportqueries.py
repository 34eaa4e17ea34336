"""What people may read of reports: the text with its proposals, two or more held against each other, and figures by source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from repatria.registry import gateway
from repatria.registry.claims import queries
from repatria.registry.claims.agreement import INFINITE, reach
from repatria.registry.claims.models import Claim, Topic
from repatria.registry.claims.reportmodels import Judgement, Proposal, Report
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound

MOST_COMPARED = 6
ORDER = {"conflict": 0, "compatible": 1, "agree": 2, "not_comparable": 3}


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """What this registry counts of the same: its value (None: not yet known), what it counts, and its page."""

    title: Any
    value: int | None
    definition: Any
    url: str


OWN: list[Callable[[Seat, Topic, frozenset[str]], Sequence[OwnFigure]]] = []
"""Figures that higher stages count themselves (seat, topic, units of its claims), put here when the registry starts."""


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a pair: which report, where in it, its words, hedge and speaker."""

    report: Report
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of two reports, held against each other."""

    verdict: str
    reason: str
    one: Side
    other: Side


@dataclass(frozen=True, slots=True)
class Figure:
    """One public figure: what every source said of it, with the range that each leaves possible, beside our own."""

    topic: Topic
    claims: Sequence[tuple[Claim, Decimal | None, Decimal | None]]
    own: Sequence[OwnFigure] = ()


def reports(seat: Seat) -> QuerySet[Report]:
    """The reports of the incident, each with how many claims were proposed."""
    queries.need(seat)
    rows = Report.objects.filter(seat.sees("document__thing")).select_related("document__thing")
    return rows.annotate(n=Count("proposals")).order_by("-read_at", "pk")


def report_called(seat: Seat, code: str) -> Report:
    """The report with this code, with its proposals and what was decided of each."""
    row = reports(seat).filter(document__thing__code=code.strip().upper()).prefetch_related(_proposals()).first()
    if row is None:
        raise NotFound
    return row


def proposal_called(seat: Seat, code: str, number: int) -> Proposal:
    """One proposal of a report."""
    queries.need(seat)
    row = Proposal.objects.filter(seat.sees("report__document__thing"), report__document__thing__code=code, number=number)
    found = row.select_related("report__document__thing").prefetch_related("judgements").first()
    if found is None:
        raise NotFound
    return found


def _proposals() -> Prefetch[Any]:
    decided = Judgement.objects.select_related("claim__thing", "claim__topic", "by").order_by("at", "pk")
    return Prefetch("proposals", Proposal.objects.prefetch_related(Prefetch("judgements", decided)).order_by("start", "number"))


def compared(seat: Seat, codes: Sequence[str]) -> tuple[list[Report], list[Pair]]:
    """Reports side by side: every pair of claims on the same subject, conflicts first. What was rejected is left out."""
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST_COMPARED:
        raise Impossible(f"{len(wanted)} reports: choose at most {MOST_COMPARED}.")
    return _compare([report_called(seat, code) for code in wanted])


def public_compared(incident: Incident) -> tuple[list[Report], list[Pair]]:
    """The reports of a public record side by side."""
    rows = public_reports(incident).prefetch_related(_proposals())
    return _compare(list(rows[:MOST_COMPARED]))


def public_reports(incident: Incident) -> QuerySet[Report]:
    """The reports of a public record, those that this project wrote from cited facts."""
    if incident.is_exercise:
        raise NotFound
    return Report.objects.filter(document__thing__incident=incident).select_related("document__thing").order_by("pk")


def _compare(rows: list[Report]) -> tuple[list[Report], list[Pair]]:
    found: list[Pair] = []
    for one, other in combinations(rows, 2):
        for told in gateway.compare_reports(standing(one), standing(other)):
            found.append(Pair(told["verdict"], told["reason"], Side(one, told["a"]), Side(other, told["b"])))
    return rows, sorted(found, key=lambda pair: (ORDER[pair.verdict], pair.one.told["start"]))


def standing(report: Report) -> list[dict[str, Any]]:
    """What a report claims as far as nobody rejected it."""
    rows = [(row, row.judged) for row in report.proposals.all() if "erased" not in row.told]
    return [row.told for row, judged in rows if judged is None or judged.verdict != Judgement.Verdict.REJECTED]


def figures(seat: Seat) -> list[Figure]:
    """Every topic with numbers, by chapter: what each source says, as ranges over time, beside what this registry counts."""
    rows = queries.claims(seat).filter(value_low__isnull=False, superseded_by__isnull=True)
    return _figures(rows, lambda topic, units: [one for count in OWN for one in count(seat, topic, units)])


def public_figures(incident: Incident) -> list[Figure]:
    """The same of a public record, which counts nothing itself."""
    if incident.is_exercise:
        raise NotFound
    rows = Claim.objects.filter(
        topic__incident=incident, about__isnull=True, value_low__isnull=False, superseded_by__isnull=True
    )
    return _figures(rows.select_related(*queries.FETCH), lambda _topic, _units: [])


def _figures(rows: QuerySet[Claim], own: Callable[[Topic, frozenset[str]], Sequence[OwnFigure]]) -> list[Figure]:
    found: dict[Topic, list[tuple[Claim, Decimal | None, Decimal | None]]] = {}
    for claim in rows.order_by("topic__section", "topic__place", "topic_id", "as_of", "said_on", "pk"):
        found.setdefault(claim.topic, []).append((claim, *_ends(claim)))
    return [
        Figure(topic, claims, own(topic, frozenset(claim.unit for claim, _low, _high in claims)))
        for topic, claims in found.items()
    ]


def _ends(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    """The numbers that a claim leaves possible; None where it is open."""
    told = reach(claim.said)
    return (None if told.low == -INFINITE else told.low), (None if told.high == INFINITE else told.high)
