"""The lists of a search as rows, written before the act that publishes them: until then nobody sees them.

Each transaction holds the database for a moment only and asks first whether the job is still this worker's, so that no row of an
attempt that was overtaken can come after the next attempt has cleared away what was left. Once the search has finished, triggers
refuse every change and every deletion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.quick import insert
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.refusals import Impossible
from repatria.registry.searching import jobs
from repatria.registry.searching.comparing import Before, Difference, compared
from repatria.registry.searching.models import Candidate, CandidateList, Search

LINES = 3000
"""Lines written in one transaction: a fraction of a second."""
FIELDS = (
    "listing_id", "missing_id", "family", "rank", "rank_of_missing", "log_lr", "posterior", "posteriors", "tied_with", "change",
    "log_lr_before",
)  # fmt: skip
Entry = Mapping[str, Any]


def clear(held: jobs.Claim, search: Search) -> None:
    """Throw away what attempts left that never finished, of this search and of earlier ones of its incident."""
    while True:
        with transaction.atomic():
            jobs.row_of(held)
            left = CandidateList.written.filter(search__incident=search.incident_id, search__finished__isnull=True)
            some = list(left.order_by("pk").values_list("pk", flat=True)[:50])
            if not some:
                return
            Candidate.written.filter(listing__in=some).delete()
            CandidateList.written.filter(pk__in=some).delete()


def write_lists(
    held: jobs.Claim, search: Search, lists: Sequence[Entry], before: Search | None, frozen: Mapping[str, int]
) -> int:
    """The rows of all lists; returns how many differ from the search ``before``.

    ``frozen``: the version of each individual in the case. A list of an individual that was grouped anew meanwhile belongs to no version.
    """
    versions = _versions(search)
    things = dict(Thing.objects.filter(incident=search.incident, kind=Kind.MISSING).values_list("code", "pk"))
    earlier, rule = Before(before), f"{float(search.rule.listed):g}"
    changed = 0
    for entries in _portions(lists):
        differences = [compared(entry, earlier) for entry in entries]
        rows = [
            _row(search, entry, versions, frozen, rule, difference)
            for entry, difference in zip(entries, differences, strict=True)
        ]
        with transaction.atomic():
            jobs.row_of(held)
            CandidateList.written.bulk_create(rows)
            if any(row.pk is None for row in rows):  # a database that gives no keys back
                raise Impossible(f"{search.code}: this database gives no keys for the rows it takes. Use a newer one.")
            insert(Candidate, FIELDS, _lines(rows, entries, differences, things))
        changed += sum(row.changed for row in rows)
    return changed


def _versions(search: Search) -> dict[str, IndividualVersion]:
    rows = IndividualVersion.objects.filter(
        individual__thing__incident=search.incident, current=True, state=IndividualVersion.State.LOCKED
    )
    return {v.individual.thing.code: v for v in rows.select_related("individual__thing")}


def _portions(lists: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The lists in their order, so many together as have about :data:`LINES` lines."""
    some: list[Entry] = []
    count = 0
    for entry in lists:
        some.append(entry)
        count += len(entry["candidates"]) + 1
        if count >= LINES:
            yield some
            some, count = [], 0
    if some:
        yield some


def _row(
    search: Search,
    entry: Entry,
    versions: Mapping[str, IndividualVersion],
    frozen: Mapping[str, int],
    rule: str,
    difference: Difference,
) -> CandidateList:
    version = versions.get(entry["individual"])
    if version is not None and version.number != frozen.get(entry["individual"]):
        version = None
    return CandidateList(
        search=search,
        label=entry["label"],
        version=version,
        specimens=entry["specimens"],
        person=entry["person"],
        size_before=entry["size_before"],
        compared=entry["compared"],
        size_after=entry["size_after"],
        expected_chance=entry["expected_chance"],
        none_of_these=entry["none_of_these"][rule],
        without_reference=entry["without_reference"][rule],
        notes=entry["notes"],
        changed=difference.changed,
        digest=entry["digest"],
    )


def _lines(
    rows: Sequence[CandidateList], entries: Sequence[Entry], differences: Sequence[Difference], things: Mapping[str, int]
) -> Iterable[Sequence[Any]]:
    """The values of :data:`FIELDS` of every line."""
    for row, entry, difference in zip(rows, entries, differences, strict=True):
        for c in entry["candidates"]:
            code = c["missing"]
            yield (
                row.pk, things[code], c["family"], c["rank"], c["rank_of_missing"], c["log_lr"], c["posterior"], c["posteriors"],
                c["tied_with"], difference.change[code], difference.log_lr_before.get(code),
            )  # fmt: skip
