"""Everyone against everyone: cut into blocks, run where asked, merged into one ranked list with a manifest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria import __version__
from repatria.errors import InvalidCase, OutOfScope
from repatria.evidence.kinship.compare import panel_digest
from repatria.evidence.kinship.matrix import log_correction
from repatria.evidence.kinship.pairs import LARGEST
from repatria.evidence.kinship.prepare import THETA
from repatria.model.casefile import CaseFile
from repatria.model.profile import Profile
from repatria.screening.block import Block, BlockSummary, Inputs, chance_path, read_block, run_block
from repatria.screening.chance import Chance, gathered, observation
from repatria.screening.executors import processes, serial
from repatria.screening.files import digest, family_text, profile_text
from repatria.tables.profiles import profile_columns

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Tick = Callable[[int, int], None]

METHOD = "kinship-screen/3"
"""Changes whenever the same inputs could give another number; part of every block's name."""

BLOCK = 1024
"""Missing people per block; independent of the number of workers, so that results are too."""


@dataclass(frozen=True, eq=False)
class Screening:
    """The pairs worth keeping, best first within each profile: columns of equal length.

    ``rank_profile`` counts from 1 within the profile, ``rank_person`` within the missing person. A pair below the threshold
    that stands on one of its two lists only has rank ``best`` + 1 on the other: lower than that list reaches.
    """

    profiles: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    profile: Codes
    person: Codes
    log_lr: Array
    rank_profile: Codes
    rank_person: Codes
    chance_profile: Chance
    chance_person: Chance
    manifest: dict[str, Any]

    @property
    def expected_hits(self) -> tuple[Array, Array]:
        """Chance hits to expect at the threshold among unrelated people, beside each profile's and each missing person's list."""
        return self.chance_profile.expected[:, 0], self.chance_person.expected[:, 0]


def screen(
    case: CaseFile,
    *,
    people: Sequence[Profile | tuple[Profile, ...]] | None = None,
    best: int = 10,
    threshold: float = float(np.log(1e4)),
    workers: int = 1,
    folder: Path | None = None,
    tick: Tick | None = None,
) -> Screening:
    """Compare every profile of ``case`` (or ``people``, several profiles each) with every missing person.

    Keeps the ``best`` pairs of each profile and of each missing person and every pair with ``log_lr`` (natural) of at least
    ``threshold``; counts everything. Blocks are written under ``folder`` and reused when the same screening runs again.
    ``tick(done, all)`` reports progress. The result does not depend on ``workers``.
    """
    if best < 1 or workers < 1 or not abs(threshold) <= LARGEST:
        raise InvalidCase(
            f"screen: best {best}, workers {workers}, threshold {threshold}. Use at least 1, at least 1, and a log within {LARGEST:g}."
        )
    if case.conventions.theta > 0.0:
        raise OutOfScope(THETA)
    shown = list(case.profiles) if people is None else list(people)
    columns = profile_columns(shown, case.panel)
    listed = sum(len(f.missing) for f in case.families)
    correction, seen = log_correction(columns, case), observation(shown, case.panel)
    inputs = Inputs(case.panel, case.pools, case.conventions, columns, correction, best, threshold, seen, listed)
    _check_ids(columns.ids)
    common = digest([METHOD, __version__, panel_digest(case.panel), *_pool_texts(case), repr(case.conventions),
                     repr((best, threshold, listed)),
                     *("+".join(map(profile_text, (p,) if isinstance(p, Profile) else p)) for p in shown)])  # fmt: skip
    blocks = cut(case, common)
    with TemporaryDirectory() as scratch:
        where = Path(scratch) if folder is None else folder
        where.mkdir(parents=True, exist_ok=True)
        work = partial(run_block, inputs=inputs, folder=where)
        results = serial(blocks, work) if workers == 1 else processes(blocks, work, workers)
        done: dict[str, BlockSummary] = {}
        for summary in results:
            done[summary.name] = summary
            if tick is not None:
                tick(len(done), len(blocks))
        paths = [where / f"{b.name}.parquet" for b in blocks]
        tables, chances = [read_block(p) for p in paths], [read_block(chance_path(p)) for p in paths]
    parts = [
        np.concatenate([t[name].to_numpy() for t in tables]) if tables else np.zeros(0)
        for name in ("profile", "person", "log_lr")
    ]
    everyone = tuple((f.id, m) for f in case.families for m in f.missing)
    manifest = _manifest(case, inputs, blocks, [done[b.name] for b in blocks], common)
    chance = gathered(chances, [p.name for p in case.pools] or ["panel"], len(shown), listed)
    return _ranked(columns.ids, everyone, parts, chance, inputs, manifest)


