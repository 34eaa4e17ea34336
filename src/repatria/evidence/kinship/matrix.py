"""All pairs in full: the log LR of every person against every missing person, for joint identification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.kinship.likelihood import answers, marker_likelihoods
from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.evidence.kinship.questions import Evidence, Question
from repatria.kernels.scoring import LANES, lanes, score_all
from repatria.model.casefile import CaseFile, Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.profile import Profile
from repatria.tables.genotypes import fold
from repatria.tables.profiles import ProfileColumns, profile_columns, row_offsets, unrelated_rows

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CHUNK = 512
"""Families prepared at a time."""
WORKERS = 2
"""Threads that weigh blocks of families; every block is computed as it is alone, so that their number changes no byte."""
Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """``work`` on each item, on several threads where there are several items; the results in the order of the items."""
    if WORKERS < 2 or len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(work, items)


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
    starts = range(0, len(case.families), CHUNK)

    def block(start: int) -> tuple[Array, NDArray[np.bool_], list[tuple[str, int]]]:
        prepared = prepare(case.families[start : start + CHUNK], case.panel, case.conventions, case.pools)
        wrong = [(prepared.people[who][1], locus) for who, locus in prepared.contradicted]
        return prepared_log_lrs(prepared, columns, correction), prepared.usable, wrong

    for start, (log_lr, known, wrong) in zip(starts, in_order(block, starts), strict=True):
        values.append(log_lr)
        usable.append(known)
        if contradicted is not None:
            for who, locus in wrong:
                contradicted.setdefault(who, []).append(case.panel.loci[locus].name)
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
    return np.asarray(columns.log_p - np.logaddexp.reduce(_in_pools(columns, case), axis=0))


def log_pool_shares(people: Sequence[Profile | tuple[Profile, ...]], case: CaseFile) -> Array:
    """ln of the share of each pool of ``case`` given the profiles of somebody from the pools, ``[pools, people]``; one nameless pool
    where the case names none."""
    if not case.pools:
        return np.zeros((1, len(people)))
    each = _in_pools(profile_columns(people, case.panel), case)
    return np.asarray(each - np.logaddexp.reduce(each, axis=0))


def _in_pools(columns: ProfileColumns, case: CaseFile) -> Array:
    """ln ω P(profile | pool), ``[pools, profiles]``."""
    with np.errstate(divide="ignore"):
        return np.array([np.log(pool.weight) + columns.log_likelihoods(unrelated_rows(pool.panel)) for pool in case.pools])


def family_log_lrs(
    people: Sequence[Profile | tuple[Profile, ...]], families: Sequence[Family], panel: Panel, conventions: Conventions
) -> Array:
    """As :func:`pair_log_lrs` for families that need not form a case: ``[people, missing]``, alternative ``panel``."""
    columns = profile_columns(people, panel)
    return prepared_log_lrs(prepare(families, panel, conventions), columns, np.zeros(len(columns.ids)))


def asked_log_lrs(people: Sequence[Evidence], questions: Sequence[Question], panel: Panel, conventions: Conventions) -> Array:
    """Natural log LR of each of ``people`` being the person each question asks for, ``[people, questions]``, alternative ``panel``.

    The evidence of a question may be several profiles of one person. -inf throughout where the evidence is impossible. For
    autosomal panels without theta, as :func:`repatria.evidence.kinship.prepare.prepare`.
    """
    columns, offsets = profile_columns(people, panel), row_offsets(panel)
    tables = np.repeat(unrelated_rows(panel)[None, :], len(questions), axis=0)
    below = marker_likelihoods([Question(q.pedigree, q.evidence) for q in questions], panel, conventions)
    for batch, values in answers(questions, panel, conventions):
        locus = int(batch.locus[0])
        if batch.shape.alone and conventions.ancestors == "prune":
            continue  # nobody typed: the unrelated table stands
        size = values.shape[1]
        chance = below[batch.question, locus]
        scale = np.divide(1.0, chance, out=np.zeros_like(chance), where=chance > 0.0)
        cut = slice(offsets[locus], offsets[locus + 1])
        tables[batch.question, cut] = fold(values[:, :size, :size]) * scale[:, None]
    found = np.zeros((len(columns.ids), len(questions)))
    count = -(-len(questions) // LANES) * LANES
    person, weight = np.full(count, -1, dtype=np.int64), np.ones(count)
    person[: len(questions)] = np.arange(len(questions))
    score_all(
        lanes(tables), person, weight, columns.first, columns.ends, columns.rows, columns.weights, columns.scale,
        np.ones(len(columns.ids)), found,
    )  # fmt: skip
    found[:, (below == 0.0).any(axis=1)] = 0.0
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(found))
