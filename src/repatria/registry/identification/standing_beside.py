"""What a statement rests on beside autosomal DNA: lineages, bodies, the boxes bones lay in, and what records say of the missing person.

A database of types of lines is no input, as frequencies of alleles are none: one that is exchanged changes every number a little, and the
re-audit weighs anew what was signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from repatria.registry.families.models import PedigreeNode
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member
from repatria.registry.laboratory import besides_now

NOTHING = ""
LINEAGE, BODY, ORIGIN, RECORDED = "lineage ", "body ", "origin ", "recorded"
OF_BONES = (LINEAGE, BODY, ORIGIN)
KINDS = (*OF_BONES, RECORDED)


def add(rows: Sequence[Identification], found: Mapping[int, dict[str, str]]) -> None:
    """Write them into ``found``: of every bone of the version, every relative in the pedigree and the missing person."""
    bones, kin = _bones(rows), _kin(rows)
    records = besides_now.recorded_now(row.missing_id for row in rows)
    by_incident: dict[int, list[Identification]] = defaultdict(list)
    for row in rows:
        by_incident[row.incident_id].append(row)
    for incident, some in by_incident.items():
        mine = {code for row in some for code in bones[row.version_id]}
        told = of_bones(incident, mine)
        lines = besides_now.lineages_now(incident, {code for row in some for code in kin[row.missing_id]})
        for row in some:
            into = found[row.pk]
            into.update({f"{kind}{code}": told[f"{kind}{code}"] for code in bones[row.version_id] for kind in OF_BONES})
            into.update({f"{LINEAGE}{code}": lines.get(code, NOTHING) for code in kin[row.missing_id]})
            into[RECORDED] = records.get(row.missing_id, NOTHING)


def of_bones(incident: Any, codes: Collection[str]) -> dict[str, str]:
    """Each of OF_BONES for each bone: name of the input -> digest, or nothing where nothing is told."""
    asked = {
        LINEAGE: besides_now.lineages_now(incident, codes),
        BODY: besides_now.bodies_now(incident, codes),
        ORIGIN: besides_now.origins_now(incident, codes),
    }
    return {f"{kind}{code}": told.get(code, NOTHING) for kind, told in asked.items() for code in codes}


def asked(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """``now`` without these kinds where a statement was written before they were kept: it says nothing of them and stands as it was."""
    return dict(now) if RECORDED in then else {name: told for name, told in now.items() if not name.startswith(KINDS)}


def _bones(rows: Sequence[Identification]) -> dict[int, list[str]]:
    """Codes of the bones of each version."""
    found: dict[int, list[str]] = defaultdict(list)
    shown = Member.objects.filter(version__in={r.version_id for r in rows}, removed__isnull=True)
    for version, code in shown.values_list("version_id", "specimen__item__thing__code"):
        found[version].append(code)
    return found


def _kin(rows: Sequence[Identification]) -> dict[int, list[str]]:
    """Codes of the relatives in the pedigree of each missing person."""
    found: dict[int, list[str]] = defaultdict(list)
    here = PedigreeNode.objects.filter(until__isnull=True, missing__in={r.missing_id for r in rows})
    folders = PedigreeNode.objects.filter(until__isnull=True, kin__isnull=False, family__in=here.values("family"))
    codes: dict[int, list[str]] = defaultdict(list)
    for family, code in folders.values_list("family_id", "kin__thing__code"):
        codes[family].append(code)
    for missing, family in here.values_list("missing_id", "family_id"):
        if missing is not None:
            found[missing].extend(codes[family])
    return found
