"""``repatria check`` and ``repatria convert`` from the front door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formats.samples import CMF, CSV_LONG, FAMILIAS_DVI, FREQ_LONG, PED, SAMPLES
from repatria.cli.main import main
from repatria.formats.casefile import read_case


def placed(tmp_path: Path, text: str | bytes, name: str = "in") -> str:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


class TestCheck:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_every_format_is_understood(self, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", placed(tmp_path, SAMPLES[name])]) == 0
        assert "format: " in capsys.readouterr().out

    def test_one_json_document(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        first, second = placed(tmp_path, FAMILIAS_DVI, "a"), placed(tmp_path, CSV_LONG, "b")
        assert main(["check", first, second, "--json", "--out", str(tmp_path / "answer.json")]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said == json.loads((tmp_path / "answer.json").read_text())
        project, table = said["files"]
        assert (project["format"], project["families"], project["missing"], project["profiles"]) == ("familias", 1, 2, 2)
        assert project["sexes"] == {"profiles": {"F": 2, "M": 2}, "people": {"F": 1, "M": 3}}
        assert project["markers"] == {"TH01": 3, "vWA": 1}
        assert project["frequencies"] == [{"population": "invented", "markers": 2, "alleles": 5}]
        assert table["calls"] == {"called": 1, "dropped": 1, "at_least": 1}

    def test_suspicious_things_are_said(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        strange = FAMILIAS_DVI.replace("Allele1= 6\nAllele2= Rest", "Allele1= 5\nAllele2= Rest")
        assert main(["check", placed(tmp_path, SAMPLES["genemapper"], "a"), placed(tmp_path, strange, "b")]) == 0
        out = capsys.readouterr().out
        assert "left out: 1 × a profile shows three or more alleles" in out and "(line 8)" in out
        assert "look at: 1 alleles without a frequency: TH01 5" in out

    def test_a_refused_file_does_not_hide_the_others(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        bad = placed(tmp_path, CSV_LONG.replace("9.3", "9_3"), "bad")
        assert main(["check", bad, placed(tmp_path, CMF, "good"), "--json"]) == 2
        first, second = json.loads(capsys.readouterr().out)["files"]
        assert first["readable"] is False and second["readable"] is True
        assert (first["line"], first["field"]) == (2, "TH01") and "'9_3' is not an allele" in first["refusal"]
        assert main(["check", bad]) == 2
        said = capsys.readouterr()
        assert "refused: " in said.out and "1 of 1 files were refused" in said.err

    def test_questions_are_counted(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        empty = placed(tmp_path, json.dumps({"schema": "oracle-lr/1", "freq_tables": {}, "cases": []}))
        assert main(["check", empty]) == 0
        assert "0 questions for repatria lr" in capsys.readouterr().out
        assert main(["check", placed(tmp_path, '{"schema": "other/1"}')]) == 2

    def test_an_own_ancestor_is_refused(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", placed(tmp_path, "id fid mid sex\nA B 0 1\nB A 0 1\n")]) == 2
        assert "own ancestor" in capsys.readouterr().out


class TestConvert:
    def test_a_message_to_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source, target = placed(tmp_path, CMF), tmp_path / "out.csv"
        assert main(["convert", source, str(target), "--to", "csv"]) == 2
        assert "nothing was written" in capsys.readouterr().err and not target.exists()
        assert main(["convert", source, "--out", str(target), "--to", "csv", "--leave-out", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert {n["code"]: n["count"] for n in said["notes"]} == {"half_typed": 1, "off_ladder": 1}
        assert "SP-1,F,KitA,Unidentified Person,TH01,6,9.3,called,0.0,,0.0" in target.read_text().splitlines()

    def test_a_project_becomes_a_case(self, tmp_path: Path) -> None:
        source, target = placed(tmp_path, FAMILIAS_DVI), tmp_path / "case"
        common = ["convert", source, str(target), "--to", "case"]
        assert main(common) == 2
        assert main([*common, "--title", "Exercise Wren", "--kind", "exercise"]) == 0
        case = read_case(target)
        assert [p.id for p in case.profiles] == ["V1", "V2"] and case.conventions.theta == 0.01
        assert main(["convert", str(target), str(tmp_path / "again.fam"), "--to", "familias"]) == 0
        assert main(["convert", str(target), str(tmp_path / "copy"), "--to", "case"]) == 0
        assert read_case(tmp_path / "copy") == case

    def test_parts_become_a_case(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source = placed(tmp_path, CSV_LONG, "profiles")
        more = ["--with", placed(tmp_path, PED, "families"), "--frequencies", placed(tmp_path, FREQ_LONG, "frequencies")]
        stated = ["--missing", "F2", "--title", "Exercise Wren", "--kind", "exercise"]
        command = ["convert", source, str(tmp_path / "case"), "--to", "case", *more, *stated]
        assert main(command) == 2
        assert "North, South" in capsys.readouterr().err
        assert main([*command, "--population", "North"]) == 2  # nobody of pedigree A is missing
        command.append("--leave-out")
        assert main([*command, "--population", "North"]) == 0
        case = read_case(tmp_path / "case")
        assert [f.missing for f in case.families] == [("F2",)]
        assert "8" in case.panel["TH01"].alleles and case.panel["TH01"].male.kind == "stepwise"
        assert main([*command, "--population", "North", "--no-mutation"]) == 0
        assert read_case(tmp_path / "case").panel["TH01"].male.kind == "none"
        assert main([*command, "--population", "South", "--minimum-frequency", "none"]) == 2

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--to", "csv"], "name one file"),
            (["a", "--out", "b", "--to", "csv"], "name one file"),
            (["a", "--to", "csv", "--with", "IN"], "--with is for making a case"),
            (["a", "--to", "familias"], "0 tables of frequencies"),
            (["a", "--to", "cmf", "--when", "now", "--leave-out"], "2024-05-01T09:00:00"),
        ],
    )
    def test_refusals(self, tmp_path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        source = placed(tmp_path, CMF)
        words = [source if word == "IN" else str(tmp_path / word) if len(word) == 1 else word for word in arguments]
        assert main(["convert", source, *words]) == 2
        assert said in capsys.readouterr().err
        assert [p.name for p in tmp_path.iterdir()] == ["in"]
