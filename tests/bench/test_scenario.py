"""Scenarios: names against the ceiling, wrong names against what was stated, and seeds that are not run twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from repatria.bench import scenario
from repatria.bench.scenario import figures, kin_of, settings_of, why_wrong
from repatria.bench.scenario_sums import allowed, cell_figures, upper_tail
from repatria.cli.main import main
from repatria.model import CallKind
from repatria.simulate import Truth, heron
from repatria.simulate.informed import informed, true_units


def name(who: str, p: float = 0.9999, cause: str = "", **more: Any) -> dict[str, Any]:
    told = {"missing": "M1", "with_error": p, "signed": False, "autosomal": True, "kin": "child"}
    return {"who": who, "posterior": p, "right": not cause, "cause": cause, **told, **more}


def row(told: list[dict[str, Any]], ceiling: list[dict[str, Any]]) -> dict[str, Any]:
    men = [{"missing": "M1", "kin": "child", "profile": True}, {"missing": "M2", "kin": "a line only", "profile": True}]
    return {"seed": 1, "scale": 1.0, "seconds": [1.0, 2.0], "error": 0.0, "told": told, "ceiling": ceiling, "men": men}


def of(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    return {f.name.rsplit(",", 1)[0]: f for f in cell_figures("rich", "hard", rows, 1.0)}


def test_names_are_held_against_the_ceiling_and_bones_of_lines_alone_never_count() -> None:
    told = [name("A"), name("B", 0.97), name("C", autosomal=False)]
    found = of([row(told, [name("A"), name("D")]), row([], [name("E"), name("F", cause="chance")])])
    assert found["named against the ceiling"].figure == pytest.approx(100.0 / 3.0)
    assert found["named against the ceiling"].reached < 1.0
    assert found["listed men with a reference named"].figure == pytest.approx(50.0)
    assert "child: 1 (ceiling 3) of 2" in found["named against the ceiling"].note


def test_more_wrong_names_than_chance_allows_are_not_reached() -> None:
    one = of([row([name("A", 0.9996, "chance")], [])])["wrong names"]
    assert one.figure == 1.0 and one.reached < 1.0 and "A as M1 (chance" in one.note
    many = [name(f"A{i}", 0.9996) for i in range(100)]
    assert of([row([*many, name("B", cause="grouping")], [])])["wrong names"].reached >= 1.0


def test_one_wrong_signature_is_not_reached_and_people_on_no_list_are_told() -> None:
    bad = of([row([name("A", cause="chance, man not on the list", signed=True)], [])])["wrong by the two-donor rule"]
    assert bad.reached < 1.0 and bad.note.startswith("1 of them of people on no list")
    assert of([row([name("A", signed=True)], [])])["wrong by the two-donor rule"].reached >= 1.0


def test_calibration_counts_what_was_stated_between() -> None:
    found = of([row([name("A", 0.96), name("B", 0.97, "chance"), name("C", 0.98, "chance"), name("D", 0.99995)], [])])
    middle = found["wrong between 0.95 and 0.9999"]
    assert middle.figure == 2.0 and middle.unit == "of 3" and middle.reached < 1.0
    assert "0.95-0.99: 1 of 3 right (stated 0.9700" in middle.note


@pytest.mark.parametrize("expected", [0.0, 0.004, 0.3, 7.0])
def test_allowed_counts_are_those_whose_tail_is_not_too_small(expected: float) -> None:
    most = int(allowed(expected))
    assert upper_tail(0, expected) == 1.0
    assert upper_tail(most + 1, expected) <= 0.01 and (most == 0 or upper_tail(most, expected) > 0.01)
    assert upper_tail(2, expected) == pytest.approx(1.0 - stats.poisson.cdf(1, expected))


def truth_of(bone_of: str, donor: str, **slips: tuple[str, ...]) -> Truth:
    return Truth(
        {
            "remains": {"subject": ("S1", "S2"), "bone_of": (bone_of, "P2"), "donor": (donor, "P2")},
            "people": {"person": ("P1", "P2", "P3", "P4"), "missing": ("M1", "M2", "", "M4")},
            "men": {"missing": ("M1", "M2", "M3", "M4"), "family": ("F1", "F2", "F3", "F3"), "kin": ("child", "none", "none", "none")},
            "slips": {"family": slips.get("slips", ())},
            "lineages": {"family": ("F2",), "fate": slips.get("fate", ("own",))},
        },
        {},
    )  # fmt: skip


def test_each_wrong_name_is_traced() -> None:
    sound = truth_of("P1", "P1")
    assert why_wrong(sound, ["S1"], "M1") == "" and why_wrong(sound, ["S1"], "M3") == "chance"
    assert why_wrong(sound, ["S1", "S2"], "M1") == "grouping"
    assert why_wrong(truth_of("P2", "P1"), ["S1"], "M1") == "sample error"
    assert why_wrong(truth_of("P4", "P4"), ["S1"], "M3") == "the other man of the family"
    assert why_wrong(truth_of("P1", "P1", slips=("F3",)), ["S1"], "M3") == "reference error"
    assert why_wrong(truth_of("P1", "P1", fate=("swapped sample",)), ["S1"], "M2") == "reference error"
    assert why_wrong(truth_of("P3", "P3"), ["S1"], "M3") == "chance, man not on the list"
    assert [kin_of(sound, m) for m in ("M1", "M2", "M3")] == ["child", "a line only", "none"]


def test_a_tiny_seed_is_run_once_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario, "CELLS", (("rich", "hard"),))
    first = figures(seeds=[4], scale=0.02, folder=tmp_path)
    assert len(first) == 5 and all(f.max_rel_error <= 1e-9 for f in first)
    (kept,) = tmp_path.iterdir()
    assert kept.name == "rich-hard-0.02-4.json"
    monkeypatch.setattr(scenario, "one_seed", lambda *_: pytest.fail("was run again"))
    assert [replace(f, peak_mb=0.0) for f in figures(seeds=[4], scale=0.02, folder=tmp_path)] == [
        replace(f, peak_mb=0.0) for f in first
    ]


def test_the_ceiling_is_told_the_world_and_the_grouping() -> None:
    settings = settings_of("default", "hard")
    case, truth = heron(4, 0.05, settings)
    told = informed(case, settings)
    dropped = [(a.calls[m].dropout, b.calls[m].dropout) for a, b in zip(case.profiles, told.profiles, strict=True)
               for m in a.calls if a.calls[m].kind is CallKind.DROPPED]  # fmt: skip
    assert dropped and all(b == pytest.approx(min(0.6, 2.0 * a)) for a, b in dropped)
    assert told.panel["TH01"].female.rate == pytest.approx(3.0 * case.panel["TH01"].female.rate)
    assert told.panel["TH01"].frequencies != case.panel["TH01"].frequencies
    units = true_units(case, truth)
    assert sum(map(len, units.values())) == len({s for m in units.values() for s in m}) == len(case.beside.remains)
    matched = settings_of("rich", "matched")
    case, _ = heron(4, 0.02, matched)
    assert informed(case, matched) is case


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scenario", "--seeds", "5-2"], "not a range of seeds"),
        (["scenario", "--seeds", "many"], "not a range of seeds"),
        (["yield", "--seeds", "1"], "only the bench scenario"),
        (["scenario", "--quick", "--scale", "2"], "not --quick"),
        (["scenario", "--seeds", "1", "--scale", "0"], "scale 0"),
    ],
)
def test_what_cannot_be_run_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *words]) == 2
    assert said in capsys.readouterr().err
