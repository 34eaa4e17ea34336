"""What a statement rests on beside autosomal DNA: lineages, bodies, the boxes bones lay in, and what records say of the missing person.

A database of types of lines is no input, as frequencies of alleles are none: one that is exchanged changes every number a little. The next
search weighs with it; what was signed stands on the numbers of its own case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from repatria.registry.identification.models import Identification
from repatria.registry.laboratory import besides_now

NOTHING = ""
LINEAGE, BODY, ORIGIN, RECORDED = "lineage ", "body ", "origin ", "recorded"
OF_BONES = (LINEAGE, BODY, ORIGIN)
KINDS = (*OF_BONES, RECORDED)
Codes = Mapping[int, Collection[str]]
"""By primary key of an identification."""


def add(rows: Sequence[Identification], found: Mapping[int, dict[str, str]], bones: Codes, kin: Codes) -> None:
    """Write them into ``found``: of every bone of the version, every relative in the pedigree and the missing person."""
    records = besides_now.recorded_now(row.missing_id for row in rows)
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


def of_bones(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """Each of OF_BONES for each bone: name of the input -> digest, or nothing where nothing is told."""
    now = {
        LINEAGE: besides_now.lineages_now(incident, codes),
        BODY: besides_now.bodies_now(incident, codes),
        ORIGIN: besides_now.origins_now(incident, codes),
    }
    return {f"{kind}{code}": told.get(code, NOTHING) for kind, told in now.items() for code in codes}


def asked(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """``now`` without these kinds where a statement was written before they were kept: it says nothing of them and stands as it was."""
    return dict(now) if RECORDED in then else {name: told for name, told in now.items() if not name.startswith(KINDS)}
