"""What the laboratory asks of the families stage: sexes of donors, pedigrees by code, who may be used. Empty where it is not
installed. Only codes pass here, never a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from django.apps import apps

from repatria.errors import InvalidPedigree
from repatria.model import Family, Pedigree, Person, Profile
from repatria.registry.codes.models import Thing
from repatria.registry.journal import clock
from repatria.registry.laboratory.remembering import Known, Last
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
    today = clock.today()
    found: set[int] = set()
    for some in in_chunks(donors):
        rows = consent.objects.filter(kin__in=some, purpose="identification", given_on__lte=today)
        days = rows.values_list("kin_id", "withdrawn_on", "ends_on")
        found.update(kin for kin, *ends in days if all(day is None or today < day for day in ends))
    return found


def folders(incident: Any, around: Collection[int] = ()) -> list[Folder]:
    """Every family of the incident that somebody is missing from, as the families stage tells it, by the registry's codes.

    ``around`` some relatives: their families alone are read where these are few, and are among those returned in any case.
    """
    if not installed():
        return []
    told = import_module("repatria.registry.families.casefile_rows")
    only = told.families_of(incident, around) if 0 < len(around) <= FEW else None
    cases = told.rows_for_case(incident, only)
    lost = told.missing_things(incident, only)
    things = {t for _, _, _, kin in cases for t in kin.values()} | {t for row in lost.values() for t in row.values()}
    codes: dict[int, str] = {}
    for some in in_chunks(things):
        codes.update(Thing.objects.filter(pk__in=some).values_list("pk", "code"))
    memory = _PEDIGREES if only is None else Last()  # what the whole list is made of is not forgotten for a few
    with memory.turn() as known:
        return [_folder(told, family, lost.get(family.code, {}), codes, known) for family in (_Rows(*case) for case in cases)]


_PEDIGREES = Last()
FEW = 500
"""Relatives whose families are asked for by name; of more, the whole list is read."""


class _Rows(NamedTuple):
    """A family as the families stage tells it: rows (code, sex, father, mother, zygote), the missing, and which thing is who."""

    code: str
    people: tuple[tuple[str, str, str | None, str | None, str], ...]
    missing: tuple[str, ...]
    kin: Mapping[str, int]


def _folder(told: Any, family: _Rows, lost: Mapping[str, int], codes: Mapping[int, str], known: Known) -> Folder:
    """A family with its people called by the codes of the registry, so that no code stands in two families."""
    things = {**family.kin, **lost}
    name = {row[0]: codes.get(things.get(row[0], -1), f"{family.code}:{row[0]}") for row in family.people}
    people = tuple(
        (
            name[code],
            sex,
            name.get(father, father) if father else None,
            name.get(mother, mother) if mother else None,
            f"{family.code}:{twins}" if twins else "",
        )
        for code, sex, father, mother, twins in family.people
    )

    def made() -> Pedigree:
        try:
            return Pedigree(tuple(Person(*row) for row in people), id=family.code)
        except InvalidPedigree:
            told.pedigree_of(family.code, family.people)  # says it in the codes that the family's page shows
            raise

    return Folder(
        family.code,
        known((family.code, people), made),
        tuple(name[c] for c in family.missing),
        {name[c]: thing for c, thing in family.kin.items()},
    )


def open_missing(incident: Any) -> int:
    """How many people the incident's list of the missing holds; an entry that was merged or withdrawn is nobody more."""
    if not installed():
        return 0
    rows = apps.get_model("families", "MissingPerson").objects.filter(incident=incident)
    return int(rows.filter(merged_into__isnull=True, withdrawn__isnull=True).count())


def relatives_around(incident: Any, code: str) -> set[int]:
    """The things of the relatives in the family called ``code``, or in the families of the relative called ``code``."""
    if not installed():
        return set()
    here = apps.get_model("families", "PedigreeNode").objects.filter(
        family__thing__incident=incident, until__isnull=True, kin__isnull=False
    )
    # three small questions: as one, a database without fresh statistics goes through every relative for each of them
    families = {*here.filter(family__thing__code=code).values_list("family", flat=True)}
    families |= {*here.filter(kin__thing__code=code).values_list("family", flat=True)}
    return set(here.filter(family__in=families).values_list("kin", flat=True)) if families else set()
