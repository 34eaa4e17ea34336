"""THE DOOR: a CaseFile goes through, Findings come back. The only part of the registry that imports science.

Functions here take and give nouns of ``repatria.model``, plain values and text, never rows.
"""

from repatria.registry.gateway.cases import case_file
from repatria.registry.gateway.evidence import (
    JointTold,
    LeadTold,
    MarkerRow,
    Weighed,
    changed_since,
    family_of,
    marker_table,
    unit_of,
    weigh,
)
from repatria.registry.gateway.families import Usable, draw_pedigree, pedigree_problems, usable_relatives
from repatria.registry.gateway.invented import exercise, invented_families, invented_profiles
from repatria.registry.gateway.profiles import Alike, Misfit, same_person, swap_suspects, told_pools

__all__ = [
    "Alike",
    "JointTold",
    "LeadTold",
    "MarkerRow",
    "Misfit",
    "Usable",
    "Weighed",
    "case_file",
    "changed_since",
    "draw_pedigree",
    "exercise",
    "family_of",
    "invented_families",
    "invented_profiles",
    "marker_table",
    "pedigree_problems",
    "same_person",
    "swap_suspects",
    "told_pools",
    "unit_of",
    "usable_relatives",
    "weigh",
]
