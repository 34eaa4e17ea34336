"""What the laboratory asks of the families stage: sexes of donors, pedigrees by code, who may be used. Empty where it is not
installed. Only codes pass here, never a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from repatria.model import Family, Pedigree, Profile
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


def usable_donors(incident: Any, donors: Iterable[int]) -> set[int]:
    """The donors whose consent to identification is in force today."""
    if not installed():
        return set()
    from datetime import UTC, datetime

    consent = apps.get_model("families", "Consent")
    today = datetime.now(UTC).date()
    found: set[int] = set()
    for some in in_chunks(donors):
        rows = consent.objects.filter(kin__in=some, purpose="identification", given_on__lte=today)
        found.update(k for k, until in rows.values_list("kin_id", "withdrawn_on") if until is None or today < until)
    return found


def folders(incident: Any) -> list[Folder]:
    """Every family of the incident as the families stage tells it."""
    return []
