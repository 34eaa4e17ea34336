"""A table of the user's own: read, fitted, used in place of ours; what cannot be is told with its line."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from repatria.cli.main import main
from repatria.errors import OutOfScope, UnreadableFile
from repatria.evidence.biology.age import AGES, likelihood, log_age_ratio, roster_ages, shares_of
from repatria.evidence.biology.owntable import fit_counts, transitions_of
from repatria.formats.agetable import StageCount, read_age_table

TRUE, SD = (19.0, 22.5, 27.0), 1.8


def counted(place: str = "clavicle_medial", each: int = 200) -> list[StageCount]:
    """As many people of each year from 15 to 34 as the true transitions make likely in each stage."""
    out = []
    for age in range(15, 35):
        above = [1.0, *norm.cdf((age + 0.5 - np.array(TRUE)) / SD), 0.0]
        shares = -np.diff(above)
        out += [StageCount(place, age, age + 1.0, stage, round(each * share)) for stage, share in enumerate(shares)]
    return out


def test_the_fit_finds_what_the_counts_were_made_of() -> None:
    found = fit_counts("clavicle_medial", counted(), "table")
    assert found.stages == (1, 2, 3)
    assert found.ages == pytest.approx(TRUE, abs=0.1)
    assert found.sd == pytest.approx(SD, abs=0.1)
    assert found.people == pytest.approx(4000, abs=20)


def test_no_other_ages_make_the_counts_likelier() -> None:
    rows = counted(each=30)
    found = fit_counts("x", rows, "table")

    def slow(ages: tuple[float, ...], sd: float) -> float:
        total = 0.0
        for row in rows:
            edges = (-math.inf, *ages, math.inf)
            a, b = (norm.cdf((row.age + 0.5 - edges[row.stage + k]) / sd) for k in (0, 1))
            total += row.people * math.log(max(a - b, 1e-12))
        return total

    best = slow(found.ages, found.sd)
    for k in range(4):
        for step in (-0.2, 0.2):
            ages = tuple(a + step * (n == k) for n, a in enumerate(found.ages))
            assert slow(ages, found.sd + step * (k == 3)) < best


def test_it_takes_the_place_of_ours_and_is_held_to_its_people() -> None:
    own = transitions_of(counted(each=2), "table")
    stages = {"clavicle_medial": (3, 3)}
    assert not np.allclose(likelihood(stages, own=own), likelihood(stages))
    young, old = (log_age_ratio(stages, shares_of([ages]), roster_ages(), own) for ages in ((17, 18), (30, 31)))
    assert young == pytest.approx(-math.log(own["clavicle_medial"].people)), "40 people cannot say more"
    assert old > 0.0
    assert likelihood({}, own=own).tolist() == np.ones_like(AGES).tolist()


@pytest.mark.parametrize(
    ("rows", "message"), [(counted(each=1)[:20], "n = "), ([StageCount("a_b", 20, 21, 2, 50)], "one stage only")]
)
def test_too_little_is_not_supported(rows: list[StageCount], message: str) -> None:
    with pytest.raises(OutOfScope, match=message):
        transitions_of(rows, "table")


class TestTheFile:
    HEAD = "place,age,stage,people\n"

    def read(self, tmp_path: Path, text: str) -> tuple[StageCount, ...]:
        path = tmp_path / "table.csv"
        path.write_text(text)
        return read_age_table(path)

    def test_names_and_spans(self, tmp_path: Path) -> None:
        one, two = self.read(tmp_path, "Method,Age_from,Age_to,Phase,N\nClavicle Medial,18,20,1,7\nstage_rib_head,19,,0,3\n")
        assert one == StageCount("clavicle_medial", 18.0, 20.0, 1, 7)
        assert two == StageCount("rib_head", 19.0, 20.0, 0, 3)

    @pytest.mark.parametrize(
        ("text", "field", "said"),
        [
            ("place,age,stage\na,1,2\n", "people", "no column people"),
            (HEAD + "a,20,1.5,3\n", "stage", "whole number from 0 to 9"),
            (HEAD + "a,20,1,-3\n", "people", "whole number"),
            (HEAD + "a,200,1,3\n", "age", "nearest is 110"),
            (HEAD + ",20,1,3\n", "place", "no place"),
            (HEAD + "a,20,1,3\na,20,1,4\n", "stage", "stands on line 2 as well"),
            ("place,age,age_to,stage,people\na,20,19,1,3\n", "age_to", "not above"),
            (HEAD, "", "only a heading"),
        ],
    )
    def test_what_cannot_be_is_told(self, tmp_path: Path, text: str, field: str, said: str) -> None:
        with pytest.raises(UnreadableFile, match=said) as refusal:
            self.read(tmp_path, text)
        assert (refusal.value.field or "") == field
        assert refusal.value.line is not None


def test_the_command_weighs_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, table, men = tmp_path / "in.csv", tmp_path / "table.csv", tmp_path / "men.csv"
    sheet.write_text("id,side,element,individual,suchey_brooks\na,left,os coxa,I1,III\n")
    men.write_text("code,age\nM1,20\nM2,27\n")
    rows = [f"{r.place},{r.age},{r.stage + 1},{r.people}" for r in counted("pubic_symphysis", 100)]
    table.write_text("place,age,stage,people\n" + "\n".join(rows) + "\n")
    plain, own = (
        ["bones", "profile", str(sheet), "--missing", str(men), "--json", *more] for more in ([], ["--table", str(table)])
    )
    assert main(plain) == 0
    assert json.loads(capsys.readouterr().out)["individuals"][0]["age"] is None, "the printed phase is for display only"
    assert main(own) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["own_table"][0]["place"] == "pubic_symphysis"
    assert "from your table (n = 1998)" in said["individuals"][0]["age"]["method"]
    assert {m["code"]: m["log10_lr_age"] > 0 for m in said["individuals"][0]["missing"]} == {"M1": False, "M2": True}
    table.write_text("place,age,stage,people\nx,20,1,50\n")
    assert main(own) == 2
    assert "one stage only" in capsys.readouterr().err
