"""One block of a screening: some families against all profiles, from prepared tables to the pairs worth keeping."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from repatria.errors import OutOfScope, RepatriaError, TooManyLoops, UnreadableFile
from repatria.evidence.kinship.matrix import pad_lanes
from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.kernels.scoring import score
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel, Pool
from repatria.screening.chance import Observation, chance_table
from repatria.screening.files import write_once
from repatria.tables.profiles import ProfileColumns

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Inputs:
    """What every block needs: the profiles as columns, ln(P(profile | panel) / P(profile | pools)), and how much to keep."""

    panel: Panel
    pools: tuple[Pool, ...]
    conventions: Conventions
    columns: ProfileColumns
    log_correction: Array
    best: int
    threshold: float
    seen: Observation
    people: int


@dataclass(frozen=True, slots=True)
class Block:
    """Families ``families`` whose first missing person has position ``start``; ``name`` is a digest of all that decides the result."""

    name: str
    start: int
    families: tuple[Family, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlockSummary:
    """Counts of pairs of one block; ``reasons`` are (missing, reason, detail) of everybody who could not be compared."""

    name: str
    compared: int
    unlike_sex: int
    nothing_common: int
    at_zero: int
    above: int
    reasons: tuple[tuple[str, str, str], ...]


def run_block(block: Block, inputs: Inputs, folder: Path) -> BlockSummary:
    """Prepare, score and write ``folder/<name>.parquet``; a finished block is read back, not repeated."""
    path = folder / f"{block.name}.parquet"
    if not (path.exists() and chance_path(path).exists()):
        both, counts, reasons = _compute(block, inputs)
        facts = {"counts": json.dumps(counts), "reasons": json.dumps(reasons, ensure_ascii=False)}
        tables = (
            both[1].replace_schema_metadata({"digest": _content(both[1], "")}),
            both[0].replace_schema_metadata({**facts, "digest": _content(both[0], facts["counts"] + facts["reasons"])}),
        )
        for table, where in zip(tables, (chance_path(path), path), strict=True):  # the pairs last: they mark the end
            write_once(where, lambda sink, t=table: pq.write_table(t, sink, compression="zstd"))  # type: ignore[misc]
    return _summary(block, path)


def chance_path(path: Path) -> Path:
    """Where the chance hits of a block stand, beside its pairs."""
    return path.with_name(path.stem + ".chance.parquet")


def read_block(path: Path) -> pa.Table:
    """The table in one file of a block; :class:`UnreadableFile` if it is not one."""
    try:
        table = pq.read_table(path)
    except (OSError, ValueError) as error:
        raise UnreadableFile("not a finished block of a screening. Delete it and run again.", path=path) from error
    facts = table.schema.metadata or {}
    told = (facts.get(b"counts", b"") + facts.get(b"reasons", b"")).decode(errors="replace")
    if facts.get(b"digest", b"").decode(errors="replace") != _content(table, told):
        raise UnreadableFile(
            "a block of a screening that was changed after it was finished. Delete it and run again.", path=path
        )
    return table


def _content(table: pa.Table, told: str) -> str:
    """SHA-256 over what a block says: its columns, by name and value, and its counts and reasons."""
    out = hashlib.sha256(told.encode())
    for name in table.column_names:
        out.update(f"|{name}|{table[name].type}|{len(table)}|".encode())
        out.update(np.ascontiguousarray(table[name].to_numpy()).tobytes())
    return out.hexdigest()


def _summary(block: Block, path: Path) -> BlockSummary:
    facts = read_block(path).schema.metadata or {}
    try:
        counts, reasons = (json.loads(facts[name]) for name in (b"counts", b"reasons"))
        compared, unlike, nothing, zeros, above = map(int, counts)
        return BlockSummary(
            block.name, compared, unlike, nothing, zeros, above, tuple((m, why, what) for m, why, what in reasons)
        )
    except (KeyError, ValueError, TypeError) as error:
        raise UnreadableFile("not a finished block of a screening. Delete it and run again.", path=path) from error


def _compute(block: Block, inputs: Inputs) -> tuple[tuple[pa.Table, pa.Table], tuple[int, ...], list[tuple[str, str, str]]]:
    prepared, left_out = prepare_or_leave_out(block.families, inputs)
    usable = prepared.usable
    reasons = left_out + _reasons(prepared, inputs.panel, usable)
    everybody = {(f.id, m): block.start + i for i, (f, m) in enumerate((f, m) for f in block.families for m in f.missing)}
    small = prepared.subset(usable)
    positions = np.array([everybody[who] for who in small.people], dtype=np.int64)
    profile, person, value, (above, unlike, zeros) = best_pairs(small, inputs)
    nothing = _nothing_common(small, inputs.columns)
    pairs = pa.table({"profile": profile, "person": positions[person], "log_lr": np.log(value)})
    compared = len(positions) * len(inputs.columns.ids) - unlike - nothing
    return (pairs, chance_table(small, positions, inputs, block.name)), (compared, unlike, nothing, zeros, above), reasons


def prepare_or_leave_out(families: Sequence[Family], inputs: Inputs) -> tuple[PreparedFamilies, list[tuple[str, str, str]]]:
    """The families' tables, and (missing, reason, detail) of those whose pedigree cannot be computed. Other errors name the family."""
    try:
        return prepare(families, inputs.panel, inputs.conventions, inputs.pools), []
    except RepatriaError:
        kept, left_out = [], []
    for family in families:
        try:
            prepare([family], inputs.panel, inputs.conventions, inputs.pools)
            kept.append(family)
        except TooManyLoops:
            left_out += [(missing, "pedigree_too_complex", family.id) for missing in family.missing]
        except RepatriaError as error:
            raise type(error)(f"family {family.id}: {error}") from None
    return prepare(kept, inputs.panel, inputs.conventions, inputs.pools), left_out


