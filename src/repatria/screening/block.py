"""One block of a screening: some families against all profiles, from prepared tables to the pairs worth keeping."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from repatria.errors import OutOfScope
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
    """Counts of one block; ``reasons`` says why a missing person could not be compared."""

    name: str
    compared: int
    unlike_sex: int
    at_zero: int
    above: int
    reasons: tuple[tuple[str, str, str], ...]


def run_block(block: Block, inputs: Inputs, folder: Path) -> BlockSummary:
    """Prepare, score and write ``folder/<name>.parquet``; a finished block is read back, not repeated."""
    path = folder / f"{block.name}.parquet"
    if not path.exists():
        tables, counts, reasons = _compute(block, inputs)
        facts = {"counts": ",".join(map(str, counts)), "reasons": "\n".join("\t".join(r) for r in reasons)}
        both = tables[0].replace_schema_metadata(facts), tables[1]
        for table, where in zip(reversed(both), (chance_path(path), path), strict=True):  # the pairs last: they mark the end
            write_once(where, lambda sink, t=table: pq.write_table(t, sink, compression="zstd"))  # type: ignore[misc]
    return _summary(block, path)


def chance_path(path: Path) -> Path:
    """Where the chance hits of a block stand, beside its pairs."""
    return path.with_name(path.stem + ".chance.parquet")


def _summary(block: Block, path: Path) -> BlockSummary:
    facts: dict[bytes, bytes] = pq.read_schema(path).metadata
    compared, unlike_sex, at_zero, above = (int(v) for v in facts[b"counts"].decode().split(","))
    lines = (line.split("\t") for line in facts[b"reasons"].decode().splitlines())
    reasons = tuple((missing, reason, detail) for missing, reason, detail in lines)
    return BlockSummary(block.name, compared, unlike_sex, at_zero, above, reasons)


def _compute(block: Block, inputs: Inputs) -> tuple[tuple[pa.Table, pa.Table], tuple[int, ...], list[tuple[str, str, str]]]:
    prepared = prepare(block.families, inputs.panel, inputs.conventions, inputs.pools)
    usable = prepared.usable
    reasons = _reasons(prepared, inputs.panel, usable)
    positions = block.start + np.flatnonzero(usable)
    small = prepared.subset(usable)
    profile, person, value, counts = best_pairs(small, inputs)
    pairs = pa.table({"profile": profile, "person": positions[person], "log_lr": np.log(value)})
    compared = len(positions) * len(inputs.columns.ids) - counts[1]
    return (pairs, chance_table(small, positions, inputs, block.name)), (compared, counts[1], counts[2], counts[0]), reasons


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

