"""THE DOOR: a CaseFile goes through, Findings come back. The only part of the registry that imports science.

Functions here take and give nouns of ``repatria.model``, plain values and text, never rows.
"""

from repatria.registry.gateway.cases import case_file
from repatria.registry.gateway.families import Usable, draw_pedigree, pedigree_problems, usable_relatives
from repatria.registry.gateway.invented import exercise, invented_families, invented_profiles
from repatria.registry.gateway.profiles import Alike, Misfit, same_person, swap_suspects, told_pools

__all__ = [
    "Alike",
    "Misfit",
    "Usable",
    "case_file",
    "draw_pedigree",
    "exercise",
    "invented_families",
    "invented_profiles",
    "pedigree_problems",
    "same_person",
    "swap_suspects",
    "told_pools",
    "usable_relatives",
]
