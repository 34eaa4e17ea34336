"""What was weighed before and is taken over gives the same numbers to the last bit as weighing everybody anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from joint.kinds_case import case, family, mt, mt_pool, y
from repatria.joint import lineage_rows, lineages
from repatria.joint.kinds import Kinds, weigh_kinds
from repatria.model import CaseFile
from repatria.model.beside import Remains

FAMILIES = [family("F1"), family("F2", 2)]
GIVEN = [("F1", "A", mt(3, "A")), ("F1", "U", y(2, "U")), ("F2", "S", mt(5, "S")), ("F2", "B", y(4, "B"))]
BONES = [Remains(f"R{i}", (mt(i, f"R{i}"),), (y(i, f"R{i}"),)) for i in range(2, 6)]
POOL = {"": mt_pool("d", 100, 130)}


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lineage_rows, "WORTH", 2)
    lineage_rows.forget()
    yield
    lineage_rows.forget()


def made(bones: list[Remains], given: list = GIVEN, pool: dict = POOL) -> CaseFile:
    return case(FAMILIES, given, bones, mtdna=pool)


def weighed(one: CaseFile) -> Kinds:
    codes = [r.subject for r in one.beside.remains]
    return weigh_kinds(one, codes, [(r,) for r in one.beside.remains], [()] * len(codes))


def same(a: Kinds, b: Kinds) -> bool:
    return np.array_equal(a.log_lr, b.log_lr) and all(
        np.array_equal(a.by_kind[k], b.by_kind[k]) for k in (*a.by_kind, *b.by_kind)
    )


@pytest.mark.parametrize(
    ("later", "rows"),
    [
        (made(BONES), []),
        (made([*BONES[:2], Remains("R9", (mt(9, "R9"),), (y(6, "R9"),)), *BONES[2:]]), [1, 1]),
        (made(BONES[1:]), []),
        (made([replace(BONES[0], mitotypes=(mt(8, "R2"),)), *BONES[1:]]), [1]),
        (made(BONES, [*GIVEN[:3], ("F2", "B", y(6, "B"))]), [4, 4]),
        (made(BONES, GIVEN, {"": mt_pool("d", 100, 131)}), [4]),
        (made(BONES, GIVEN, {"": replace(POOL[""], name="other")}), []),
    ],
    ids=["nothing new", "a new bone", "a bone less", "a profile read again", "another reference", "another database", "another name"],
)  # fmt: skip
def test_warm_is_as_cold_and_only_what_is_new_is_weighed(
    later: CaseFile, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed(made(BONES))
    counts: list[int] = []
    for name in ("mitotype_matrix", "haplotype_matrix"):
        real = getattr(lineages, name)
        monkeypatch.setattr(lineages, name, lambda *asked, real=real: counts.append(len(asked[0])) or real(*asked))
    warm = weighed(later)
    assert counts == rows
    lineage_rows.forget()
    assert same(warm, weighed(later))


def test_one_pair_that_is_looked_at_leaves_the_search_where_it_was() -> None:
    weighed(made(BONES))
    before = dict(lineage_rows._KEPT)
    weighed(made(BONES[:1]))
    assert before == lineage_rows._KEPT
