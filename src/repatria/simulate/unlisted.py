"""Men in the boxes whom no list names: their families, references and records never come into the case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from repatria.model import CaseFile
from repatria.simulate.truth import Truth

BY_FAMILY = ("men", "slips", "lineages")


def without_some(rng: np.random.Generator, case: CaseFile, truth: Truth, share: float) -> tuple[CaseFile, Truth]:
    """``case`` and ``truth`` as if ``share`` of the men in the boxes were on no list. Men of families with two missing stay."""
    home = {f.missing[0]: f.id for f in case.families if len(f.missing) == 1}
    there = [m for m in truth.tables["people"]["missing"] if m in home]
    picked = rng.choice(len(there), round(share * len(there)), replace=False) if there else ()
    men = {there[int(i)] for i in picked}
    gone = {home[m] for m in men}
    beside = replace(
        case.beside,
        references=tuple(r for r in case.beside.references if r.family not in gone),
        recorded=tuple(r for r in case.beside.recorded if r.missing not in men),
    )
    families = tuple(f for f in case.families if f.id not in gone)
    left = replace(case, families=families, beside=beside, open_missing=case.open_missing - len(men))
    tables = dict(truth.tables)
    for name, column, codes in (*((name, "family", gone) for name in BY_FAMILY), ("losses", "missing", men)):
        keep = [i for i, code in enumerate(tables[name][column]) if code not in codes]
        tables[name] = {k: tuple(values[i] for i in keep) for k, values in tables[name].items()}
    people = tables["people"]
    tables["people"] = {**people, "missing": tuple("" if m in men else m for m in people["missing"])}
    return left, Truth(tables, {**truth.world, "unlisted": len(men)})