def _nothing_common(prepared: PreparedFamilies, columns: ProfileColumns) -> int:
    """Pairs of compatible sex without a locus where both the profile and a relative say something."""
    both = prepared.informative.astype(np.float32) @ columns.typed_at(prepared.informative.shape[1]).T.astype(np.float32)
    return int(((both == 0.0) & (prepared.sex[:, None] * columns.sex[None, :] != 2)).sum())


def _reasons(prepared: PreparedFamilies, panel: Panel, usable: NDArray[np.bool_]) -> list[tuple[str, str, str]]:
    """(missing, reason, detail) for everybody who is not compared."""
    contradicted: dict[int, list[str]] = {}
    for who, locus in prepared.contradicted:
        contradicted.setdefault(who, []).append(panel.loci[locus].name)
    out = []
    for i in np.flatnonzero(~usable):
        _, missing = prepared.people[int(i)]
        if int(i) in contradicted:
            out.append((missing, "references_contradict_pedigree", " ".join(contradicted[int(i)])))
        else:
            out.append((missing, "no_usable_reference", ""))
    return out


def best_pairs(prepared: PreparedFamilies, inputs: Inputs) -> tuple[Codes, Codes, Array, tuple[int, int, int]]:
    """(profile, person, LR) of the pairs worth keeping, sorted, and (above the threshold, of different sex, at zero)."""
    columns = inputs.columns
    profiles, people = len(columns.ids), len(prepared.people)
    if not profiles or not people:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, np.zeros(0), (0, 0, 0)
    blocks, lane_person, lane_weight = pad_lanes(prepared)
    room = 1 << 16
    while True:
        best_profile, who_profile = np.zeros((profiles, inputs.best)), np.full((profiles, inputs.best), NOBODY)
        best_person, who_person = np.zeros((people, inputs.best)), np.full((people, inputs.best), NOBODY)
        above = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64), np.zeros(room)
        counts = score(
            blocks, lane_person, lane_weight, prepared.sex,
            columns.first, columns.ends, columns.rows, columns.weights, columns.scale,
            np.exp(inputs.log_correction), columns.sex, float(np.exp(inputs.threshold)),
            best_profile, who_profile, best_person, who_person, *above,
            prepared.informative, columns.typed_at(prepared.informative.shape[1]),
        )  # fmt: skip
        if counts[0] <= room:
            break
        room = int(counts[0])
    found = [
        (np.repeat(np.arange(profiles), inputs.best), who_profile.ravel(), best_profile.ravel()),
        (who_person.ravel(), np.repeat(np.arange(people), inputs.best), best_person.ravel()),
        tuple(a[: counts[0]] for a in above),
    ]
    profile, person, value = (np.concatenate(parts) for parts in zip(*found, strict=True))
    real = value > 0.0
    if not np.isfinite(value[real]).all():
        raise OutOfScope("a likelihood ratio exceeds what a double can hold. Screen with fewer loci at once.")
    key, index = np.unique(profile[real] * people + person[real], return_index=True)
    return key // people, key % people, value[real][index], counts
