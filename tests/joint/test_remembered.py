"""Weights kept in a folder: the same answer to the last bit, less work, and never a file that was changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from joint.small_case import PANEL, small_case
from repatria.evidence.kinship import remembered
from repatria.joint.identify import identify
from repatria.model import CaseFile, Family, Pool
from repatria.simulate import heron

HERON, _ = heron(7, 0.02)


def text(answer) -> str:
    return json.dumps(answer.to_json())


def with_several(case: CaseFile) -> CaseFile:
    """Both children of one couple missing, so that joint ways are weighed."""
    one = case.families[0]
    other = tuple(replace(p, sex="M") if p.id == "S2" else p for p in one.pedigree.people)
    pedigree = replace(one.pedigree, people=other)
    return replace(
        case, families=(Family("ONE", pedigree, ("ONE-N", "S2"), {"S1": one.references["S1"]}, one.pools), *case.families[1:])
    )


class TestTheSameAnswer:
    @pytest.mark.parametrize("case", [small_case()[0], with_several(small_case()[0]), HERON], ids=["small", "several", "heron"])
    def test_cold_warm_and_without_a_folder(self, case: CaseFile, tmp_path: Path) -> None:
        wanted = text(identify(case))
        assert text(identify(case, folder=tmp_path)) == wanted
        assert text(identify(case, folder=tmp_path)) == wanted

    @pytest.mark.parametrize("case", [with_several(small_case()[0]), HERON], ids=["several", "heron"])
    def test_after_one_new_profile(self, case: CaseFile, tmp_path: Path) -> None:
        identify(replace(case, profiles=case.profiles[:-1]), folder=tmp_path)
        assert text(identify(case, folder=tmp_path)) == text(identify(case))

    def test_after_one_changed_family(self, tmp_path: Path) -> None:
        identify(HERON, folder=tmp_path)
        n = next(i for i, f in enumerate(HERON.families) if len(f.references) > 1)
        less = replace(HERON.families[n], references=dict([next(iter(HERON.families[n].references.items()))]))
        changed = replace(HERON, families=(*HERON.families[:n], less, *HERON.families[n + 1 :]))
        assert text(identify(changed, folder=tmp_path)) == text(identify(changed))

    def test_a_changed_panel_weighs_everything_again(self, tmp_path: Path) -> None:
        case = small_case()[0]
        identify(case, folder=tmp_path)
        loci = tuple(replace(x, frequencies=(0.2, *([0.8 / 7] * 7))) for x in PANEL.loci)
        moved = replace(PANEL, loci=loci)
        other = replace(case, panel=moved, pools=(Pool("one", 0.5, moved), Pool("two", 0.5, moved)))
        assert text(identify(other, folder=tmp_path)) == text(identify(other))


class TestWhatIsKept:
    def test_nothing_is_prepared_twice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        case = small_case()[0]
        before = replace(case, profiles=case.profiles[:-1])
        identify(before, folder=tmp_path)
        identify(before, folder=tmp_path)  # asks for no family's tables; the next new profile does
        monkeypatch.setattr(remembered, "prepare", None)
        identify(case, folder=tmp_path)

    def test_a_changed_file_is_not_believed(self, tmp_path: Path) -> None:
        case = small_case()[0]
        wanted = text(identify(case, folder=tmp_path))
        for path in tmp_path.glob("*.kept"):
            data = bytearray(path.read_bytes())
            data[-200] ^= 1
            path.write_bytes(bytes(data))
        assert text(identify(case, folder=tmp_path)) == wanted
        for path in tmp_path.glob("*.kept"):
            path.write_bytes(b"short")
        assert text(identify(case, folder=tmp_path)) == wanted

    def test_an_earlier_state_is_forgotten(self, tmp_path: Path) -> None:
        case = small_case()[0]
        identify(case, folder=tmp_path)
        before = {p.name for p in tmp_path.iterdir()}
        identify(replace(case, families=case.families[:2]), folder=tmp_path)
        assert before.isdisjoint(p.name for p in tmp_path.iterdir())

    def test_memory_gives_back_what_it_was_given(self, tmp_path: Path) -> None:
        memory = remembered.Memory(tmp_path / "deep" / "er")
        memory.put("a", {"x": np.arange(3.0)})
        kept = memory.get("a")
        assert kept is not None
        assert kept["x"].tolist() == [0.0, 1.0, 2.0]
        assert memory.get("b") is None
