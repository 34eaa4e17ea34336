"""``repatria recheck``: same, different, another case, an altered file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from joint.small_case import small_case
from repatria.cli.main import main
from repatria.formats.casefile import write_case
from repatria.joint.identify import identify
from repatria.joint.signed import document_bytes, evidence_of


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    case, _ = small_case()
    digest = write_case(case, tmp_path / "case")
    units = {"IND-1": ["A1", "A2"]}
    made = evidence_of(case, identify(case, units=units), "IND-1", "ONE-N", units=units, digest=digest)
    path = tmp_path / "evidence.json"
    path.write_bytes(document_bytes(made))
    return tmp_path / "case", path


class TestRecheck:
    def test_it_says_same(self, signed, capsys) -> None:
        case, path = signed
        assert main(["recheck", str(case), "--document", str(path)]) == 0
        out = capsys.readouterr().out
        assert "Exercise: everyone here is invented." in out
        assert "Same: every field was recomputed to the digit." in out

    def test_it_says_so_as_json(self, signed, capsys) -> None:
        case, path = signed
        assert main(["recheck", str(case), "--document", str(path), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["same"], answer["first_difference"], answer["person"]) == (True, None, "IND-1")

    def test_it_names_the_first_difference(self, signed, capsys) -> None:
        case, path = signed
        whole = json.loads(path.read_text())
        whole["lines"][0]["log_lr"] += 1.0
        path.write_bytes(document_bytes(whole))
        assert main(["recheck", str(case), "--document", str(path)]) == 1
        assert "The first is /lines/0/log_lr:" in capsys.readouterr().out

    def test_it_refuses_another_case(self, signed, capsys, tmp_path: Path) -> None:
        _, path = signed
        write_case(replace(small_case()[0], open_missing=99), tmp_path / "other")
        assert main(["recheck", str(tmp_path / "other"), "--document", str(path)]) == 2
        assert "Give the case that was signed" in capsys.readouterr().err

    def test_it_refuses_an_altered_document_and_an_altered_case(self, signed, capsys) -> None:
        case, path = signed
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"IND-1", b"IND-2", 1))
        assert main(["recheck", str(case), "--document", str(path)]) == 2
        assert "was changed after writing" in capsys.readouterr().err
        path.write_bytes(whole)
        head = case / "case.json"
        head.write_text(head.read_text().replace('"open_missing": 40', '"open_missing": 41'))
        assert main(["recheck", str(case), "--document", str(path)]) == 2
        assert "was changed after writing" in capsys.readouterr().err


class TestGivenSomethingElse:
    def test_it_says_what_to_give_instead(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        packed = tmp_path / "bag.zip"
        packed.write_bytes(b"PK")
        (tmp_path / "case").mkdir()
        for given, words in (
            ("HERON-I00001-3", "export-identification --recompute"),
            (str(packed), "unpack it"),
            (str(tmp_path / "case"), "--document FILE"),
        ):
            assert main(["recheck", given]) == 2
            assert words in capsys.readouterr().err
