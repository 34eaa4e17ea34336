"""Every answer of the independent programs, marker by marker, through the command line.

The numbers are those of pedprobr 1.1.0 (``LR``: the whole pedigree is summed) and Familias 2.6.4 (``crosscheck_familias``:
untyped ancestors are cut first); data-gpl/oracle/README.md says where each file is from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from repatria import compare
from repatria.cli.main import DONE, main
from repatria.evidence.kinship import Question, marker_likelihoods
from repatria.formats.oracle_lr import read_oracle_lr
from repatria.model import Family

ORACLE = Path(__file__).parents[3] / "data-gpl/oracle"
FILES = sorted(ORACLE.glob("lr_*.json"))
TOLERANCE = 1e-7

Case = dict[str, Any]


@cache
def cases(file: Path) -> list[Case]:
    return json.loads(file.read_bytes())["cases"]


def drifting_silent(case: Case) -> bool:
    """Silent alleles with a mutation model that does not keep the frequencies: the file's LR is with ancestors cut."""
    return bool(case.get("silent_frequency") and case["mutation"] and case["mutation"]["male"]["model"] != "proportional")


def expected(case: Case, ancestors: str) -> list[float] | None:
    if ancestors == "prune":
        if "crosscheck_familias" in case:
            return case["crosscheck_familias"]["LR"]
        # Without mutation, and under theta (never cut), both conventions are one number; silent alleles are from Familias.
        one_number = not case["mutation"] or case["theta"] or "silent_frequency" in case
        return case["LR"] if one_number else None
    return None if drifting_silent(case) else case["LR"]


def questions() -> Iterator[Any]:
    for file in FILES:
        for ancestors in ("sum", "prune"):
            yield pytest.param(file, ancestors, id=f"{file.stem}-{ancestors}")


def far(got: float, wanted: float) -> bool:
    return not math.isclose(got, wanted, rel_tol=TOLERANCE, abs_tol=0.0)


@pytest.mark.parametrize(("file", "ancestors"), list(questions()))
def test_every_marker_of_every_case(file: Path, ancestors: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lr", str(file), "--json", "--ancestors", ancestors]) == DONE
    said, complaints = capsys.readouterr()
    assert complaints == ""
    answers = json.loads(said)
    assert set(answers) == {"cases"}
    assert [a["id"] for a in answers["cases"]] == [c["id"] for c in cases(file)]
    wrong, compared = [], 0
    for case, answer in zip(cases(file), answers["cases"], strict=True):
        assert set(answer) == {"id", "log10_lr", "per_marker", "excluding"}
        assert list(answer["per_marker"]) == case["markers"]
        wanted = expected(case, ancestors)
        if wanted is None:
            continue
        compared += len(wanted)
        got = answer["per_marker"]
        wrong += [(case["id"], m, got[m], w) for m, w in zip(case["markers"], wanted, strict=True) if far(got[m], w)]
        wrong += _totals(case, answer, wanted)
    assert wrong == []
    assert compared > 0


def _totals(case: Case, answer: Case, wanted: list[float]) -> list[object]:
    impossible = [m for m, lr in zip(case["markers"], wanted, strict=True) if lr == 0.0]
    if answer["excluding"] != impossible:
        return [(case["id"], "excluding", answer["excluding"], impossible)]
    total = answer["log10_lr"]
    if impossible:
        return [] if total == "-inf" else [(case["id"], total)]
    far_off = abs(total - math.fsum(map(math.log10, wanted))) > 1e-7 * len(wanted)
    return [(case["id"], "total", total)] if far_off else []


def test_the_files_cover_what_they_should() -> None:
    """A lost file or a lost convention would make the comparison above pass for nothing."""
    assert {f.stem: len(cases(f)) for f in FILES} == {
        "lr_loop": 29, "lr_mut": 58, "lr_nomut": 39, "lr_silent": 12, "lr_theta": 14, "lr_toy": 26, "lr_x": 28,
    }  # fmt: skip
    both = [c["id"] for f in FILES for c in cases(f) if c["mutation"] and "crosscheck_familias" in c]
    assert len(both) == 59
    assert sum(drifting_silent(c) for f in FILES for c in cases(f)) >= 2


def test_the_two_conventions_differ_where_mutation_drifts() -> None:
    """If one were silently used for both, every other test here could still pass within a loose tolerance."""
    apart = [
        abs(a / b - 1.0)
        for f in FILES
        for c in cases(f)
        if "crosscheck_familias" in c
        for a, b in zip(c["LR"], c["crosscheck_familias"]["LR"], strict=True)
        if b > 0.0
    ]
    assert max(apart) > 0.01


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_python_face_says_the_same(file: Path) -> None:
    """``compare`` on the same questions: the same total, the same excluding markers, every typed marker named."""
    wrong = []
    for case, given in list(zip(read_oracle_lr(file), cases(file), strict=True))[::7]:
        ancestors = "prune" if drifting_silent(given) else "sum"
        family = Family(case.id, case.pedigree, (case.missing,), case.references)
        finding = compare(family, case.candidate, case.panel, conventions=case.conventions(ancestors))
        want = dict(zip(given["markers"], given["LR"], strict=True))
        wrong += [(case.id, m, v, want[m]) for m, v in finding.per_marker.items() if far(math.exp(v), want[m])]
        wrong += [(case.id, m) for m in finding.excluding if want[m] != 0.0]
        assert (finding.log_lr == -math.inf) == given["impossible_under_H1"]
    assert wrong == []


def test_likelihoods_of_the_references_and_of_the_candidate_alone() -> None:
    """The two factors of H2, so that an error in one cannot hide in the ratio."""
    wrong = []
    for file in FILES:
        for case, given in list(zip(read_oracle_lr(file), cases(file), strict=True))[::9]:
            if "likelihood_references" not in given or given["theta"]:
                continue
            known = {who: (p,) for who, p in case.references.items()}
            shown = {**known, case.missing: (case.candidate,)}
            pair = [Question(case.pedigree, known), Question(case.pedigree, shown)]
            alone, joint = marker_likelihoods(pair, case.panel, case.conventions("sum"))
            for got, key in ((alone, "likelihood_references"), (joint, "likelihood_H1")):
                wrong += [(case.id, key, a, b) for a, b in zip(got, given[key], strict=True) if far(float(a), b)]
    assert wrong == []
