"""Mitochondrial profiles against references with mixed ranges: all pairs, frequencies counted for each range."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.mtdna import compare_mitotypes
from repatria.model.mitotype import REGIONS, Mitotype
from repatria.screening.mtdna import search_mitotypes
from repatria.simulate.lineages import mitotypes

HELP = "mitochondrial profiles against references with mixed ranges"
RANGES = ("HV1", "HV1/HV2", "control region")


def figures(quick: bool = False) -> list[Figure]:
    """Seconds for 25,000 profiles against 20,000 references, two threads, from profiles to the list of the best ten of each."""
    n, k, size = (60, 50, 200) if quick else (25_000, 20_000, 2_500)
    people, database = mitotypes(11, k, size)
    rng = np.random.default_rng(12)
    references = [_read(m, rng, f"R{i}", line=f"L{i}", meioses=int(rng.integers(1, 5))) for i, m in enumerate(people)]
    queries = [_read(people[int(i)], rng, f"Q{j}") for j, i in enumerate(rng.integers(0, k, n))]
    found, seconds, cold, peak = timed(lambda: search_mitotypes(queries, references, database, workers=2), repeat=1)
    chosen = rng.choice(len(found.kept), min(12, checks(quick), len(found.kept)), replace=False)
    near = [r for r in references if r.line]
    began = time.process_time()
    slow = [
        compare_mitotypes(
            queries[int(found.kept.query[i])], references[int(found.kept.reference[i])], database, others=near
        ).finding.log_lr
        for i in chosen
    ]
    beside = (time.process_time() - began) / max(1, len(chosen)) * n * k
    errors = [abs(math.expm1(float(found.kept.log_lr[i]) - s)) for i, s in zip(chosen, slow, strict=True)]
    told = f"{n} x {k} profiles, {len(set(found.ranges))} shared ranges, database of {size}"
    return [
        Figure("mtdna-search", seconds, "s", told, 20.0, False, cold,
               peak, checked(errors, "mtdna-search"), Ratio("pair by pair (scaled)", beside, beside / seconds),
               f"{len(found.kept)} pairs kept; pairs that differ in more than {found.most} places are counted, not scored")
    ]  # fmt: skip


def _read(whole: Mitotype, rng: np.random.Generator, id: str, **facts: object) -> Mitotype:
    """The same person with one of the usual ranges read."""
    spans = REGIONS[RANGES[int(rng.integers(len(RANGES)))]]
    kept = tuple(s for s in whole.differences if any(a <= s.position <= b for a, b in spans))
    return replace(Mitotype(id, spans, kept), **facts)  # type: ignore[arg-type]
