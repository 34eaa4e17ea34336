"""Families as science needs them: pedigrees by code, who is missing, which code is which relative. No names, no contacts."""

from __future__ import annotations

from collections import defaultdict

from repatria.model import Pedigree
from repatria.registry.families.models import Consent, Donation, Family, Parentage, PedigreeNode
from repatria.registry.families.tree import tree_from
from repatria.registry.people.models import Incident

Case = tuple[str, Pedigree, tuple[str, ...], dict[str, int]]


def pedigrees_for_case(incident: Incident) -> list[Case]:
    """(family code, pedigree, codes of the missing in it, {code in the pedigree: thing id of the relative}), by family code.

    Codes in a pedigree are P1, P2 … A family without a missing person is left out; so are the withdrawn. Who may be typed is
    another question: ask :func:`relatives_with_consent`.
    """
    nodes: dict[int, list[PedigreeNode]] = defaultdict(list)
    for node in PedigreeNode.objects.filter(family__incident=incident, until__isnull=True).order_by("pk"):
        nodes[node.family_id].append(node)
    links: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    rows = Parentage.objects.filter(child__family__incident=incident, until__isnull=True)
    for family, child, parent, role, kind in rows.values_list("child__family", "child_id", "parent__code", "role", "kind"):
        links[family].append((child, parent, role, kind))
    found: list[Case] = []
    for folder in Family.objects.filter(incident=incident).select_related("thing").order_by("thing__number"):
        tree = tree_from(folder, nodes[folder.pk], links[folder.pk])
        if tree.missing:
            found.append((folder.code, tree.pedigree, tuple(tree.missing), dict(tree.kin)))
    return found


def missing_things(incident: Incident) -> dict[str, dict[str, int]]:
    """For each family code: {code in the pedigree: thing id of the missing person}."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = PedigreeNode.objects.filter(family__incident=incident, until__isnull=True, missing__isnull=False)
    for family, code, thing in rows.values_list("family__thing__code", "code", "missing_id"):
        found[family][code] = thing
    return dict(found)


def relatives_with_consent(incident: Incident, purpose: str = "identification") -> frozenset[int]:
    """Thing ids of the relatives whose consent to ``purpose`` is in force now: the only ones who may be typed or compared."""
    rows = Consent.objects.filter(kin__incident=incident, purpose=purpose, withdrawn_on__isnull=True)
    return frozenset(rows.values_list("kin", flat=True))


def donations_in_force(incident: Incident) -> dict[int, int]:
    """{thing id of the sample: thing id of the relative} for reference samples whose giver's consent to identification holds."""
    allowed = relatives_with_consent(incident)
    rows = Donation.objects.filter(incident=incident).values_list("thing", "kin")
    return {sample: kin for sample, kin in rows if kin in allowed}
