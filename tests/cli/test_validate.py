"""``repatria validate``: what is printed elsewhere, what fails when something is wrong, and a page for a person to sign."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from repatria.bench import validation
from repatria.bench.printed import PrintedCase, printed_cases
from repatria.cli import validate
from repatria.cli.main import main
from repatria.formats.canonical import json_digest


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the parts that take no time; the others have their own tests."""
    parts = (("installation", validation.tables), ("operation", validation.printed), ("performance", lambda seed, full: []))
    monkeypatch.setattr(validation, "PARTS", parts)


class TestTheReport:
    def test_it_writes_a_dated_report_and_a_page(self, quick, tmp_path: Path, capsys) -> None:
        assert main(["validate", "--out", str(tmp_path / "v"), "--seed", "3"]) == 0
        report = json.loads((tmp_path / "v/validation.json").read_text())
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", report["made"])
        assert report["passed"] is True
        assert report["deviations"] == []
        assert report["sign_off"] == {"name": "", "role": "", "date": "", "signature": ""}
        assert report["digest"] == json_digest({k: v for k, v in report.items() if k != "digest"})
        page = (tmp_path / "v/index.html").read_text()
        for word in ("Name: ....", "Signature: ....", "A program cannot accept itself", report["digest"]):
            assert word in page
        assert "http" not in page.replace("http-equiv", "")
        assert "Read and sign" in capsys.readouterr().out

    def test_a_deviation_is_listed_and_the_exit_code_says_so(self, quick, tmp_path: Path, monkeypatch, capsys) -> None:
        wrong = (PrintedCase("a number that is not so", "nobody", 2.0, lambda: 2.1),)
        monkeypatch.setattr(validation, "printed_cases", lambda: wrong)
        assert main(["validate", "--out", str(tmp_path / "v"), "--json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert report["deviations"] == ["operation: a number that is not so"]
        assert "FAIL" in (tmp_path / "v/index.html").read_text()

    @pytest.mark.parametrize(("extra", "match"), [(["--seed", "-1"], "below zero"), ([], "is not an empty folder")])
    def test_it_refuses(self, extra: list[str], match: str, tmp_path: Path, capsys) -> None:
        (tmp_path / "old").write_text("a report")
        assert main(["validate", "--out", str(tmp_path), *extra]) == 2
        assert match in capsys.readouterr().err

    def test_every_section_has_a_title(self) -> None:
        assert {section for section, _ in validation.PARTS} == set(validate.SECTIONS)


class TestTheChecks:
    def test_every_printed_case_has_a_source_and_is_recomputed(self) -> None:
        rows = validation.printed(1, False)
        assert len(rows) == len(printed_cases()) >= 9
        assert all(r["passed"] and r["citation"] for r in rows)

    def test_a_table_that_was_changed_is_a_deviation(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from repatria.errors import UnreadableFile

        def broken(name: str) -> Any:
            raise UnreadableFile("is not the checksum")

        assert all(r["passed"] for r in validation.tables(1, False))
        monkeypatch.setattr(import_module("repatria.reference.tables"), "rows", broken)
        assert not any(r["passed"] for r in validation.tables(1, False)[1:])

    def test_an_evidence_file_is_recomputed(self) -> None:
        assert all(r["passed"] for r in validation.recomputed(1, False))

    def test_known_answers_are_counted(self) -> None:
        asked, named, wrong, expected = validation._known(1, 0.02)
        assert asked >= named >= wrong
        assert expected >= 0.0

    def test_so_many_wrong_names_are_no_accident(self) -> None:
        assert validation._at_least(0, 0.5) == 1.0
        assert validation._at_least(1, 0.5) == pytest.approx(1 - 2.718281828459045**-0.5)
        assert validation._at_least(3, 0.001) < validation.UNLIKELY

    def test_the_program_s_digest_is_its_content(self) -> None:
        digest, count = validation.program_digest()
        assert (digest, count) == validation.program_digest()
        assert count > 100
