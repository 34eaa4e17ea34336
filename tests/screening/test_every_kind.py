"""Every kind a pair has in one list, beside the same pairs weighed as people; chance candidates beside all entries tried one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from repatria.cli.main import main
from repatria.formats.casefile import write_case
from repatria.joint.kinds import subjects_of, weigh_kinds
from repatria.joint.lineages import Lineage
from repatria.joint.listed import weigh_listed
from repatria.model import CaseFile
from repatria.model.beside import Beside
from repatria.screening.chance_lines import LEVELS, _log_lr, _reached, _read_as, chance_of_lines
from repatria.screening.every_kind import EveryKind, weigh_every_kind
from repatria.simulate import heron


@pytest.fixture(scope="module")
def case() -> CaseFile:
    return heron(7, 0.03)[0]


@pytest.fixture(scope="module")
def found(case: CaseFile) -> EveryKind:
    made = weigh_every_kind(case, best=3, threshold=np.log(50.0))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def lineages(case: CaseFile) -> tuple[Lineage, ...]:
    codes = [r.subject for r in case.beside.remains]
    return weigh_kinds(case, codes, subjects_of(case, codes, [[c] for c in codes]), [()] * len(codes)).lineages


def test_a_pair_weighs_what_it_weighs_for_a_person(case: CaseFile, found: EveryKind) -> None:
    assert np.allclose(found.log_lr, sum(found.parts.values()), rtol=0.0, atol=1e-9)
    assert {"autosomal", "mtdna", "ystr", "age", "stature"} <= set(found.parts)
    by_code = {p.id: (p,) for p in case.profiles}
    weighed = weigh_listed(case, found.subjects, [by_code.get(c, ()) for c in found.subjects])
    assert np.allclose(found.log_lr, weighed.log_lr[found.subject, found.person], rtol=0.0, atol=1e-9)


def test_the_best_of_each_and_all_above_are_kept(case: CaseFile, found: EveryKind) -> None:
    whole = weigh_every_kind(case, best=10**6)
    assert whole is not None and len(whole.log_lr) == whole.compared == found.compared
    pairs = list(zip(whole.subject.tolist(), whole.person.tolist(), whole.log_lr.tolist(), strict=True))
    keep = set()
    for side in (0, 1):
        for one in {p[side] for p in pairs}:
            mine = sorted((p for p in pairs if p[side] == one), key=lambda p: (-p[2], p[1 - side]))
            keep |= {p[:2] for p in mine[:3]}
    keep |= {p[:2] for p in pairs if p[2] >= np.log(50.0)}
    assert keep == set(zip(found.subject.tolist(), found.person.tolist(), strict=True))
    first = found.rank_subject == 1
    assert set(found.subject[first].tolist()) == set(found.subject.tolist())
    without = set(found.subjects_without_dna)
    assert without == {c for i, c in enumerate(found.subjects) if i not in set(whole.subject.tolist())}


def test_chance_candidates_are_what_all_entries_would_give(case: CaseFile, lineages: tuple[Lineage, ...]) -> None:
    """Every entry of every database read as each of a few people, against strangers drawn."""
    weights = np.array([pool.weight for pool in case.pools])
    assert {x.kind for x in lineages} == {"mtdna", "ystr"}
    for whole in lineages:
        lineage = replace(whole, person=whole.person[:2], profiles=whole.profiles[:2])
        held = dict(case.beside.mtdna if lineage.kind == "mtdna" else case.beside.ystr)
        expected = np.zeros(len(LEVELS))
        for name in lineage.databases:
            share = weights[[lineage.databases[d] == name for d in lineage.database]].sum()
            entries = [(e, like) for e in held[name].entries for like in lineage.profiles]
            read = [x for k, (e, like) in enumerate(entries) if (x := _read_as(e, like, f"x{k}")) is not None]
            expected += share * 2.0 * _reached(case, lineage, read, held, weights).mean(axis=1)
        rows = chance_of_lines(case, lineage, strangers=600)
        for row, true in zip(rows, expected, strict=True):
            assert abs(row["expected"] - true) <= 4.0 * row["error"] + 0.02
        assert rows[0]["expected"] >= rows[1]["expected"] >= rows[2]["expected"] and rows[0]["expected"] > 0.0


def test_with_one_database_a_line_weighs_what_the_joint_answer_says(lineages: tuple[Lineage, ...]) -> None:
    one = replace(lineages[0], database=np.zeros(2, dtype=np.int64))
    alone = one.alone(int(one.person.max()) + 1, int(one.references.of_missing.max()) + 1)
    here = alone[np.ix_(one.person, one.references.of_missing)]
    assert np.allclose(_log_lr(one, np.array([0.3, 0.7]))[one.compared], here[one.compared], rtol=0.0, atol=1e-12)


def test_what_the_command_writes_and_says(case: CaseFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_case(case, tmp_path / "case")
    assert main(["screen", str(tmp_path / "case"), "--out", str(tmp_path / "r")]) == 0
    said = capsys.readouterr().out
    assert "mitochondrial DNA, LR 100 or more" in said and "chance candidates to expect" in said and "hit" not in said
    table = pq.read_table(tmp_path / "r" / "every_kind.parquet")
    assert {"log_lr_mtdna", "log_lr_ystr", "log_lr_autosomal"} <= set(table.column_names) and len(table) > 0
    assert "Exercise: everyone here is invented." in (tmp_path / "r" / "every_kind.csv").read_text()
    write_case(replace(case, beside=Beside()), tmp_path / "plain")
    assert main(["screen", str(tmp_path / "plain"), "--out", str(tmp_path / "p")]) == 0
    assert "Every kind" not in capsys.readouterr().out and not (tmp_path / "p" / "every_kind.csv").exists()
