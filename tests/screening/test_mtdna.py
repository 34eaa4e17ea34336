"""A search of mitochondrial profiles gives, pair by pair, what comparing the two would give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evidence.mtdna.profiles import few, some, typed
from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.mtdna import compare_mitotypes
from repatria.model.haplotypes import Counted, Database
from repatria.screening.mtdna import search_mitotypes

RANGES = ("HV1", "HV1/HV2", "CR", "all", "16100-16365 73-200")


def test_every_pair_is_scored_as_if_alone() -> None:
    queries, references, database = some(30, 1, RANGES, "Q"), some(40, 2, RANGES, "R"), few(300)
    found = search_mitotypes(queries, references, database, best=1000, most=2)
    scores = {(int(q), int(r)): i for i, (q, r) in enumerate(zip(found.kept.query, found.kept.reference, strict=True))}
    assert found.compared == 1200 == found.apart + len(scores) and found.too_little == 0
    rng = np.random.default_rng(3)
    for q, r in {*list(scores)[:10], *((int(rng.integers(30)), int(rng.integers(40))) for _ in range(30))}:
        alone = compare_mitotypes(queries[q], references[r], database, others=references)
        if (q, r) in scores:
            i = scores[q, r]
            assert found.kept.log_lr[i] == pytest.approx(alone.finding.log_lr, abs=1e-9)
            assert (found.kept.seen[i], found.kept.size[i]) == (alone.frequency.seen, alone.frequency.size)
            assert found.ranges[found.kept.compared[i]] == alone.compared
        else:
            assert len(alone.finding.mutations) > 2 and alone.finding.log_lr <= found.bound


def test_the_best_stand_first_and_threads_change_nothing() -> None:
    queries, references, database = some(20, 7, RANGES, "Q"), some(60, 8, RANGES, "R"), few(200)
    one = search_mitotypes(queries, references, database, best=3)
    two = search_mitotypes(queries, references, database, best=3, workers=2)
    for name in type(one.kept).__dataclass_fields__:
        assert np.array_equal(getattr(one.kept, name), getattr(two.kept, name)), name
    for q in set(one.kept.query.tolist()):
        values = one.kept.log_lr[one.kept.query == q]
        assert len(values) <= 3 and values.tolist() == sorted(values, reverse=True)
    wide = search_mitotypes(queries, references, database, best=3, threshold=0.0)
    assert len(wide.kept) >= len(one.kept) and (wide.kept.log_lr >= 0.0).sum() >= (one.kept.log_lr >= 0.0).sum()


def test_refusals() -> None:
    one = [typed("Q", "263G")]
    with pytest.raises(InvalidCase, match="no queries or no references"):
        search_mitotypes([], one, few(10))
    with pytest.raises(InvalidCase, match="a single count"):
        search_mitotypes(one, one, Counted(0, 10, "x"))
    with pytest.raises(MissingReference, match="none of its 1 people was read over all of 16024-16569 1-576"):
        search_mitotypes(one, one, Database("narrow", (typed("E", "16126C", "HV1"),)))
    apart = search_mitotypes(one, [typed("R", "16126C", "HV1")], few(10), best=5)
    assert apart.compared == 1 and math.isfinite(apart.bound)
    none = search_mitotypes([typed("Q", "73G", "HV2")], [typed("R", "16126C", "HV1")], few(10))
    assert (none.too_little, none.compared, len(none.kept)) == (1, 0, 0)
