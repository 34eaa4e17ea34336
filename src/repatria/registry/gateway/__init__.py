"""THE DOOR: a CaseFile goes through, Findings come back. The only part of the registry that imports science.

Functions here take and give nouns of ``repatria.model``, plain values and text, never rows.
"""

from repatria.registry.gateway.cases import case_file
from repatria.registry.gateway.evidence import (
    Help,
    JointTold,
    LeadTold,
    MarkerRow,
    PairWeighed,
    changed_since,
    facts_that_help,
    family_of,
    marker_table,
    unit_of,
    weigh_pair,
)
from repatria.registry.gateway.families import Usable, draw_pedigree, pedigree_problems, usable_relatives
from repatria.registry.gateway.invented import exercise, invented_families, invented_profiles
from repatria.registry.gateway.lineages import (
    Beside,
    Together,
    haplotypes_beside,
    haplotypes_together,
    mitotype_doubts,
    mitotypes_beside,
    mitotypes_together,
    transmissions,
)
from repatria.registry.gateway.listing import kinds_shown, search_candidates, search_manifest
from repatria.registry.gateway.misfits import Misfit, swap_suspects
from repatria.registry.gateway.planning import BoneTold, plan_calls, plan_sampling
from repatria.registry.gateway.profiles import Alike, same_person, told_pools
from repatria.registry.gateway.reports import compare_reports, open_report, plain_report, read_report, reading_software
from repatria.registry.gateway.searching import (
    ListingRule,
    Searched,
    intact_units,
    keep_case,
    read_kept,
    recomputed,
    rule_of,
    search_case,
    software,
    units_of,
    weigh_anew,
    with_units,
)
from repatria.registry.gateway.warming import warm
from repatria.reports import Opened

__all__ = [
    "Alike",
    "Beside",
    "BoneTold",
    "Help",
    "JointTold",
    "LeadTold",
    "ListingRule",
    "MarkerRow",
    "Misfit",
    "Opened",
    "PairWeighed",
    "Searched",
    "Together",
    "Usable",
    "case_file",
    "changed_since",
    "compare_reports",
    "draw_pedigree",
    "exercise",
    "facts_that_help",
    "family_of",
    "haplotypes_beside",
    "haplotypes_together",
    "intact_units",
    "invented_families",
    "invented_profiles",
    "keep_case",
    "kinds_shown",
    "marker_table",
    "mitotype_doubts",
    "mitotypes_beside",
    "mitotypes_together",
    "open_report",
    "pedigree_problems",
    "plain_report",
    "plan_calls",
    "plan_sampling",
    "read_kept",
    "read_report",
    "reading_software",
    "recomputed",
    "rule_of",
    "same_person",
    "search_candidates",
    "search_case",
    "search_manifest",
    "software",
    "swap_suspects",
    "told_pools",
    "transmissions",
    "unit_of",
    "units_of",
    "usable_relatives",
    "warm",
    "weigh_anew",
    "weigh_pair",
    "with_units",
]
