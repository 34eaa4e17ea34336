"""The joint answer of the last search, as pages read it: pairs by posterior, people with "none of these", sets, and why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from django.db.models import F, FloatField, Min, OuterRef, Q, QuerySet, Subquery

from repatria.registry.codes.models import Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.families.models import MissingPerson, PedigreeNode
from repatria.registry.identification.models import Exclusion, Identification
from repatria.registry.identification.queries import READ
from repatria.registry.identification.states import OPEN
from repatria.registry.people.seats import Seat
from repatria.registry.searching import scope
from repatria.registry.searching.models import Candidate, CandidateList, Search


@dataclass(frozen=True, slots=True)
class Pair:
    """One number of the joint answer: a person (``label``, with the ``others`` that DNA says are the same one), a missing person,
    the posterior at the chosen λ."""

    label: str
    missing: str
    posterior: float
    log_lr: float | None
    others: tuple[str, ...]
    tied: tuple[str, ...]
    related: int = 0
    excluded: str = ""
    identified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of pairs: ``rows`` of ``count`` in all."""

    rows: list[Pair]
    count: int


def current_search(seat: Seat) -> Search | None:
    """The last finished search of the incident."""
    seat.need(READ)
    rows = Search.objects.filter(seat.sees("thing"), incident=seat.incident, current=True)
    return rows.select_related("thing", "rule", "snapshot").first()


def values_of(search: Search) -> list[float]:
    """The values of λ at which a search was answered, the rule's own among them."""
    return sorted({float(search.rule.listed), *(float(x) for x in search.rule.sensitivity)})


def pairs(seat: Seat, search: Search, *, listed: float | None = None, text: str = "", start: int = 0, most: int = 50) -> Answer:
    """Pairs from the largest posterior down, at the rule's λ or another; ``text`` is any part of a unit's or a missing person's
    code, or of a missing person's name for whoever may read names."""
    seat.need(READ)
    rows = _one_a_person(seat, search)
    if text.strip():
        said = text.strip()
        mine = CandidateList.objects.filter(scope.own_units(seat), search=search, label__icontains=said).values("person")
        asked = Q(missing__code__icontains=said) | Q(listing__person__in=mine)
        if seat.may("families.read"):
            named = MissingPerson.objects.filter(seat.sees("thing"), listed_as__icontains=said)
            asked |= Q(missing__in=named.values("pk"))
        rows = rows.filter(asked)
    if listed is None or listed == float(search.rule.listed):
        count = rows.count()
        chosen = list(rows.order_by("-posterior", "pk").values_list("pk", "posterior")[start : start + most])
    else:
        count, chosen = rows.count(), _at(rows, f"{listed:g}", start, most, _reach(float(search.rule.listed), listed))
    return Answer(_pairs(seat, search, dict(chosen)), count)


def _one_a_person(seat: Seat, search: Search) -> QuerySet[Candidate]:
    """The pairs of a search with one list for each person by DNA, of the units and missing people that this seat may see."""
    rows = Candidate.objects.filter(listing__search=search)
    if not scope.is_limited(seat):
        return rows.filter(listing__label=F("listing__person"))
    first = CandidateList.objects.filter(_first_of(seat, search), search=search)
    return rows.filter(seat.sees_few("missing"), listing__in=first.values("pk"))


def _first_of(seat: Seat, search: Search) -> Q:
    """The condition "the list that stands for its person": the one under the person's own code, or the first that this seat may see."""
    if not scope.is_limited(seat):
        return Q(label=F("person"))
    mine = CandidateList.objects.filter(scope.own_units(seat), search=search).order_by()
    return Q(label__in=mine.values("person").annotate(first=Min("label")).values("first"))


def _reach(rule: float, listed: float) -> float:
    """How far apart two pairs may stand at the rule's λ and still change places at another: a change of λ moves the odds of a pair by the
    square of what it moves λ / (1 - λ), at most (an assumption), and two pairs past one another by the square of that."""
    moved = listed / (1.0 - listed) / (rule / (1.0 - rule))
    return max(moved, 1.0 / moved) ** 4