def cut(case: CaseFile, common: str) -> list[Block]:
    """Families in blocks of about :data:`BLOCK` missing people, in the order of the case."""
    out: list[Block] = []
    chunk: list[Any] = []
    start = count = 0
    for n, family in enumerate(case.families):
        chunk.append(family)
        count += len(family.missing)
        if count >= BLOCK or n == len(case.families) - 1:
            name = digest([common, str(start), *map(family_text, chunk)])
            out.append(Block(name, start, tuple(chunk)))
            start, chunk, count = start + count, [], 0
    return out


def _pool_texts(case: CaseFile) -> list[str]:
    return [repr((p.name, p.weight, panel_digest(p.panel))) for p in case.pools]


def _check_ids(ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise InvalidCase(f"screen: profile {twice} is given twice. Keep one.")


def _ranked(
    profiles: tuple[str, ...],
    people: tuple[tuple[str, str], ...],
    parts: Sequence[NDArray[Any]],
    chance: tuple[Chance, Chance],
    inputs: Inputs,
    manifest: dict[str, Any],
) -> Screening:
    profile, person, log_lr = parts[0].astype(np.int64), parts[1].astype(np.int64), parts[2].astype(np.float64)
    by_profile, by_person = ranks(profile, person, log_lr), ranks(person, profile, log_lr)
    reaches = log_lr >= np.log(np.exp(inputs.threshold))  # as the kernel compares
    keep = (by_profile <= inputs.best) | (by_person <= inputs.best) | reaches
    for place in (by_profile, by_person):  # of what lies below threshold and list not every better pair was kept
        place[~reaches] = np.minimum(place[~reaches], inputs.best + 1)
    order = np.lexsort((person[keep], -log_lr[keep], profile[keep]))
    kept = np.flatnonzero(keep)[order]
    return Screening(
        profiles,
        people,
        profile[kept],
        person[kept],
        log_lr[kept],
        by_profile[kept],
        by_person[kept],
        *chance,
        manifest=manifest,
    )


def ranks(group: Codes, other: Codes, value: Array) -> Codes:
    """Rank from 1 within each group by falling value, ties by the other index."""
    order = np.lexsort((other, -value, group))
    starts = np.r_[True, group[order][1:] != group[order][:-1]] if len(order) else np.zeros(0, dtype=bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0)) if len(order) else np.zeros(0, dtype=np.int64)
    out = np.empty(len(order), dtype=np.int64)
    out[order] = np.arange(len(order)) - first + 1
    return out


def _manifest(case: CaseFile, inputs: Inputs, blocks: list[Block], done: list[BlockSummary], common: str) -> dict[str, Any]:
    columns = inputs.columns
    reasons = [dict(zip(("missing", "reason", "detail"), r, strict=True)) for s in done for r in s.reasons]
    listed = sum(len(f.missing) for f in case.families)
    x = [locus.name for locus in case.panel.loci if locus.chromosome == "X"]
    return {
        "method": METHOD,
        "version": __version__,
        "inputs": common,
        "conventions": {"ancestors": case.conventions.ancestors, "theta": case.conventions.theta},
        "pools": {p.name: p.weight for p in case.pools},
        "best": inputs.best,
        "threshold_log_lr": inputs.threshold,
        "profiles": len(columns.ids),
        "profiles_without_data": [i for i, n in zip(columns.ids, columns.typed, strict=True) if n == 0],
        "missing_in_case": listed,
        "missing_compared": listed - len(reasons),
        "missing_not_compared": reasons,
        "markers_left_to_single_comparison": x,
        "pairs": {
            "all": listed * len(columns.ids),
            "missing_not_compared": len(reasons) * len(columns.ids),
            "different_sex": sum(s.unlike_sex for s in done),
            "no_common_marker": sum(s.nothing_common for s in done),
            "compared": sum(s.compared for s in done),
            "at_zero": sum(s.at_zero for s in done),
            "above_threshold": sum(s.above for s in done),
        },
        "blocks": {b.name: {"families": len(b.families), "first_missing": b.start} for b in blocks},
    }
