"""Bones that the last search counts to a signed individual and that its signature did not weigh: new finds that DNA ties to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.searching.models import CandidateList, Search


def further(rows: Sequence[Identification]) -> dict[int, list[str]]:
    """For each signed identification, by primary key, the codes of such bones; those without any are left out."""
    signed = {row.pk: row for row in rows if row.state == Identification.State.SIGNED}
    if not signed:
        return {}
    incidents = {row.incident_id for row in signed.values()}
    lists = CandidateList.objects.filter(search__in=list(Search.objects.filter(incident__in=incidents, current=True)))
    labels = {row.individual.code for row in signed.values()}
    mine = lists.filter(label__in=labels).values_list("search__incident_id", "label", "person")
    person = {(incident, label): who for incident, label, who in mine}
    bones: dict[tuple[int, str], set[str]] = defaultdict(set)
    same = lists.filter(person__in=set(person.values())).values_list("search__incident_id", "person", "specimens")
    for incident, who, specimens in same:
        bones[incident, who] |= set(specimens)
    found = {}
    told = Statement.objects.filter(identification__in=list(signed), current=True).select_related("evidence")
    for statement in told:
        row = signed[statement.identification_id]
        now = bones.get((row.incident_id, person.get((row.incident_id, row.individual.code), "")), set())
        new = sorted(now - set(statement.evidence.document["asked"].get("profiles", [])))
        if new:
            found[row.pk] = new
    return found
