"""Nouns: frozen, valid from birth, no arithmetic."""

from repatria.model.casefile import SCHEMA, Ancestors, CaseFile, Conventions, Incident, Prior
from repatria.model.family import Family
from repatria.model.finding import Caution, Finding, Proposition
from repatria.model.locus import NO_MUTATION, Locus, MutationModel, Panel, Pool, check_allele
from repatria.model.pedigree import Pedigree, Person
from repatria.model.profile import Call, CallKind, Profile

__all__ = [
    "NO_MUTATION",
    "SCHEMA",
    "Ancestors",
    "Call",
    "CallKind",
    "CaseFile",
    "Caution",
    "Conventions",
    "Family",
    "Finding",
    "Incident",
    "Locus",
    "MutationModel",
    "Panel",
    "Pedigree",
    "Person",
    "Pool",
    "Prior",
    "Profile",
    "Proposition",
    "check_allele",
]
