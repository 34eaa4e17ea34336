"""Questions in oracle-lr/1: whatever stands in the file, the answer is a number or a sentence."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.cli.main import BAD_INPUT, DONE, main
from repatria.errors import RepatriaError, UnreadableFile
from repatria.formats.oracle_lr import read_oracle_lr
from repatria.model import CallKind

GOOD: dict[str, Any] = {
    "schema": "oracle-lr/1",
    "freq_tables": {"toy": {"L1": {"12": 0.2, "13": 0.3, "14": 0.5}, "L2": {"a": 0.5, "b": 0.5}}},
    "cases": [
        {
            "id": "one",
            "chrom": "autosomal",
            "theta": 0,
            "pedigree": [
                {"id": "F", "fid": "0", "mid": "0", "sex": 1},
                {"id": "M", "fid": "0", "mid": "0", "sex": 2},
                {"id": "MP", "fid": "F", "mid": "M", "sex": 1},
            ],
            "missing": "MP",
            "freq_table": "toy",
            "markers": ["L1", "L2"],
            "mutation": {s: {"model": "equal", "rate": 0.001} for s in ("female", "male")},
            "reference_genotypes": {"F": {"L1": ["12", "13"]}},
            "candidate_genotypes": {"L1": ["12", None], "L2": ["a", "b"]},
        }
    ],
}


def write(folder: Path, document: Any) -> Path:
    path = folder / "questions.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def changed(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    document = copy.deepcopy(GOOD)
    change(document["cases"][0])
    return document


def put(*way: Any) -> Callable[[dict[str, Any]], None]:
    """Set the last of ``way`` at the place the others lead to."""
    *path, last, value = way

    def change(case: dict[str, Any]) -> None:
        where: Any = case
        for step in path:
            where = where[step]
        where[last] = value

    return change


def test_what_the_file_says_is_what_is_read(tmp_path: Path) -> None:
    (case,) = read_oracle_lr(write(tmp_path, GOOD))
    assert (case.id, case.missing, case.theta) == ("one", "MP", 0.0)
    assert case.candidate.calls["L1"].kind is CallKind.AT_LEAST
    assert case.candidate.sex == "M"
    assert [(x.name, x.alleles, x.female.rate) for x in case.panel.loci] == [
        ("L1", ("12", "13", "14"), 0.001),
        ("L2", ("a", "b"), 0.001),
    ]


def test_a_range_of_zero_is_not_the_default(tmp_path: Path) -> None:
    model = {"model": "stepwise", "rate": 0.001, "rate2": 0, "range": 0}
    document = changed(put("mutation", {"female": model, "male": {**model, "range": None}}))
    (case,) = read_oracle_lr(write(tmp_path, document))
    assert (case.panel["L1"].female.range, case.panel["L1"].male.range) == (0.0, 0.1)


def test_parents_may_be_null_or_zero(tmp_path: Path) -> None:
    (case,) = read_oracle_lr(write(tmp_path, changed(put("pedigree", 0, "fid", None))))
    assert case.pedigree["F"].father is None


BROKEN = {
    "missing stranger": (put("missing", "Q"), "'Q' is not in the pedigree"),
    "typed stranger": (put("reference_genotypes", "Q", {}), "'Q' is not in the pedigree"),
    "missing and typed": (put("reference_genotypes", "MP", {"L1": ["12", "12"]}), "both missing and typed"),
    "unknown parent": (put("pedigree", 2, "fid", "Q"), "'Q' is not in the pedigree"),
    "own father": (put("pedigree", 2, "fid", "MP"), "own ancestor"),
    "sex": (put("pedigree", 0, "sex", 3), "write 1, 2 or 0"),
    "sex is a list": (put("pedigree", 0, "sex", [1]), "oracle-lr/1"),
    "swapped parents": (put("pedigree", 2, "fid", "M"), "father and mother are both M"),
    "person is a number": (put("pedigree", 0, 7), "is needed here"),
    "name is a number": (put("pedigree", 0, "id", 7), "a str is needed"),
    "name that cannot be printed": (put("pedigree", 0, "id", "\ud800"), "plain text"),
    "inbreeding": (put("pedigree", 0, "founder_inbreeding", 2), "from 0 to 1"),
    "inbreeding is a word": (put("pedigree", 0, "founder_inbreeding", "much"), "not a number"),
    "theta": (put("theta", 1), "theta 1.0"),
    "theta is a word": (put("theta", "small"), "not a number"),
    "theta is true": (put("theta", True), "not a number"),
    "theta is huge": (put("theta", 10**400), "too large"),
    "theta is no number": (put("theta", math.nan), "theta nan"),
    "no table": (put("freq_table", "other"), "freq_tables.other"),
    "table is a list": (put("freq_table", ["toy"]), "a str is needed"),
    "unknown marker": (put("markers", ["L9"]), "L9"),
    "marker twice": (put("markers", ["L1", "L1"]), "listed twice"),
    "marker is a list": (put("markers", [["L1"]]), "plain text"),
    "three alleles": (put("candidate_genotypes", "L1", ["12", "13", "14"]), "mixtures are not covered"),
    "allele is a list": (put("candidate_genotypes", "L1", [["12"], "13"]), "write one or two alleles"),
    "allele with an underscore": (put("candidate_genotypes", "L1", ["1_2", "13"]), "not an allele"),
    "one allele of an autosomal marker": (put("candidate_genotypes", "L1", ["12"]), "Write the allele twice"),
    "allele without frequency": (put("candidate_genotypes", "L1", ["99", "12"]), "no frequency"),
    "chromosome": (put("chrom", "Y"), "write autosomal or X"),
    "silent": (put("silent_frequency", 1), "silent frequency"),
    "rate": (put("mutation", "male", "rate", 2), "between 0 and 1"),
    "rate missing": (put("mutation", "male", {"model": "equal"}), "'rate' is not given"),
    "rate that leaves less than nothing": (
        put("mutation", "male", {"model": "proportional", "rate": 1}),
        "negative probability",
    ),
    "model unknown": (put("mutation", "male", "model", "dawid"), "needs its matrices"),
    "mutation is a word": (put("mutation", "yes"), "oracle-lr/1"),
    "steps of letters": (put("mutation", "male", {"model": "stepwise", "rate": 0.01}), "count repeats"),
    "matrix with a hole": (
        put("mutation_matrices", {"L1": {"alleles": ["12", "13", "14"], "female": [[1, 0], [0, 1], [1, 0]], "male": [[1]]}}),
        "square",
    ),
    "matrix of nothing": (
        put(
            "mutation_matrices", {"L1": {"alleles": ["12", "13", "14"], "female": [[math.nan] * 3] * 3, "male": [[1] * 3] * 3}}
        ),
        "square",
    ),
    "nobody typed before can be fitted": (
        lambda case: case.update(
            mutation=None,
            reference_genotypes={"F": {"L1": ["12", "12"]}, "C": {"L1": ["13", "13"]}},
            pedigree=[*case["pedigree"], {"id": "C", "fid": "F", "mid": "M", "sex": 1}],
        ),
        "cannot fit it at L1",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_case_is_refused_with_its_name(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, words = BROKEN[name]
    path = write(tmp_path, changed(change))
    assert main(["lr", str(path), "--json"]) == BAD_INPUT
    said, complaint = capsys.readouterr()
    assert said == ""
    assert words in complaint
    assert complaint.count("\n") == 1


DOCUMENTS = {
    "not JSON": ("{", "not JSON"),
    "deep": ("[" * 100_000, "not JSON"),
    "a number of many digits": ('{"schema": ' + "9" * 6000 + "}", "not JSON"),
    "a list": ("[]", "schema"),
    "other schema": ('{"schema": "oracle-dvi/1"}', "schema"),
    "no cases": ('{"schema": "oracle-lr/1"}', "cases"),
    "cases is a word": ('{"schema": "oracle-lr/1", "cases": "x", "freq_tables": {}}', "a list is needed"),
    "a case is a word": ('{"schema": "oracle-lr/1", "cases": ["x"], "freq_tables": {}}', "case 1"),
    "tables is a list": ('{"schema": "oracle-lr/1", "cases": [], "freq_tables": []}', "a dict is needed"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_broken_document_is_refused(name: str, tmp_path: Path) -> None:
    text, words = DOCUMENTS[name]
    with pytest.raises(UnreadableFile, match=words):
        read_oracle_lr(write(tmp_path, text))


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="not a file"):
        read_oracle_lr(tmp_path)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repatria.formats.oracle_lr.MAX_BYTES", 10)
    with pytest.raises(UnreadableFile, match="Split the file"):
        read_oracle_lr(write(tmp_path, GOOD))


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way] * bool(way) + [found for key, item in steps for found in places(item, (*way, key))]


ODD = st.sampled_from(
    [None, True, 0, -1, 1.5, 1e308, 10**400, math.inf, math.nan, "", "0", "\x00", "\ud800", "12", [], {}, [[]], {"a": []}]
)


@given(way=st.sampled_from(places(GOOD)), value=ODD, drop=st.booleans())
@settings(max_examples=300)
def test_any_value_anywhere_gives_an_answer_or_our_own_refusal(
    way: tuple[Any, ...], value: Any, drop: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from repatria.cli.lr import _answer

    document = copy.deepcopy(GOOD)
    where: Any = document
    for step in way[:-1]:
        where = where[step]
    if drop:
        del where[way[-1]]
    else:
        where[way[-1]] = value
    try:
        for case in read_oracle_lr(write(tmp_path_factory.getbasetemp(), document)):
            for ancestors in ("prune", "sum"):
                json.dumps(_answer(case, ancestors), allow_nan=False).encode()
    except RepatriaError as refusal:
        assert str(refusal)


def test_the_table_for_people_names_what_excludes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = changed(lambda c: c.update(mutation=None, candidate_genotypes={"L1": ["14", "14"]}))
    assert main(["lr", str(write(tmp_path, document))]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["one", "-inf", "L1"]


def test_out_writes_the_same_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path, GOOD), tmp_path / "answer.json"
    assert main(["lr", str(path), "--json", "--out", str(out)]) == DONE
    assert json.loads(capsys.readouterr().out) == json.loads(out.read_text(encoding="utf-8"))
