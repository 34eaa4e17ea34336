"""The results folder: what is written is read back; what is damaged is refused with its place."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pictures.exercise import exercise_report
from repatria.errors import RepatriaError, UnreadableFile
from repatria.model import Incident, Profile
from repatria.pictures.data import Bin, Candidate, ReportData
from repatria.pictures.results import answer_part, bins_part, read_results, screening_part, write_results
from repatria.simulate.calibration import reliability


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_results(exercise_report(), tmp_path)
    return tmp_path


def without_genotypes(data: ReportData) -> ReportData:
    """Typed relatives by code only, as a results folder keeps them."""
    evidence = (
        replace(e, family=replace(e.family, references={who: Profile(who) for who in e.family.references}))
        for e in data.evidence
    )
    return replace(data, evidence=tuple(evidence))


def test_what_is_written_is_read_back(folder: Path) -> None:
    assert repr(read_results(folder)) == repr(without_genotypes(exercise_report()))


def test_no_genotype_of_a_relative_is_kept(folder: Path) -> None:
    assert "9.3" not in (folder / "report.json").read_text()


def test_the_same_data_give_the_same_folder(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_results(exercise_report(), again)
    names = [p.relative_to(again) for p in again.rglob("*") if p.is_file()]
    assert len(names) == 7 and all((folder / n).read_bytes() == (again / n).read_bytes() for n in names)


def test_the_least_is_an_incident(tmp_path: Path) -> None:
    write_results(ReportData(Incident("A record", "record")), tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["report.json"]
    assert read_results(tmp_path) == ReportData(Incident("A record", "record"))


def test_candidates_may_be_csv(folder: Path) -> None:
    table = pq.read_table(folder / "screen/candidates.parquet")
    rows = table.drop_columns("expected_chance_hits").to_pylist()
    rows[0]["log_lr"] = "-inf"
    with (folder / "screen/candidates.csv").open("w", newline="") as sink:
        writer = csv.DictWriter(sink, [*rows[0], "remark"])
        writer.writeheader()
        writer.writerows({**r, "remark": "kept aside"} for r in rows)
    (folder / "screen/candidates.parquet").unlink()
    read = read_results(folder).screening
    assert read is not None and len(read.candidates) == 8
    assert read.candidates[0].log_lr == -math.inf and math.isnan(read.candidates[0].expected_chance_hits)


def test_one_answer_of_identify_is_enough(folder: Path) -> None:
    document = {
        "best": {"P": "M"},
        "posterior": {"P": {"M": 0.9, "*": 0.1}},
        "sets": [],
        "prior": {"listed": 0.8},
        "exact": True,
    }
    (folder / "identify.json").write_text(json.dumps(document))
    (answer,) = read_results(folder).answers
    assert (answer.listed, answer.best, answer.exact) == (0.8, {"P": "M"}, True)


def test_the_parts_take_what_screening_and_identify_make() -> None:
    manifest = {
        "profiles": 3,
        "missing_compared": 2,
        "missing_not_compared": [{"missing": "M9", "reason": "no_usable_reference", "detail": ""}],
        "threshold_log_lr": 9.2,
        "pairs": {"all": 9, "compared": 6, "different_sex": 0, "at_zero": 4, "above_threshold": 1},
    }
    part = screening_part(manifest, [Candidate("P", "F", "M", 10.0)])
    assert part.not_compared == (("no_usable_reference", 1),) and part.above_threshold == 1
    answer = answer_part({"best": {}, "posterior": {}, "sets": [{"victims": ["a", "b"], "missing": ["c", "d"]}]}, 0.2)
    assert answer.sets == ((("a", "b"), ("c", "d")),)
    (row,) = map(asdict, reliability(np.array([0.96, 0.98]), np.array([True, False]), (0.95, 0.99)))
    assert bins_part([row]) == (Bin(row["stated"], 0.5, 2, row["share_low"], row["share_high"]),)


def damaged(folder: Path, name: str, change: dict[str, object]) -> None:
    path = folder / name
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("report.json", {"schema": "repatria-results/9"}, "field schema: is 'repatria-results/9'. This version reads"),
        ("report.json", {"incident": {"title": 3, "kind": "exercise"}}, "field incident.title: 3 is not text"),
        ("report.json", {"incident": []}, "field incident: [] is not an object"),
        ("report.json", {"incident": {"title": "t", "kind": "record"}}, "hidden truth is given for a real incident"),
        ("report.json", {"figures": {}}, "field figures: {} is not a list"),
        ("report.json", {"figures": [{"of": "people", "value": 55, "wording": "counted"}]}, "people are never simply counted"),
        ("report.json", {"figures": [{"of": "boxes", "value": 5.5, "wording": "counted"}]}, "5.5 is not a whole number"),
        ("report.json", {"figures": [{"of": "boxes", "colour": 1}]}, "field figures[0].colour: is not a field of Figure"),
        ("report.json", {"name_at": "high"}, "field name_at: 'high' is not a number"),
        ("report.json", {"cautions": [1]}, "field cautions: 1 is not text"),
        ("report.json", {"prior": [["one"]]}, "field prior: ['one'] is not a pair of texts"),
        ("report.json", {"yields": [{"kind": "child"}]}, "field yields[0].named: is missing. YieldRow needs it."),
        ("report.json", {"evidence": [{"profile": "P"}]}, "evidence[0].missing: None is not text"),
        ("identify.json", {"answers": [{"listed": 0.5, "best": {}}]}, "field answers[0]: cannot be read: lacks 'posterior'"),
        ("identify.json", {"answers": [{"best": {}, "posterior": {"P": {"M": 2}}}]}, "a posterior lies outside 0 to 1"),
        ("screen/manifest.json", {"pairs": {}}, "manifest.json, field pairs.compared: None is not a whole number"),
        (
            "identify.json",
            {"answers": [{"best": {}, "posterior": {}, "neglected_mass": "low"}]},
            "neglected_mass: 'low' is not a",
        ),
        ("screen/manifest.json", {"threshold_log_lr": [4]}, "threshold_log_lr: [4] is not a number"),
        ("truth.json", {"P": 3}, "truth.json, field P: 3 is not text"),
    ],
)
def test_each_damage_is_refused_with_its_place(folder: Path, name: str, change: dict[str, object], says: str) -> None:
    damaged(folder, name, change)
    with pytest.raises(RepatriaError) as refusal:
        read_results(folder)
    assert says in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_not_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / "report.json").write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"report\.json"):
        read_results(folder)


def test_a_folder_without_a_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"report\.json: is not a file"):
        read_results(tmp_path)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"container": ["C"], "person": ["P"]}, "column pieces is missing"),
        ({"container": ["C"], "person": ["P"], "pieces": ["many"]}, "line 2, field pieces: 'many' is not a whole number"),
        ({"container": ["C"], "person": ["P"], "pieces": [1.5]}, "1.5 is not a whole number"),
        ({"container": [None], "person": ["P"], "pieces": [1]}, "field container: None is not text"),
        ({"container": ["C"], "person": ["P"], "pieces": ["1_2"]}, "'1_2' is not a whole number"),
    ],
)
def test_a_damaged_table_is_refused(folder: Path, columns: dict[str, list[object]], says: str) -> None:
    pq.write_table(pa.table(columns), folder / "contents.parquet")
    with pytest.raises(UnreadableFile) as refusal:
        read_results(folder)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("container,person,pieces\nC,P\n", "another number of cells"),
        ("container,person,pieces\nC,P,1,2\n", "another number of cells"),
        ('container,person,pieces\n"C,P,1\n', "is not CSV"),
    ],
)
def test_a_damaged_csv_is_refused(folder: Path, text: str, says: str) -> None:
    (folder / "contents.parquet").unlink()
    (folder / "contents.csv").write_text(text)
    with pytest.raises(UnreadableFile, match=says):
        read_results(folder)


def test_what_is_not_parquet_is_refused(folder: Path) -> None:
    (folder / "contents.parquet").write_bytes(b"not a table")
    with pytest.raises(UnreadableFile, match="is not a Parquet table"):
        read_results(folder)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3),
    max_leaves=8,
)
PLACES = ("incident", "figures", "evidence", "calibration", "yields", "progress", "prior", "digests", "listed", "cautions")


@given(st.sampled_from(PLACES), JSON, st.booleans())
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_is_read_or_refused(folder: Path, place: str, value: object, inside: bool) -> None:
    path = folder / "report.json"
    whole = path.read_text()
    try:
        if inside:
            document = json.loads(whole)
            part = document[place]
            target = part[0] if isinstance(part, list) and part and isinstance(part[0], dict) else part
            if isinstance(target, dict):
                target[next(iter(target))] = value
            path.write_text(json.dumps(document))
        else:
            damaged(folder, "report.json", {place: value})
        try:
            read_results(folder)
        except RepatriaError:
            return
    finally:
        path.write_text(whole)
