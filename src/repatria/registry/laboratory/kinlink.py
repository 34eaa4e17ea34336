"""What the laboratory asks of the families stage: sexes of donors, pedigrees by code, who may be used. Empty where it is not
installed. Only codes pass here, never a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.apps import apps

from repatria.errors import RepatriaError
from repatria.model import Family, Pedigree, Person, Profile
from repatria.registry.laboratory.subjects import in_chunks


@dataclass(frozen=True, slots=True)
class Folder:
    """One family for a case: its pedigree, the codes of the missing in it, and which thing gave each person's references."""

    code: str
    pedigree: Pedigree
    missing: tuple[str, ...]
    donors: Mapping[str, int]
    """Person of the pedigree -> thing id of the donor (kin)."""


def installed() -> bool:
    """Whether this registry keeps families."""
    return apps.is_installed("repatria.registry.families")


def sexes_of(donors: Iterable[int]) -> dict[int, str]:
    """Recorded sex (``M``, ``F``, ``U``) of donors by thing id."""
    if not installed():
        return {}
    kin = apps.get_model("families", "Kin")
    found: dict[int, str] = {}
    for some in in_chunks(donors):
        found.update(kin.objects.filter(pk__in=some).values_list("pk", "sex"))
    return found


def families_of(folders: Iterable[Folder], profiles: Mapping[int, Profile]) -> list[Family]:
    """Nouns for computation: each folder that somebody is missing from, with the profiles of its donors that are given."""
    made = []
    for folder in folders:
        known = {who: profiles[thing] for who, thing in folder.donors.items() if thing in profiles}
        if folder.missing:
            made.append(Family(folder.code, folder.pedigree, folder.missing, known))
    return made


def usable_donors(donors: Iterable[int]) -> set[int]:
    """The donors whose consent to identification is in force today."""
    if not installed():
        return set()
    consent = apps.get_model("families", "Consent")
    today = datetime.now(UTC).date()
    found: set[int] = set()
    for some in in_chunks(donors):
        rows = consent.objects.filter(kin__in=some, purpose="identification", given_on__lte=today)
        found.update(k for k, until in rows.values_list("kin_id", "withdrawn_on") if until is None or today < until)
    return found


def folders(incident: Any) -> list[Folder]:
    """Every family of the incident whose pedigree stands, by codes; one that contradicts itself is left out until corrected."""
    if not installed():
        return []
    tree = import_module("repatria.registry.families.tree")
    model, node, parentage = (apps.get_model("families", n) for n in ("Family", "PedigreeNode", "Parentage"))
    rows: dict[int, list[Any]] = defaultdict(list)
    codes: dict[int, str] = {}
    people = node.objects.filter(family__incident=incident, until__isnull=True)
    for person in people.select_related("missing__thing", "kin__thing").order_by("pk"):
        rows[person.family_id].append(person)
        named = person.missing or person.kin
        if named is not None:
            codes[person.pk] = named.thing.code
    links: dict[int, list[Any]] = defaultdict(list)
    told = parentage.objects.filter(child__family__incident=incident, until__isnull=True)
    for family, *link in told.values_list("child__family_id", "child_id", "parent__code", "role", "kind"):
        links[family].append(tuple(link))
    found = []
    for family in model.objects.filter(incident=incident).select_related("thing").order_by("pk"):
        try:
            found.append(_folder(tree.tree_from(family, rows[family.pk], links[family.pk]), codes))
        except RepatriaError:
            continue
    return found


def _folder(tree: Any, codes: Mapping[int, str]) -> Folder:
    """A tree with the people called by the codes of the registry, so that no code stands in two families."""
    name = {code: codes.get(node.pk, f"{tree.family.code}:{code}") for code, node in tree.nodes.items()}
    people = tuple(
        Person(
            name[p.id],
            p.sex,
            name[p.father] if p.father else None,
            name[p.mother] if p.mother else None,
            f"{tree.family.code}:{p.twins}" if p.twins else "",
        )
        for p in tree.pedigree.people
    )
    return Folder(
        tree.family.code,
        Pedigree(people, id=tree.family.code),
        tuple(name[c] for c in tree.missing),
        {name[c]: kin for c, kin in tree.kin.items()},
    )


def open_missing(incident: Any) -> int:
    """How many people the incident's list of the missing holds."""
    return apps.get_model("families", "MissingPerson").objects.filter(incident=incident).count() if installed() else 0
