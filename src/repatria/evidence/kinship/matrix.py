"""All pairs in full: the log LR of every person against every missing person, for joint identification."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.kernels.scoring import LANES, lanes, score_all
from repatria.model.casefile import CaseFile, Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.profile import Profile
from repatria.tables.profiles import ProfileColumns, profile_columns, unrelated_rows

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CHUNK = 512
"""Families prepared at a time."""


def pair_log_lrs(
    people: Sequence[Profile | tuple[Profile, ...]],
    case: CaseFile,
    tick: Callable[[int, int], None] | None = None,
    contradicted: dict[str, list[str]] | None = None,
) -> tuple[Array, NDArray[np.bool_]]:
    """Natural log LR of each of ``people`` (several profiles each) being each missing person of ``case``, and who is usable.

    Shapes ``[people, missing]`` in the order of the case's families, and ``[missing]``. The alternative is somebody from the
    case's pools. Missing people without a usable reference have log LR 0 (``-inf`` where the sexes differ). ``contradicted``, if
    given, is filled with the markers at which the relatives of a missing person cannot fit their own pedigree.
    """
    columns = profile_columns(people, case.panel)
    correction = log_correction(columns, case)
    values, usable = [], []
    for start in range(0, len(case.families), CHUNK):
        prepared = prepare(case.families[start : start + CHUNK], case.panel, case.conventions, case.pools)
        values.append(prepared_log_lrs(prepared, columns, correction))
        usable.append(prepared.usable)
        if contradicted is not None:
            for who, locus in prepared.contradicted:
                contradicted.setdefault(prepared.people[who][1], []).append(case.panel.loci[locus].name)
        if tick is not None:
            tick(min(start + CHUNK, len(case.families)), len(case.families))
    if not values:
        return np.zeros((len(people), 0)), np.zeros(0, dtype=bool)
    return np.concatenate(values, axis=1), np.concatenate(usable)


def prepared_log_lrs(prepared: PreparedFamilies, columns: ProfileColumns, correction: Array) -> Array:
    """Log LRs of all people against one block of prepared families, ``[people, missing]``; each row for itself."""
    out = np.zeros((len(columns.ids), len(prepared.people)))
    usable = prepared.usable
    small = prepared.subset(usable)
    if usable.any() and len(columns.ids):
        blocks, person, weight = pad_lanes(small)
        found = np.zeros((len(columns.ids), len(small.people)))
        score_all(
            blocks, person, weight, columns.first, columns.ends, columns.rows, columns.weights, columns.scale,
            np.exp(correction), found,
        )  # fmt: skip
        with np.errstate(divide="ignore"):
            out[:, usable] = np.log(found)
    out[columns.sex[:, None] * prepared.sex[None, :] == 2] = -np.inf
    return out


def pad_lanes(prepared: PreparedFamilies) -> tuple[Array, Codes, Array]:
    """Tables in blocks of lanes with their people (-1 for padding) and weights."""
    count = -(-len(prepared.tables) // LANES) * LANES
    person = np.full(count, -1, dtype=np.int64)
    weight = np.zeros(count)
    person[: len(prepared.tables)], weight[: len(prepared.tables)] = prepared.lane_person, prepared.lane_weight
    return lanes(prepared.tables), person, weight


def person_log_likelihoods(people: Sequence[Profile | tuple[Profile, ...]], case: CaseFile) -> Array:
    """ln P(profiles of one person) of somebody from the pools of ``case``, ``[people]``."""
    columns = profile_columns(people, case.panel)
    return np.asarray(columns.log_p - log_correction(columns, case))


def log_correction(columns: ProfileColumns, case: CaseFile) -> Array:
    """ln(P(profile | panel) / Σ ω P(profile | pool)), ``[profiles]``: zero where the case names no pools."""
    if not case.pools:
        return np.zeros(len(columns.ids))
    with np.errstate(divide="ignore"):
        each = np.array([np.log(pool.weight) + columns.log_likelihoods(unrelated_rows(pool.panel)) for pool in case.pools])
    return np.asarray(columns.log_p - np.logaddexp.reduce(each, axis=0))


def family_log_lrs(
    people: Sequence[Profile | tuple[Profile, ...]], families: Sequence[Family], panel: Panel, conventions: Conventions
) -> Array:
    """As :func:`pair_log_lrs` for families that need not form a case: ``[people, missing]``, alternative ``panel``."""
    columns = profile_columns(people, panel)
    return prepared_log_lrs(prepare(families, panel, conventions), columns, np.zeros(len(columns.ids)))
