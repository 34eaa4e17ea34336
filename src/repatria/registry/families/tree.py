"""A family's rows as a pedigree of the model, by code only: what is validated, drawn and handed to science."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from repatria.errors import InvalidPedigree
from repatria.model import Pedigree, Person
from repatria.registry.families.models import Family, Parentage, PedigreeNode
from repatria.registry.refusals import Impossible


@dataclass(frozen=True, slots=True)
class Tree:
    """A family at one moment. ``pedigree`` holds genetic descent; ``missing`` and ``kin`` map codes of the tree to rows' ids."""

    family: Family
    nodes: dict[str, PedigreeNode]
    pedigree: Pedigree
    missing: dict[str, int]
    kin: dict[str, int]
    other: tuple[tuple[str, str, str, str], ...]
    """(child, parent, role, kind) of adoptive, step and foster relations."""


def tree_of(family: Family) -> Tree:
    """The family as it stands, or :class:`Impossible` with the sentence that says why it cannot exist."""
    rows = list(PedigreeNode.objects.filter(family=family, until__isnull=True).order_by("pk"))
    links = list(
        Parentage.objects.filter(child__family=family, until__isnull=True).values_list(
            "child_id", "parent__code", "role", "kind"
        )
    )
    return tree_from(family, rows, links)


def tree_from(family: Family, rows: list[PedigreeNode], links: list[tuple[int, str, str, str]]) -> Tree:
    """The same from rows that were fetched already (for many families at once)."""
    codes = {n.pk: n.code for n in rows}
    born = {(child, role): parent for child, parent, role, kind in links if kind == Parentage.Kind.GENETIC}
    people = tuple(Person(n.code, n.sex, born.get((n.pk, "father")), born.get((n.pk, "mother")), n.twins) for n in rows)
    try:
        pedigree = Pedigree(people, id=family.code)
    except InvalidPedigree as fault:
        raise Impossible(str(fault)) from fault
    return Tree(
        family,
        {n.code: n for n in rows},
        pedigree,
        {n.code: n.missing_id for n in rows if n.missing_id},
        {n.code: n.kin_id for n in rows if n.kin_id},
        tuple((codes[c], p, role, kind) for c, p, role, kind in links if kind != Parentage.Kind.GENETIC and c in codes),
    )


def body_of(tree: Tree) -> dict[str, Any]:
    """The tree as JSON by code, for a version: no names."""
    people = [
        {"code": p.id, "sex": p.sex, "father": p.father, "mother": p.mother, "twins": p.twins} for p in tree.pedigree.people
    ]
    return {"people": people, "missing": sorted(tree.missing), "kin": sorted(tree.kin), "other": [list(o) for o in tree.other]}
