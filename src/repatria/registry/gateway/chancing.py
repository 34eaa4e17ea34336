"""What chance alone would give: among all the missing compared with a person, how many would reach an LR if they were strangers.

Estimated from the same few missing people for everybody, chosen by a digest of their families, so that a number stays as it is
while neither the person nor these families change. Each pair is drawn :data:`DRAWS` times by importance sampling.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.model import CaseFile, Panel, Pool, Profile

SAMPLE, DRAWS = 48, 16
"""Missing people asked for each sex, and draws for each of them. The relative error of a list's number is near 1 / sqrt(48)."""
KEPT = "chance.json"


@dataclass(frozen=True, eq=False)
class _Inputs:
    """What the draws need of one person."""

    panel: Panel
    pools: tuple[Pool, ...]
    columns: Any
    threshold: float
    seen: Any
    people: int


def expected_by_chance(
    case: CaseFile,
    people: Mapping[str, tuple[str, ...]],
    shown: Sequence[tuple[Profile, ...]],
    usable: NDArray[np.bool_],
    threshold: float,
    folder: Path,
) -> dict[str, float]:
    """For each person the number of the missing compared who would reach ``threshold`` (natural log LR) by chance."""
    from repatria.evidence.kinship.prepare import prepare
    from repatria.evidence.kinship.remembered import common_text, family_text, person_text, text_digest
    from repatria.screening.chance import draw_tables
    from repatria.tables.profiles import profile_columns

    sexes = {m: f.pedigree[m].sex for f in case.families for m in f.missing}
    codes = [m for f in case.families for m in f.missing]
    fit = {m for m, yes in zip(codes, usable.tolist(), strict=True) if yes}
    texts = sorted((text_digest([family_text(f)]), f.id) for f in case.families if fit & set(f.missing))
    chosen = {name for _, name in texts[:SAMPLE]}
    families = [f for f in case.families if f.id in chosen]
    if not families:
        return dict.fromkeys(people, 0.0)
    prepared = prepare(families, case.panel, case.conventions, case.pools)
    prepared = prepared.subset(prepared.usable)
    common = text_digest([common_text(case), repr((threshold, SAMPLE, DRAWS)), *(d for d, _ in texts[:SAMPLE])])
    keys = [text_digest([common, person_text(person)]) for person in shown]
    known = _read(folder / KEPT)
    tables = draw_tables(prepared, case.panel)
    for key, person in zip(keys, shown, strict=True):
        if key not in known:
            columns = profile_columns([person], case.panel)
            known[key] = _mean(case, person, (prepared.sex, tables), columns, threshold, int(key[:15], 16))
    _write(folder / KEPT, {key: known[key] for key in keys})
    count = {sex: sum(1 for m in fit if sexes[m] in (sex, "U") or sex == "U") for sex in ("M", "F", "U")}
    return {name: known[key] * count[_sex(person)] for name, key, person in zip(people, keys, shown, strict=True)}


def _sex(person: tuple[Profile, ...]) -> str:
    told = {p.sex for p in person} - {"U"}
    return told.pop() if len(told) == 1 else "U"


def _mean(case: CaseFile, person: tuple[Profile, ...], listed: Any, columns: Any, threshold: float, seed: int) -> float:
    """Mean probability that an unrelated person seen as this one reaches the threshold with one of the ``listed`` (sex, tables)."""
    from repatria.screening.chance import chance_sums, observation

    sex, tables = listed

    seen = observation([person], case.panel)
    inputs = _Inputs(case.panel, case.pools, columns, threshold, seen, len(sex))
    who = np.flatnonzero(sex * int(columns.sex[0]) != 2)
    if not len(who) or not len(seen.locus):
        return 0.0
    sums = chance_sums(tables, inputs, who, np.zeros(len(who), dtype=np.int64), DRAWS, seed)
    value = float(sums[:, 0, 0].mean() / DRAWS)
    return value if math.isfinite(value) else 0.0


def _read(path: Path) -> dict[str, float]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): float(v) for k, v in told.items()} if isinstance(told, dict) else {}


def _write(path: Path, told: Mapping[str, float]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="utf-8")
    os.replace(part, path)
