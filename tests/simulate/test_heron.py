"""Exercise Heron: the figures it promises, the same bytes for the same seed, and a truth that stays out of the case."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from scipy import stats

from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.casefile import write_case
from repatria.model import CaseFile
from repatria.simulate import MIX, RICH, Settings, Truth, check_apart, heron, read_truth, write_truth


@pytest.fixture(scope="module")
def full() -> tuple[CaseFile, Truth]:
    return heron(11)


@pytest.fixture(scope="module")
def small() -> tuple[CaseFile, Truth]:
    return heron(5, 0.05)


def plausible(count: int, n: int, share: float) -> bool:
    """Whether ``count`` of ``n`` is within what chance allows for ``share``."""
    return bool(stats.binomtest(count, n, share).pvalue > 1e-4)


def test_the_size_of_the_exercise(full: tuple[CaseFile, Truth]) -> None:
    case, truth = full
    assert case.incident.kind == "exercise" and case.open_missing == 7699
    assert sum(len(f.missing) for f in case.families) == 7699
    assert len(case.extra["containers"]["container"]) == 55
    assert 200 <= len(truth.tables["people"]["person"]) <= 300
    assert 400 < len(case.profiles) < 1000
    assert len(case.panel.loci) == 23 and len(case.controls) == 12


def test_kin_and_coverage_of_the_references(full: tuple[CaseFile, Truth]) -> None:
    _, truth = full
    kin = Counter(truth.tables["men"]["kin"])
    covered = 7699 - kin["none"]
    assert plausible(covered, 7699, 0.92 * 0.50)
    for kind, share in MIX.items():
        assert abs(kin[kind] / covered - share) < 0.03


def test_nations_pairs_and_errors(full: tuple[CaseFile, Truth]) -> None:
    case, truth = full
    people = truth.tables["people"]
    nations, n = Counter(people["nationality"]), len(people["person"])
    assert nations["US"] == round(0.50 * n) and nations["ROK"] == round(0.42 * n)
    assert all(bool(m) == (k == "US") for m, k in zip(people["missing"], people["nationality"], strict=True))
    assert Counter(len(f.missing) for f in case.families)[2] == round(0.005 * 7699)
    what = Counter(truth.tables["slips"]["what"])
    typed = [f for f in case.families if f.references]
    wrong = {
        f for f, w in zip(truth.tables["slips"]["family"], truth.tables["slips"]["what"], strict=True) if w == "wrong relation"
    }
    assert plausible(len(wrong), len(typed), 0.01)
    assert what["swapped sample"] == 2 * round(0.002 * sum(len(f.references) for f in typed) / 2)


def test_partial_profiles_carry_drop_out_and_complete_ones_do_not(full: tuple[CaseFile, Truth]) -> None:
    case, _ = full
    complete = [p for p in case.profiles if all(c.dropout == 0.0 for c in p.calls.values())]
    assert all(len(p.calls) == 23 for p in complete)
    assert 0.15 < len(complete) / len(case.profiles) < 0.40
    assert min(len(p.calls) for p in case.profiles) >= 4


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        case, truth = heron(3, 0.03)
        write_case(case, tmp_path / name / "case")
        write_truth(truth, tmp_path / name / "truth")
    first, second = (sorted(p for p in (tmp_path / n).rglob("*") if p.is_file()) for n in ("one", "two"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert write_case(heron(4, 0.03)[0], tmp_path / "other") != write_case(heron(3, 0.03)[0], tmp_path / "again")


def test_nothing_of_the_truth_is_in_the_case(small: tuple[CaseFile, Truth], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    case, truth = small
    write_case(case, tmp_path / "case")
    people = set(truth.tables["people"]["person"])
    for file in (tmp_path / "case").glob("*.parquet"):
        table = pq.read_table(file)
        assert not {"bone_of", "donor", "fate", "nationality", "what", "place"} & set(table.column_names)
        for column in table.columns:
            assert not people & {v for v in column.to_pylist() if isinstance(v, str)}


def test_codes_tell_nothing_about_who_is_who(full: tuple[CaseFile, Truth]) -> None:
    """Within a box, neighbouring specimen codes belong to one person no more often than any two of that box do."""
    case, truth = full
    box = dict(zip(case.extra["specimens"]["specimen"], case.extra["specimens"]["container"], strict=True))
    samples = truth.tables["samples"]
    order = sorted(zip(samples["specimen"], samples["bone_of"], strict=True))
    near = [a[1] == b[1] for a, b in pairwise(order) if box[a[0]] == box[b[0]]]
    any_two = [a[1] == b[1] for i, a in enumerate(order) for b in order[i + 1 :] if box[a[0]] == box[b[0]]]
    within = sum(any_two) / len(any_two)
    assert abs(sum(near) / len(near) - within) < 0.12


def test_truth_comes_back_as_written(small: tuple[CaseFile, Truth], tmp_path: Path) -> None:
    _, truth = small
    write_truth(truth, tmp_path / "truth")
    again = read_truth(tmp_path / "truth")
    assert {k: dict(v) for k, v in again.tables.items()} == {k: dict(v) for k, v in truth.tables.items()}
    assert again.missing_of == truth.missing_of and again.world["seed"] == 5


def test_in_a_matched_world_the_engine_is_told_the_truth() -> None:
    _, truth = heron(5, 0.05, Settings(world="matched"))
    assert truth.world["theta"] == {} and set(truth.world["mutation_factor"].values()) == {1.0}
    _, other = heron(5, 0.05)
    assert all(0.01 <= t <= 0.03 for t in other.world["theta"].values())
    assert all(0.5 <= f <= 2.0 for f in other.world["mutation_factor"].values())


def test_rich_references_cover_nine_in_ten_donors() -> None:
    case, _ = heron(2, 0.1, RICH)
    assert plausible(sum(bool(f.references) for f in case.families), len(case.families), 0.92 * 0.90)


def test_a_truth_folder_must_lie_apart(tmp_path: Path) -> None:
    for truth, case in (("case/truth", "case"), ("case", "case"), ("x", "x/case")):
        with pytest.raises(InvalidCase, match="not apart from the case"):
            check_apart(tmp_path / truth, tmp_path / case)
    check_apart(tmp_path / "truth", tmp_path / "case")


def test_what_is_not_a_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Give the folder that simulate wrote"):
        read_truth(tmp_path)
    (tmp_path / "truth.json").write_text("[1]")
    with pytest.raises(UnreadableFile, match="Give the folder"):
        read_truth(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"us": 0.9, "korean": 0.2}, "exceed 1 together"),
        ({"coverage": 1.2}, "coverage 1.2"),
        ({"boxes": 0}, "0 boxes"),
        ({"world": "other"}, "Write matched or mismatched"),
        ({"mix": {"child": 0.5}}, "sum to 1"),
        ({"mix": {"friend": 1.0}}, "'friend' is not a kind of kin"),
    ],
)
def test_impossible_settings_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidCase, match=message):
        replace(Settings(), **change)


@pytest.mark.parametrize("scale", [0.0, -1.0, 11.0, float("nan")])
def test_an_impossible_scale_is_refused(scale: float) -> None:
    with pytest.raises(InvalidCase, match="scale"):
        heron(1, scale)
