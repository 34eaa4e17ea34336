"""Numbers from print, each table beside a file that says where it is from."""

from repatria.reference.linkage import LinkedPair, linkage_map, linked_pairs
from repatria.reference.minimum import RULES, minimum_frequency
from repatria.reference.mutation import mutation_models
from repatria.reference.populations import (
    DATASETS,
    MARKERS,
    frequencies,
    known_alleles,
    nist_profiles,
    panel,
    people_typed,
    pools,
    repeats,
)
from repatria.reference.tables import Paper, paper, rows, tables
from repatria.reference.verbal import scale_source, verbal, verbal_scale

__all__ = [
    "DATASETS",
    "MARKERS",
    "RULES",
    "LinkedPair",
    "Paper",
    "frequencies",
    "known_alleles",
    "linkage_map",
    "linked_pairs",
    "minimum_frequency",
    "mutation_models",
    "nist_profiles",
    "panel",
    "paper",
    "people_typed",
    "pools",
    "repeats",
    "rows",
    "scale_source",
    "tables",
    "verbal",
    "verbal_scale",
]
