"""A search of Y-STR profiles gives, pair by pair, what comparing the two would give."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.ystr.profiles import man, pool, some
from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.ystr import compare_haplotypes
from repatria.model.haplotypes import Counted, Database
from repatria.model.yhaplotype import YHaplotype
from repatria.screening.ystr import search_haplotypes


def test_every_pair_is_scored_as_if_alone() -> None:
    queries, references, database = some(25, 1, "Q"), some(30, 2, "R"), pool(60)
    found = search_haplotypes(queries, references, database, best=1000, most=4)
    scores = {(int(q), int(r)): i for i, (q, r) in enumerate(zip(found.kept.query, found.kept.reference, strict=True))}
    assert found.compared == 750 == found.apart + len(scores) and 0 < len(scores) < 750
    rng = np.random.default_rng(3)
    for q, r in {*list(scores)[:40], *((int(rng.integers(25)), int(rng.integers(30))) for _ in range(40))}:
        alone = compare_haplotypes(queries[q], references[r], database, others=references)
        if (q, r) in scores:
            i = scores[q, r]
            assert found.kept.log_lr[i] == pytest.approx(alone.finding.log_lr, abs=1e-9)
            assert (found.kept.seen[i], found.kept.size[i]) == (alone.frequency.seen, alone.frequency.size)
            assert found.ranges[found.kept.compared[i]] == alone.compared.partition(": ")[2]
        else:
            assert len(alone.finding.mutations) > 4 and alone.finding.log_lr <= found.bound


def test_threads_change_nothing() -> None:
    queries, references = some(20, 5, "Q"), some(30, 6, "R")
    one, two = (search_haplotypes(queries, references, pool(40), best=3, workers=n) for n in (1, 2))
    for name in type(one.kept).__dataclass_fields__:
        assert np.array_equal(getattr(one.kept, name), getattr(two.kept, name)), name


def test_refusals() -> None:
    one = [man("Q")]
    with pytest.raises(InvalidCase, match="no queries or no references"):
        search_haplotypes(one, [], pool(5))
    with pytest.raises(InvalidCase, match="a single count"):
        search_haplotypes(one, one, Counted(0, 10, "x"))
    with pytest.raises(MissingReference, match="none of its 1 people was typed at all of"):
        search_haplotypes(one, one, Database("small", (man("E", "Minimal"),)))
    few = search_haplotypes([YHaplotype("S", {"DYS19": ("14",)})], one, pool(5))
    assert (few.too_little, few.compared, len(few.kept)) == (1, 0, 0)