def _at(rows: QuerySet[Candidate], listed: str, start: int, most: int, reach: float) -> list[tuple[int, float]]:
    """A stretch of the pairs in their order at another λ: (primary key, posterior there)."""
    by_rule = rows.order_by("-posterior", "pk").values_list("posterior", flat=True)
    last = list(by_rule[start + most - 1 : start + most])
    near = rows.filter(posterior__gte=last[0] / reach) if last else rows
    told = [(pk, float(p.get(listed, 0.0))) for pk, p in near.values_list("pk", "posteriors")]
    return sorted(told, key=lambda x: (-x[1], x[0]))[start : start + most]


class Pairs(Sequence[Pair]):
    """All pairs of an answer, read page by page as they are sliced."""

    def __init__(self, seat: Seat, search: Search, listed: float | None, text: str) -> None:
        self._ask: Callable[[int, int], Answer] = lambda start, most: pairs(
            seat, search, listed=listed, text=text, start=start, most=most
        )
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._ask(0, 1).count
        return self._count

    @overload
    def __getitem__(self, at: int) -> Pair: ...

    @overload
    def __getitem__(self, at: slice) -> list[Pair]: ...

    def __getitem__(self, at: int | slice) -> Pair | list[Pair]:
        if isinstance(at, int):
            return self._ask(at, 1).rows[0]
        start, stop, _step = at.indices(len(self))
        return self._ask(start, max(0, stop - start)).rows


def _pairs(seat: Seat, search: Search, chosen: dict[int, float]) -> list[Pair]:
    """The chosen rows with what stands beside them: register, identifications, relatives who are missing too."""
    rows = {c.pk: c for c in Candidate.objects.filter(pk__in=chosen).select_related("missing", "listing__version")}
    listed = [rows[pk] for pk in chosen]
    missing = {c.missing_id for c in listed}
    individuals = {c.listing.version.individual_id for c in listed if c.listing.version}
    out = {
        (e.individual_id, e.missing_id): str(e.get_ground_display())
        for e in Exclusion.objects.filter(individual__in=individuals, missing__in=missing, revised__isnull=True)
    }
    named = {
        (i.individual_id, i.missing_id): i
        for i in Identification.objects.filter(missing__in=missing, state__in=OPEN).select_related("thing")
    }
    beside = relatives_missing(missing)
    alike: dict[str, list[str]] = defaultdict(list)
    people_here = CandidateList.objects.filter(
        scope.own_units(seat), search=search, person__in={c.listing.person for c in listed}
    )
    shown = {c.listing.label for c in listed}
    for person, label in people_here.exclude(label__in=shown).order_by("label").values_list("person", "label"):
        alike[person].append(label)
    made = []
    for c in listed:
        key = (c.listing.version.individual_id if c.listing.version else 0, c.missing_id)
        made.append(
            Pair(
                c.listing.label,
                c.missing.code,
                chosen[c.pk],
                c.log_lr,
                tuple(alike.get(c.listing.person, ())),
                tuple(scope.veiled(seat, c.tied_with)),
                beside.get(c.missing_id, 0),
                out.get(key, ""),
                named[key].code if key in named else "",
            )
        )
    return made


def relatives_missing(things: set[int]) -> dict[int, int]:
    """For each missing person: how many others are missing from the same pedigree; nobody is left out."""
    here = PedigreeNode.objects.filter(until__isnull=True, missing__isnull=False)
    homes = dict(here.filter(missing__in=things).values_list("missing_id", "family_id"))
    many: dict[int, int] = defaultdict(int)
    for family in here.filter(family__in=set(homes.values())).values_list("family_id", flat=True):
        many[family] += 1
    return {thing: many[family] - 1 for thing, family in homes.items() if many[family] > 1}


def people(seat: Seat, search: Search) -> QuerySet[CandidateList]:
    """Every person with their best pair (``best``, ``best_posterior``, ``best_posteriors`` by λ) and "none of these"; the surest first, at
    the rule's λ."""
    seat.need(READ)
    best = Candidate.objects.filter(listing=OuterRef("pk")).order_by("-posterior", "pk")
    return (
        CandidateList.objects.filter(_first_of(seat, search), search=search)
        .annotate(
            best=Subquery(best.values("missing__code")[:1]),
            best_posterior=Subquery(best.values("posterior")[:1], output_field=FloatField()),
            best_posteriors=Subquery(best.values("posteriors")[:1]),
        )
        .select_related("search__rule")
        .order_by(F("best_posterior").desc(nulls_last=True), "label")
    )


