"""What a statement rests on beside autosomal DNA: lineages, bodies, the boxes bones lay in, and what records say of the missing person.

A database of types of lines is no input, as frequencies of alleles are none: one that is exchanged changes every number a little. The next
search weighs with it; what was signed stands on the numbers of its own case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from repatria.formats.canonical import json_digest
from repatria.registry.families.models import EarlierDecision
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member, Relation
from repatria.registry.laboratory import besides_now

NOTHING = ""
LINEAGE, BODY, ORIGIN = "lineage ", "body ", "origin "
OF_BONES = (LINEAGE, BODY, ORIGIN)
RECORDED, APART, DECIDED = "recorded", "apart", "decided"
OF_ALL = (RECORDED, APART, DECIDED)
"""Every statement holds each of these since it is kept."""
Codes = Mapping[int, Collection[str]]
"""By primary key of an identification."""


def add(rows: Sequence[Identification], found: Mapping[int, dict[str, str]], bones: Codes, kin: Codes) -> None:
    """Write them into ``found``: of every bone of the version, every relative in the pedigree and the missing person."""
    records = besides_now.recorded_now(row.missing_id for row in rows)
    apart, decided = _apart(rows), _decided(rows)
    by_incident: dict[int, list[Identification]] = defaultdict(list)
    for row in rows:
        by_incident[row.incident_id].append(row)
    for incident, some in by_incident.items():
        told = of_bones(incident, {code for row in some for code in bones[row.pk]})
        lines = besides_now.lineages_now(incident, {code for row in some for code in kin[row.pk]})
        for row in some:
            into = found[row.pk]
            into.update({f"{kind}{code}": told[f"{kind}{code}"] for code in bones[row.pk] for kind in OF_BONES})
            into.update({f"{LINEAGE}{code}": lines.get(code, NOTHING) for code in kin[row.pk]})
            into[RECORDED] = records.get(row.missing_id, NOTHING)
            into[APART], into[DECIDED] = apart[row.version_id], decided[row.missing_id]


def of_bones(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """Each of OF_BONES for each bone: name of the input -> digest, or nothing where nothing is told."""
    now = {
        LINEAGE: besides_now.lineages_now(incident, codes),
        BODY: besides_now.bodies_now(incident, codes),
        ORIGIN: besides_now.origins_now(incident, codes),
    }
    return {f"{kind}{code}": told.get(code, NOTHING) for kind, told in now.items() for code in codes}


def asked(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """``now`` without what was not yet kept when a statement was written: it says nothing of that and stands as it was."""
    unknown = tuple(name for name in OF_ALL if name not in then) + (() if RECORDED in then else OF_BONES)
    return {name: told for name, told in now.items() if not name.startswith(unknown)}


def _apart(rows: Sequence[Identification]) -> dict[int, str]:
    """Of each version: the pairs of its bones that are said not to be of one person. What a bone is cannot change while it is locked."""
    members: dict[int, list[int]] = defaultdict(list)
    shown = Member.objects.filter(version__in={row.version_id for row in rows}, removed__isnull=True)
    for version, bone in shown.order_by("specimen_id").values_list("version_id", "specimen_id"):
        members[version].append(bone)
    bones = {bone for some in members.values() for bone in some}
    said = Relation.objects.filter(kind=Relation.Kind.EXCLUSION, left__in=bones, right__in=bones, withdrawn__isnull=True)
    pairs = sorted(said.values_list("left_id", "right_id"))
    told = {version: [pair for pair in pairs if {*pair} <= {*some}] for version, some in members.items()}
    return {row.version_id: json_digest({"apart": told.get(row.version_id, [])}) for row in rows}


def _decided(rows: Sequence[Identification]) -> dict[int, str]:
    """Of each missing person: the names that other issuers decided, by their rows."""
    people = {row.missing_id for row in rows}
    told: dict[int, list[int]] = {pk: [] for pk in people}
    found = EarlierDecision.objects.filter(person__in=people, withdrawn__isnull=True).order_by("pk")
    for person, pk in found.values_list("person_id", "pk"):
        told[person].append(pk)
    return {person: json_digest({"decided": rows}) for person, rows in told.items()}
