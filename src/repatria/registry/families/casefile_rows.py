"""Families as science needs them: pedigrees by code, who is missing, which code is which relative. No names, no contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from repatria.errors import InvalidPedigree
from repatria.model import Pedigree, Person
from repatria.registry.families.models import Consent, Donation, Family, Parentage, PedigreeNode
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident
from repatria.registry.refusals import Impossible

Case = tuple[str, Pedigree, tuple[str, ...], dict[str, int]]
Row = tuple[str, str, str | None, str | None, str]
"""One person: code, sex, father, mother, zygote."""
Rows = tuple[str, tuple[Row, ...], tuple[str, ...], dict[str, int]]


def pedigrees_for_case(incident: Incident) -> list[Case]:
    """(family code, pedigree, codes of the missing in it, {code in the pedigree: thing id of the relative}), by family code.

    Codes in a pedigree are P1, P2 … A family without a missing person is left out; so are the withdrawn. Who may be typed is
    another question: ask :func:`relatives_with_consent`.
    """
    return [(code, pedigree_of(code, rows), missing, kin) for code, rows, missing, kin in rows_for_case(incident)]


def pedigree_of(family: str, rows: tuple[Row, ...]) -> Pedigree:
    """The pedigree of ``rows``; Impossible, in the codes of the family, if they are none."""
    try:
        return Pedigree(tuple(Person(*row) for row in rows), id=family)
    except InvalidPedigree as fault:
        raise Impossible(str(fault)) from fault


def families_of(incident: Incident, relatives: Collection[int]) -> list[int]:
    """The families (thing ids) in whose pedigrees these relatives (thing ids) stand."""
    nodes = PedigreeNode.objects.filter(family__incident=incident, until__isnull=True, kin__in=relatives)
    return sorted(set(nodes.values_list("family_id", flat=True)))


def rows_for_case(incident: Incident, only: Sequence[int] | None = None) -> list[Rows]:
    """As :func:`pedigrees_for_case`, with the rows of each pedigree instead of the pedigree; nothing is checked yet.

    ``only`` these families, a few hundred at most, by thing id.
    """
    nodes: dict[int, list[_Node]] = defaultdict(list)
    people = PedigreeNode.objects.filter(family__incident=incident, until__isnull=True).order_by("pk")
    people = people if only is None else people.filter(family__in=only)
    told = people.values_list("family_id", "pk", "code", "sex", "twins", "missing_id", "kin_id")
    for family, pk, code, sex, twins, missing, kin in told:
        nodes[family].append(_Node(pk, code, sex, twins, missing, kin))
    born: dict[tuple[int, str], str] = {}
    rows = Parentage.objects.filter(child__family__incident=incident, until__isnull=True, kind=Parentage.Kind.GENETIC)
    rows = rows if only is None else rows.filter(child__family__in=only)
    for child, parent, role in rows.values_list("child_id", "parent__code", "role"):
        born[(child, role)] = parent
    asked = Family.objects.filter(incident=incident)
    asked = asked if only is None else asked.filter(pk__in=only)
    folders = asked.order_by("thing__number").values_list("pk", "thing__code")
    return [_case(code, nodes[family], born) for family, code in folders if any(n.missing for n in nodes[family])]


class _Node(NamedTuple):
    """One person of a pedigree, without the cost of a model's object: a case holds tens of thousands."""

    pk: int
    code: str
    sex: str
    twins: str
    missing: int | None
    kin: int | None


def _case(family: str, nodes: list[_Node], born: dict[tuple[int, str], str]) -> Rows:
    people = tuple((n.code, n.sex, born.get((n.pk, "father")), born.get((n.pk, "mother")), n.twins) for n in nodes)
    return family, people, tuple(n.code for n in nodes if n.missing), {n.code: n.kin for n in nodes if n.kin}


def missing_things(incident: Incident, only: Sequence[int] | None = None) -> dict[str, dict[str, int]]:
    """For each family code: {code in the pedigree: thing id of the missing person}; ``only`` these families, by thing id."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = PedigreeNode.objects.filter(family__incident=incident, until__isnull=True, missing__isnull=False)
    rows = rows if only is None else rows.filter(family__in=only)
    for family, code, thing in rows.values_list("family__thing__code", "code", "missing_id"):
        found[family][code] = thing
    return dict(found)


def relatives_with_consent(incident: Incident, purpose: str = "identification") -> frozenset[int]:
    """Thing ids of the relatives whose consent to ``purpose`` is in force now: the only ones who may be typed or compared."""
    rows = Consent.objects.filter(kin__incident=incident, purpose=purpose, withdrawn_on__isnull=True)
    return frozenset(kin for kin, end in rows.values_list("kin", "ends_on") if end is None or clock.today() < end)


def donations_in_force(incident: Incident) -> dict[int, int]:
    """{thing id of the sample: thing id of the relative} for reference samples whose giver's consent to identification holds."""
    allowed = relatives_with_consent(incident)
    rows = Donation.objects.filter(incident=incident).values_list("thing", "kin")
    return {sample: kin for sample, kin in rows if kin in allowed}