def best_of(seat: Seat, text: str) -> list[tuple[str, str]]:
    """(code, code) of a unit or a missing person that the last search knows by exactly this code."""
    search = current_search(seat)
    code = read_code(text)
    if search is None or code is None:
        return []
    rows = Candidate.objects.filter(scope.own_units(seat, "listing__label"), seat.sees("missing"), listing__search=search)
    known = rows.filter(Q(listing__label=code) | Q(missing__code=code)).exists()
    return [(code, code)] if known else []


@dataclass(slots=True)
class Tied:
    """Units and missing people whom the data cannot tell apart: these are those, in an order that nobody can say."""

    units: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


def sets(seat: Seat, search: Search) -> list[Tied]:
    """The sets that cannot be told apart, the largest first."""
    seat.need(READ)
    rows = Candidate.objects.filter(scope.own_units(seat, "listing__label"), seat.sees("missing"), listing__search=search)
    rows = rows.exclude(tied_with=[])
    groups: list[Tied] = []
    told = list(rows.values_list("listing__label", "missing__code", "tied_with"))
    seeable = scope.seen(seat, [x for _label, _code, others in told for x in others])
    for label, code, others in told:
        fresh = Tied({label}, {code, *(x for x in others if x in seeable)})
        apart = []
        for group in groups:
            if group.missing & fresh.missing or group.units & fresh.units:
                fresh.units |= group.units
                fresh.missing |= group.missing
            else:
                apart.append(group)
        groups = [*apart, fresh]
    return sorted(groups, key=lambda g: (-len(g.units) - len(g.missing), sorted(g.missing)))


@dataclass(frozen=True, slots=True)
class Why:
    """Why a pair stands as it does: one sentence each, and whether there is an evidence file to open."""

    sentences: list[tuple[str, dict[str, Any]]]
    candidate: Candidate | None


def why(seat: Seat, listing: CandidateList, missing: Thing) -> Why:
    """The reasons as (kind, facts): the page puts them into words. Kinds: ruled_out, impossible, taken, other, merged, withdrawn,
    no_family, no_reference, weak, alone."""
    seat.need(READ)
    row = Candidate.objects.filter(listing=listing, missing=missing).first()
    said: list[tuple[str, dict[str, Any]]] = []
    if listing.version is not None:
        out = Exclusion.objects.filter(individual=listing.version.individual_id, missing=missing, revised__isnull=True).first()
        if out is not None:
            said.append(("ruled_out", {"row": out}))
    if row is None:
        return Why([*said, *_absent(listing, missing)], None)
    if row.log_lr is None:
        said.append(("impossible", {}))
    rival = Candidate.objects.filter(missing=missing, listing__search=listing.search).exclude(listing__person=listing.person)
    taken = rival.filter(posterior__gt=row.posterior).order_by("-posterior").select_related("listing").first()
    if taken is not None:
        label = taken.listing.label
        hidden = label not in scope.seen(seat, [label])
        said.append(("taken", {"label": "" if hidden else label, "posterior": taken.posterior}))
    better = Candidate.objects.filter(listing=listing, posterior__gt=row.posterior).exclude(pk=row.pk)
    other = better.order_by("-posterior").select_related("missing").first()
    if other is not None:
        code = other.missing.code
        hidden = code not in scope.seen(seat, [code])
        said.append(("other", {"missing": "" if hidden else code, "posterior": other.posterior}))
    if not said and row.posterior < listing.none_of_these:
        said.append(("none", {"posterior": listing.none_of_these}))
    return Why(said or [("alone", {})], row)


def _absent(listing: CandidateList, missing: Thing) -> list[tuple[str, dict[str, Any]]]:
    """Why a missing person is not on a list."""
    person = MissingPerson.objects.filter(pk=missing.pk).select_related("merged_into__thing").first()
    if person is not None and person.merged_into is not None:
        return [("merged", {"into": person.merged_into.code})]
    if person is not None and person.withdrawn is not None:
        return [("withdrawn", {})]
    node = PedigreeNode.objects.filter(missing=missing.pk, until__isnull=True).select_related("family__thing").first()
    if node is None:
        return [("no_family", {})]
    given = node.family.code in _families_with_references(listing)
    return [("weak", {"size": listing.size_after}) if given else ("no_reference", {"family": node.family.code})]


def _families_with_references(listing: CandidateList) -> set[str]:
    from repatria.registry.identification.casefiles import case_of

    return {f.id for f in case_of(listing.search.snapshot).families if f.references}
