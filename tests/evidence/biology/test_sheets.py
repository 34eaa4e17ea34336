"""Sheets of bones and of missing people, and the two commands over them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.cli.bones_body import read_sheet
from repatria.cli.main import main
from repatria.errors import UnreadableFile
from repatria.formats.missingsheet import read_missing

HEAD = "id,Side,Element,individual,sex,pool,Fem_01,Hum_01,Tib_01,clavicle_medial,stage_os_coxa_iliac_crest,glabella,suchey_brooks\n"
SHEET = HEAD + (
    "a,left,Femur,I1,,,462,,,,,,\n"
    "b,left,Tibia,I1,,,,,385,,,,\n"
    "c,left,Clavicle,I1,,,,,,1,,,\n"
    "d,left,os coxa,I1,,,,,,,uniting,,II\n"
    "e,left,Humerus,I2,m,asian,,301,,,,,\n"
    "f,left,Femur,,,,,,,,,,\n"
)
MEN = "code,age,stature_in,recorded,age_recorded,sex\nM1,19,68,measured,18,m\nM2,44,,,,\nM3,22,64.5,reported,20,m\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(SHEET)
    return path


class TestTheSheet:
    def test_everything_is_understood(self, sheet: Path) -> None:
        told = {one.bone.code: one for one in read_sheet(sheet)}
        assert told["a"].bone.values == {"Fem_01": 462.0} and told["c"].stages == {"clavicle_medial": (1, 1)}
        assert told["d"].stages == {"os_coxa_iliac_crest": (1, 3)} and told["d"].phase == 2
        assert (told["e"].sex, told["e"].pool, told["f"].individual) == ("m", "asian", "")

    def test_stages_alone_are_enough(self, tmp_path: Path) -> None:
        path = tmp_path / "in.csv"
        path.write_text("id,side,element,clavicle_medial\nx,left,clavicle,1-2\n")
        assert read_sheet(path)[0].stages == {"clavicle_medial": (1, 2)}

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (",462,", ",87,", "87 mm cannot be"),
            (",462,", ",46.2,", "centimetres"),
            (",1,,,\nd", ",7,,,\nd", "'7' is no stage"),
            (",II\n", ",IX\n", "phase from I to VI"),
            (",m,asian", ",x,asian", "Write m or f"),
            ("suchey_brooks\n", "stage_clavicle_lateral\n", "no stage is invented"),
            ("a,left,Femur,I1,,,462,,,,,,\n", "a,left,Femur,I1,,,462,,,,,9,\n", "'9' is no score"),
        ],
    )
    def test_what_cannot_be_is_told(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        path = tmp_path / "in.csv"
        path.write_text(SHEET.replace(old, new, 1))
        with pytest.raises(UnreadableFile, match=said) as refusal:
            read_sheet(path)
        assert refusal.value.line is not None and refusal.value.field


class TestTheMissing:
    def read(self, tmp_path: Path, text: str) -> object:
        path = tmp_path / "men.csv"
        path.write_text(text)
        return read_missing(path)

    def test_units_and_rounding(self, tmp_path: Path) -> None:
        one, two = self.read(tmp_path, "code,age,age_high,stature_cm,stature_in\nA,19,21,172,\nB,19.5,,,68.5\n")  # type: ignore[misc]
        assert (one.ages, one.cm, one.step) == ((19.0, 22.0), 172.0, 1.0)
        assert two.ages == (19.5, 19.6) and two.cm == pytest.approx(173.99) and two.step == pytest.approx(1.27)

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ("A,19,,68,,,", "stature_cm"),
            ("A,12,,,,,", "age"),
            ("A,30,20,,,,", "age_high"),
            ("A,30,,,,x,", "sex"),
            ("A,30,,,guessed,,", "recorded"),
            ("A,30,,,,,\nA,31,,,,,", "code"),
            (",30,,,,,", "code"),
        ],
    )
    def test_what_cannot_be_is_told(self, tmp_path: Path, row: str, field: str) -> None:
        with pytest.raises(UnreadableFile) as refusal:
            self.read(tmp_path, "code,age,age_high,stature_cm,recorded,sex,pool\n" + row + "\n")
        assert refusal.value.field == field

    def test_two_statures_that_contradict_each_other(self, tmp_path: Path) -> None:
        head = "code,stature_cm,stature_in\n"
        assert self.read(tmp_path, head + "A,172,67.7\n")[0].cm == 172.0  # type: ignore[index]
        with pytest.raises(UnreadableFile, match=r"60 inches are 152\.4 cm, and stature_cm says 172") as refusal:
            self.read(tmp_path, head + "A,172,60\n")
        assert (refusal.value.line, refusal.value.field) == (2, "stature_in")

    def test_a_heading_alone_is_nobody(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="nobody below it"):
            self.read(tmp_path, "code,age\n")

    def test_without_codes(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="no column of codes"):
            self.read(tmp_path, "age\n19\n")


class TestTheCommands:
    def test_stature(self, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bones", "stature", str(sheet), "--json", "--out", str(tmp_path / "out.json")]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said == json.loads((tmp_path / "out.json").read_text())
        by = {one["specimen"]: one for one in said["specimens"]}
        low, high = by["a"]["interval_95"]
        assert low < by["a"]["point_cm"] < high and by["a"]["method"] and by["a"]["reference"]
        assert by["e"]["not_supported"].startswith("not supported by the reference") and "Korean" in said["cautions"][0]
        assert "malleolus" in by["b"]["printed"]["warnings"][0] and not by["b"]["printed"]["equations"]
        assert by["c"]["not_supported"] == "a growing place of this bone is not yet fused"
        assert main(["bones", "stature", str(sheet), "--pools", "white_m", "--sex", "m"]) == 0
        assert "95 % of such people" in capsys.readouterr().out
        assert main(["bones", "stature", str(sheet), "--pools", "korean"]) == 2

    def test_profile(self, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        men = tmp_path / "men.csv"
        men.write_text(MEN)
        assert main(["bones", "profile", str(sheet), "--missing", str(men), "--json", "--out", str(tmp_path / "out.json")]) == 0
        said = json.loads(capsys.readouterr().out)
        one = next(i for i in said["individuals"] if i["individual"] == "I1")
        assert (
            one["specimens"] == ["a", "b", "c", "d"]
            and one["age"]["interval_95"][0] > 17
            and one["pubic_symphysis"]["mean_years"] == 23.4
        )
        assert [w["code"] for w in one["missing"]][-1] == "M2" and one["missing"][0]["log10_lr"] > 0
        assert one["missing"][-1]["log10_lr_stature"] is None
        assert main(["bones", "profile", str(sheet), "--missing", str(men), "--ages", "assemblage", "--sex", "m"]) == 0
        assert "about" in capsys.readouterr().out
        assert main(["bones", "profile", str(sheet), "--missing", str(men), "--ages", "list"]) == 2
        assert "at least 10" in capsys.readouterr().err
        assert main(["bones", "profile", str(sheet), "--prior-male", "1.5"]) == 2
        assert "prior of male 1.5" in capsys.readouterr().err

    def test_pools_bring_their_own_share_of_men(self, sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bones", "profile", str(sheet), "--pools", "white_m=0.9 white_f=0.1", "--json"]) == 0
        one = json.loads(capsys.readouterr().out)["individuals"][0]
        assert one["sex"]["prior_male"] == pytest.approx(0.9) and one["sex"]["male"] > 0.9

    def test_bones_of_one_person_agree(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "in.csv"
        path.write_text("id,side,element,individual,sex\na,left,femur,I1,m\nb,left,tibia,I1,f\n")
        assert main(["bones", "profile", str(path)]) == 2
        assert "individual I1: sex is f and m" in capsys.readouterr().err
