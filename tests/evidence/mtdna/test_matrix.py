"""All pairs at once give, pair by pair, what comparing the two would give."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.mtdna.profiles import few, some, typed
from repatria.evidence.mtdna import compare_mitotypes, type_frequency
from repatria.evidence.mtdna.compare import ASSUMED, USUAL
from repatria.evidence.mtdna.matrix import mitotype_matrix
from repatria.model.haplotypes import Database
from repatria.tables.lineage_pairs import Columns
from repatria.tables.mitotypes import spans_of

RANGES = ("HV1", "HV1/HV2", "CR", "16100-16365 73-200")


def test_every_pair_is_what_comparing_the_two_gives() -> None:
    queries, references, databases = some(7, 1, RANGES, "Q"), some(12, 2, RANGES, "R"), (few(80), few(30))
    meioses = [max(1, ASSUMED if r.meioses is None else r.meioses) for r in references]
    columns = Columns(np.arange(12), np.array(meioses))
    counted = np.array([[True] * 12, [i % 4 < 2 for i in range(12)]])  # the second database counts every other line
    found = mitotype_matrix(queries, references, columns, databases, counted)
    for q, query in enumerate(queries):
        for d, database in enumerate(databases):
            others = [r for r, mine in zip(references, counted[d], strict=True) if mine]
            whole = type_frequency(query, spans_of(query), database, USUAL, others)
            assert found.log_alone[d, q] == pytest.approx(np.log(whole.estimate), abs=1e-12)
            for r in range(12):
                alone = compare_mitotypes(query, references[r], database, others=others)
                assert found.log_pool[d, q, r] == pytest.approx(alone.log_given_pool, abs=1e-12)
                assert found.log_kin[q, r] == pytest.approx(alone.log_given_kin, abs=1e-9)


def test_what_nobody_of_the_database_was_read_over_is_counted_over_its_own_range() -> None:
    query, kin = typed("Q", "263G 16126C", "CR"), typed("R", "263G 16126C", "CR", line="L")
    narrow = Database("narrow", (typed("E", "16126C", "HV1"), typed("F", "rCRS", "HV1")))
    found = mitotype_matrix([query], [kin], Columns(np.array([0]), np.array([1])), [narrow], np.ones((1, 1), dtype=bool))
    assert np.exp(found.log_pool[0, 0, 0]) == pytest.approx(2 / 3) and found.compared[0, 0] > 1000
    assert np.exp(found.log_alone[0, 0]) == pytest.approx(3 / 4)  # of nobody's line: the reference counts


def test_too_little_in_common_is_not_compared() -> None:
    one, other = typed("Q", "73G", "HV2"), typed("R", "16126C", "HV1", line="L")
    elsewhere = Database("elsewhere", (typed("E", "16126C", "HV1"),))
    found = mitotype_matrix([one], [other], Columns(np.array([0]), np.array([1])), [elsewhere], np.ones((1, 1), dtype=bool))
    assert np.isnan([found.log_kin[0, 0], found.log_pool[0, 0, 0], found.log_alone[0, 0]]).all() and found.compared[0, 0] == 0
