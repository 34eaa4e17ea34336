"""The tables of the families stage."""

from repatria.registry.families.models.imports import EarlierDecision, ImportBatch, ImportRow
from repatria.registry.families.models.kin import Consent, Contact, ContactAttempt, Donation, Kin, Wish
from repatria.registry.families.models.missing import (
    Loss,
    MissingPerson,
    MissingStatus,
    NameKey,
    OnFile,
    PersonName,
    Recorded,
    Version,
)
from repatria.registry.families.models.pedigree import Family, Parentage, PedigreeNode, PedigreeVersion

__all__ = [
    "Consent",
    "Contact",
    "ContactAttempt",
    "Donation",
    "EarlierDecision",
    "Family",
    "ImportBatch",
    "ImportRow",
    "Kin",
    "Loss",
    "MissingPerson",
    "MissingStatus",
    "NameKey",
    "OnFile",
    "Parentage",
    "PedigreeNode",
    "PedigreeVersion",
    "PersonName",
    "Recorded",
    "Version",
    "Wish",
]
