"""All pairs at once give, pair by pair, what comparing the two would give."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.errors import InvalidCase
from repatria.evidence.ystr import compare_haplotypes
from repatria.evidence.ystr.compare import ASSUMED
from repatria.evidence.ystr.matrix import haplotype_matrix
from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import YHaplotype
from repatria.simulate.lineages import haplotypes
from repatria.tables.lineage_pairs import Columns


def test_every_pair_is_what_comparing_the_two_gives() -> None:
    rng = np.random.default_rng(4)
    men, database = haplotypes(3, 24, 60)

    def part(man: YHaplotype, code: str, line: str, least: int) -> YHaplotype:
        markers = rng.permutation(sorted(man.alleles))[: int(rng.integers(least, 18))].tolist()
        told = int(rng.integers(4)) if rng.random() < 0.7 else None
        return YHaplotype(code, {m: man.alleles[m] for m in markers}, line=line, meioses=told)

    queries = [part(m, f"Q{i}", "", 5) for i, m in enumerate(men[:10])]
    references = [part(m, f"R{i}", f"L{i // 2}", 6) for i, m in enumerate((*men[:8], *men[12:20]))]
    meioses = [max(1, ASSUMED if r.meioses is None else r.meioses) for r in references]
    found = haplotype_matrix(
        queries, references, Columns(np.arange(16), np.array(meioses)), [database], np.ones((1, 16), dtype=bool)
    )
    apart = 0
    for q, query in enumerate(queries):
        for r, reference in enumerate(references):
            try:
                alone = compare_haplotypes(query, reference, database, others=references)
            except InvalidCase:
                apart += 1
                assert np.isnan(found.log_kin[q, r]) and found.compared[q, r] == 0
                continue
            assert found.log_kin[q, r] == pytest.approx(alone.log_given_kin, abs=1e-9)
            assert found.log_pool[0, q, r] == pytest.approx(alone.log_given_pool, abs=1e-12)
    assert 0 < apart < 160


def test_markers_that_nobody_of_the_database_has_are_left_out_of_the_count() -> None:
    ((man,), database) = haplotypes(5, 1, 30)
    few = sorted(man.alleles)[:9]
    narrow = Database("narrow", tuple(YHaplotype(e.id, {m: e.alleles[m] for m in few}) for e in database.entries))
    kin = YHaplotype("R", dict(man.alleles), line="L")
    found = haplotype_matrix([man], [kin], Columns(np.array([0]), np.array([1])), [narrow], np.ones((1, 1), dtype=bool))
    cut = [YHaplotype(x.id, {m: x.alleles[m] for m in few}, line=x.line) for x in (man, kin)]
    assert found.log_pool[0, 0, 0] == compare_haplotypes(*cut, narrow).log_given_pool
