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
SOME_PROFILES, SOME_PEOPLE = 8, 32
"""Profiles drawn for each person's list, and people (over all blocks) for each profile's."""
GOLDEN = 0.6180339887498949

KIND = {CallKind.CALLED: CLEAN, CallKind.DROPPED: DROPPED, CallKind.AT_LEAST: AT_LEAST}


class ChanceInputs(Protocol):
    """What the draws need of a block's inputs. ``people`` is the number of missing people in all blocks."""

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
    """How many of a row's comparisons would pass the threshold by chance, by alternative; both are ``[rows, names]``.

    ``expected`` sums the probabilities of passing over all ``compared`` (``[rows]``) others; ``error`` is its standard error,
    NaN where one draw cannot tell. ``unrelated`` is somebody from the pools, ``pool:NAME`` from one pool, ``sibling`` a brother
    or sister of the missing person.
    """

    names: tuple[str, ...]
    compared: Codes
    expected: Array
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
    """How ``people`` were observed; of several samples of one person the clearest call of each locus stands for all."""
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
    return Observation(
        np.array(first), columns[0].astype(np.int64), columns[1].astype(np.int64), *(c.astype(float) for c in columns[2:])
    )


def draws_each(rows: int, loci: int) -> int:
    """Draws for each row of a list: :data:`BUDGET` shared out, at least 16 and at most 400."""
    return min(400, max(16, BUDGET // max(1, rows * loci)))


def chance_table(prepared: PreparedFamilies, positions: Codes, inputs: ChanceInputs, name: str) -> pa.Table:
    """Sums of one block: for each of its people over some profiles, and for each profile over some of its people.

    Columns: ``person`` (position, or -1 for a row of profiles), ``profile`` (or -1), ``drawn`` pairs, ``compared`` pairs they
    stand for, and for each alternative the expected hits, the sum of squares of what each pair adds to them, and the variance
    within pairs. ``name`` seeds the draws.
    """
    profiles, people, loci = inputs.columns.sex, prepared.sex, len(inputs.panel.loci)
    seed, tables = int(name[:15], 16), draw_tables(prepared, inputs.panel)
    each = draws_each(inputs.people, loci)
    some = min(SOME_PROFILES, each // 2)
    person, profile, compared = _sample(people, profiles, some)
    sums = chance_sums(tables, inputs, person, profile, each // some, seed)
    by_person = _summed(sums, each // some, person, compared, ("person", positions), "profile")
    each = draws_each(len(profiles), loci)
    some = min(SOME_PEOPLE, each // 2)
    here = -(-some * len(people) // max(1, inputs.people))  # this block's share of the people drawn
    profile, person, compared = _sample(profiles, people, here)
    sums = chance_sums(tables, inputs, person, profile, each // some, seed + 1)
    by_profile = _summed(sums, each // some, profile, compared, ("profile", np.arange(len(profiles))), "person")
    return pa.concat_tables([by_person, by_profile.select(by_person.column_names)])


def _sample(rows: Codes, others: Codes, some: int) -> tuple[Codes, Codes, Codes]:
    """For each row (given by its sex) up to ``some`` evenly spread others it can be compared with: (row, other, how many fit).

    Every row starts elsewhere, so that errors of neighbouring rows are hardly shared.
    """
    row, other = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    compared = np.zeros(len(rows), dtype=np.int64)
    for sex in np.unique(rows):
        mine, fit = np.flatnonzero(rows == sex), np.flatnonzero(sex * others != 2)
        n = min(some, len(fit))
        compared[mine] = len(fit)
        if n:
            start = (mine * GOLDEN % 1.0 * len(fit)).astype(np.int64)
            picked = (start[:, None] + np.arange(n) * len(fit) // n) % len(fit)
            row.append(np.repeat(mine, n))
            other.append(fit[picked].ravel())
    return np.concatenate(row), np.concatenate(other), compared


def _summed(sums: Array, draws: int, row: Codes, compared: Codes, named: tuple[str, Codes], none: str) -> pa.Table:
    """One line for each row that was drawn; ``sums`` is ``[pairs, alternatives, 2]``."""
    drawn = np.bincount(row, minlength=len(compared))
    kept = drawn > 0
    scale = (compared[row] / drawn[row])[:, None]
    mean = sums[:, :, 0] / draws
    within = np.maximum(sums[:, :, 1] / draws - mean**2, 0.0) / (draws - 1)
    columns = {named[0]: named[1][kept], none: np.full(kept.sum(), -1), "drawn": drawn[kept], "compared": compared[kept]}
    for name, values in (("hits", scale * mean), ("squares", (scale * mean) ** 2), ("within", scale**2 * within)):
        for i in range(values.shape[1]):
            columns[f"{name}{i}"] = np.bincount(row, values[:, i], minlength=len(compared))[kept]
    return pa.table(columns)


def draw_tables(prepared: PreparedFamilies, panel: Panel) -> tuple[Array, Array]:
    """Genotypes of each missing person and of a sibling, ``[people, all rows]``.

    People whose family mixes pools are drawn from their likeliest pool's table.
    """
    tables = np.ascontiguousarray(prepared.tables[_main_lane(prepared)])
    return tables, sibling_tables(tables, panel)


def chance_sums(
    tables: tuple[Array, Array], inputs: ChanceInputs, person: Codes, profile: Codes, draws: int, seed: int
) -> Array:
    """Sums of weights and squared weights of passing the threshold, ``[pairs, alternatives, 2]``, ``draws`` draws a pair."""
    panel, seen = inputs.panel, inputs.seen
    arrays = panel_arrays(panel)
    sizes = np.array([len(x.p) for x in arrays])
    pools = [(p.weight, unrelated_rows(p.panel)) for p in inputs.pools] or [(1.0, unrelated_rows(panel))]
    out = np.zeros((len(person), len(pools) + 2, 2))
    passes(
        *tables, np.array([t for _, t in pools]), np.array([w for w, _ in pools]),
        np.concatenate([x.p for x in arrays]), row_offsets(panel)[:-1], sizes, np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        seen.first, seen.locus, seen.kind, seen.dropout, seen.dropout_hom, seen.dropin,
        person, profile, draws, inputs.threshold, seed, out,
    )  # fmt: skip
    return out


def gathered(tables: Sequence[pa.Table], pools: Sequence[str], profiles: int, people: int) -> tuple[Chance, Chance]:
    """Chance per profile and per person from the sums of all blocks."""
    names = ("unrelated", *(f"pool:{name}" for name in pools), "sibling")
    return _chance(names, tables, "profile", profiles), _chance(names, tables, "person", people)


def _chance(names: tuple[str, ...], tables: Sequence[pa.Table], who: str, n: int) -> Chance:
    """Hansen and Hurwitz's estimator of a sum, with the finite population correction; see docs/explanation/screening.md."""

    def total(name: str) -> Array:
        out = np.zeros(n)
        for table in tables:
            index = table[who].to_numpy()
            out += np.bincount(index[index >= 0], table[name].to_numpy()[index >= 0], minlength=n)
        return out

    drawn, compared = total("drawn")[:, None], total("compared")[:, None]
    hits, squares, within = (
        np.stack([total(f"{what}{i}") for i in range(len(names))], axis=1) for what in ("hits", "squares", "within")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(compared > 0, drawn / compared, 1.0)
        between = np.maximum(squares - hits**2 / drawn, 0.0) * drawn / (drawn - 1.0)
        error = np.sqrt(np.where(share < 1.0, (1.0 - share) * between, 0.0) + share * within)
    return Chance(names, compared[:, 0].astype(np.int64), hits, error)


def _main_lane(prepared: PreparedFamilies) -> Codes:
    order = np.lexsort((-prepared.lane_weight, prepared.lane_person))
    person = prepared.lane_person[order]
    return order[np.r_[True, person[1:] != person[:-1]]] if len(order) else order
