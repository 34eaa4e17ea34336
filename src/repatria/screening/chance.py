"""Beside each list: how many hits at its threshold chance alone would give, with the error of that number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from repatria.evidence.kinship.prepare import PreparedFamilies
from repatria.kernels.chance import AT_LEAST, CLEAN, DROPPED, passes
from repatria.model.locus import Panel, Pool
from repatria.model.profile import CallKind, Profile
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import ProfileColumns, row_offsets, unrelated_rows
from repatria.tables.relatives import sibling_tables

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

BUDGET = 1_500_000
"""Loci drawn in all for each of the two lists; more makes the error smaller."""

KIND = {CallKind.CALLED: CLEAN, CallKind.DROPPED: DROPPED, CallKind.AT_LEAST: AT_LEAST}


class ChanceInputs(Protocol):
    """What the draws need of a block's inputs."""

    @property
    def panel(self) -> Panel: ...

    @property
    def pools(self) -> tuple[Pool, ...]: ...

    @property
    def columns(self) -> ProfileColumns: ...

    @property
    def threshold(self) -> float: ...

    @property
    def seen(self) -> Observation: ...

    @property
    def people(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Chance:
    """Probability of passing the threshold in one comparison, by alternative: ``mean`` and its ``error`` are ``[rows, names]``.

    NaN where nothing was drawn.

    ``unrelated`` is somebody from the pools, ``pool:NAME`` from one pool, ``sibling`` a brother or sister of the missing person.
    """

    names: tuple[str, ...]
    mean: Array
    error: Array


@dataclass(frozen=True, eq=False)
class Observation:
    """How each profile was observed, locus by locus: what a draw must imitate."""

    first: Codes
    locus: Codes
    kind: Codes
    dropout: Array
    dropout_hom: Array
    dropin: Array


def observation(people: Sequence[Profile | tuple[Profile, ...]], panel: Panel) -> Observation:
    """Columns for :func:`chance`; of several samples of one person the clearest call of each locus stands for all."""
    first, rows = [0], []
    for person in people:
        shown = (person,) if isinstance(person, Profile) else person
        for i, x in enumerate(panel.loci):
            calls = [p.calls[x.name] for p in shown if x.name in p.calls]
            if calls and x.chromosome == "autosomal":
                call = min(calls, key=lambda c: (KIND[c.kind] != CLEAN, c.dropout))
                rows.append((i, KIND[call.kind], call.dropout, call.d_hom, call.dropin))
        first.append(len(rows))
    columns = [np.array(c) for c in zip(*rows, strict=True)] or [np.zeros(0)] * 5
    return Observation(np.array(first), columns[0].astype(np.int64), columns[1].astype(np.int64), *(c.astype(float) for c in columns[2:]))


def draws_each(rows: int, loci: int) -> int:
    """Draws for each row of a list: :data:`BUDGET` shared out, at least 16 and at most 400."""
    return min(400, max(16, BUDGET // max(1, rows * loci)))


def chance_table(prepared: PreparedFamilies, positions: Codes, inputs: ChanceInputs, name: str) -> pa.Table:
    """Sums of one block: for each of its people over some profiles, and for each profile over some of its people.

    Columns: ``person`` (position, or -1 for a row of profiles), ``profile`` (or -1), ``draws``, and for each alternative the sum
    of weights and of their squares. ``name`` seeds the draws.
    """
    profiles, loci = len(inputs.columns.ids), len(inputs.panel.loci)
    seed = int(name[:15], 16)
    parts = []
    if profiles and len(positions):
        each = draws_each(inputs.people, loci)
        some = _spread(profiles, min(profiles, 8))
        person = np.repeat(np.arange(len(positions)), len(some))
        parts.append((positions[person], np.full(len(person), -1), *_draw(prepared, inputs, person, np.tile(some, len(positions)), each // len(some), seed)))
        each = draws_each(profiles, loci)
        chosen = np.flatnonzero(positions % max(1, inputs.people // 32) == 0)
        if len(chosen):
            profile = np.repeat(np.arange(profiles), len(chosen))
            per = max(1, each * len(positions) // (inputs.people * len(chosen)))
            parts.append((np.full(len(profile), -1), profile, *_draw(prepared, inputs, np.tile(chosen, profiles), profile, per, seed + 1)))
    return _summed(parts, len(inputs.pools) or 1)


def _spread(n: int, some: int) -> Codes:
    return np.linspace(0, n - 1, some).round().astype(np.int64)


def _draw(prepared: PreparedFamilies, inputs: ChanceInputs, person: Codes, profile: Codes, draws: int, seed: int) -> tuple[Codes, Array]:
    draws = max(1, draws)
    return np.full(len(person), draws), chance_sums(prepared, inputs, person, profile, draws, seed)


def _summed(parts: list[tuple[Codes, Codes, Codes, Array]], pools: int) -> pa.Table:
    width = 2 * (pools + 2)
    if not parts:
        parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, pools + 2, 2)))]
    person, profile, draws, sums = (np.concatenate(c) for c in zip(*parts, strict=True))
    keys, where = np.unique(np.stack([person, profile], axis=1), axis=0, return_inverse=True)
    where = where.reshape(-1)
    flat = sums.reshape(len(sums), width)
    columns = {f"sum{i}": np.bincount(where, flat[:, i], minlength=len(keys)) for i in range(width)}
    return pa.table({"person": keys[:, 0], "profile": keys[:, 1], "draws": np.bincount(where, draws, minlength=len(keys)).astype(np.int64), **columns})


def chance_sums(prepared: PreparedFamilies, inputs: ChanceInputs, person: Codes, profile: Codes, draws: int, seed: int) -> Array:
    """Sums of weights and squared weights of passing the threshold, ``[pairs, alternatives, 2]``, ``draws`` draws a pair.

    People whose family mixes pools are drawn from their likeliest pool's table.
    """
    panel, seen = inputs.panel, inputs.seen
    tables = np.ascontiguousarray(prepared.tables[_main_lane(prepared)])
    arrays = panel_arrays(panel)
    sizes = np.array([len(x.p) for x in arrays])
    pools = [(p.weight, unrelated_rows(p.panel)) for p in inputs.pools] or [(1.0, unrelated_rows(panel))]
    out = np.zeros((len(person), len(pools) + 2, 2))
    passes(
        tables, sibling_tables(tables, panel), np.array([t for _, t in pools]), np.array([w for w, _ in pools]),
        np.concatenate([x.p for x in arrays]), row_offsets(panel)[:-1], sizes, np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        seen.first, seen.locus, seen.kind, seen.dropout, seen.dropout_hom, seen.dropin,
        person, profile, draws, inputs.threshold, seed, out,
    )  # fmt: skip
    return out


def gathered(tables: Sequence[pa.Table], pools: Sequence[str], profiles: int, people: int) -> tuple[Chance, Chance]:
    """Chance per profile and per person from the sums of all blocks."""
    names = ("unrelated", *(f"pool:{name}" for name in pools), "sibling")
    whole = pa.concat_tables(tables)
    sums = np.stack([whole[f"sum{i}"].to_numpy() for i in range(2 * len(names))], axis=1).reshape(-1, len(names), 2)
    draws = whole["draws"].to_numpy()
    return tuple(_chance(names, whole[who].to_numpy(), draws, sums, n) for who, n in (("profile", profiles), ("person", people)))  # type: ignore[return-value]


def _chance(names: tuple[str, ...], index: Codes, draws: Codes, sums: Array, n: int) -> Chance:
    mine = index >= 0
    count = np.bincount(index[mine], draws[mine], minlength=n)[:, None]
    first, second = (
        np.stack([np.bincount(index[mine], sums[mine, a, m], minlength=n) for a in range(len(names))], axis=1) for m in (0, 1)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = first / count
        error = np.sqrt(np.maximum(second / count - mean**2, 0.0) / count)
    return Chance(names, mean, error)


def _main_lane(prepared: PreparedFamilies) -> Codes:
    order = np.lexsort((-prepared.lane_weight, prepared.lane_person))
    person = prepared.lane_person[order]
    return order[np.r_[True, person[1:] != person[:-1]]] if len(order) else order
