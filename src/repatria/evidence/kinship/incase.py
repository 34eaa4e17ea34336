"""One pair of a case in full: the same number as in its candidate list, with the markers and the pools behind it."""

from __future__ import annotations

import math
from dataclasses import replace

from repatria.evidence.kinship.compare import compare
from repatria.evidence.kinship.matrix import pair_log_lrs
from repatria.evidence.kinship.questions import Evidence, as_tuple
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.finding import Caution, Finding
from repatria.tables.profiles import profile_columns, unrelated_rows

POOLS = "alternative: pools mixed"
"""The name under which the step from the family's population to the mixed pools stands among the markers."""


def compare_in_case(case: CaseFile, family: Family, profile: Evidence, missing: str, *, interval: bool = True) -> Finding:
    """The finding for ``profile`` as ``missing`` of ``family``, against somebody from the pools of ``case``.

    Markers are weighed in the family's likeliest population; one line more, :data:`POOLS`, leads from there to the mixture of
    pools, so that the lines add up to the LR of screening and of the joint answer. The pool-by-pool table is a caution.
    Without ``interval`` the 95 % interval, which takes longer than all else, is left out.
    """
    panels = {pool.name: pool.panel for pool in case.pools}
    main = max(sorted(family.pools), key=lambda name: family.pools[name]) if family.pools else ""
    plain = compare(
        family, profile, panels.get(main, case.panel), missing=missing, conventions=case.conventions, interval=interval
    )
    if not case.pools or plain.excluding:
        return plain
    small = replace(case, families=(family,), profiles=(), controls=(), extra={}, open_missing=0)
    values, _ = pair_log_lrs([profile], small)
    total = float(values[0, family.missing.index(missing)])
    step = total - plain.log_lr
    spread = None if plain.interval is None else (plain.interval[0] + step, plain.interval[1] + step)
    columns = profile_columns([as_tuple(profile)], case.panel)
    table = "; ".join(
        f"{pool.name} (weight {pool.weight:g}): {float(columns.log_likelihoods(unrelated_rows(pool.panel))[0]) / math.log(10):.2f}"
        for pool in case.pools
    )
    note = Caution("pools", value=table, text="log10 P(profile) in each pool an unlisted person may come from.")
    return replace(
        plain,
        log_lr=total,
        per_marker={**plain.per_marker, POOLS: step},
        interval=spread,
        cautions=(*plain.cautions, note),
        basis={**plain.basis, "family_pool": main or "panel"},
    )
