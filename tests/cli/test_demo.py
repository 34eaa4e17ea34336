"""``repatria demo`` at a small size: everything is there, honest about what it is, the same twice, and it spares other folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.formats.casefile import read_case
from repatria.pictures.results import read_results

BANNER = "Exercise: everyone here is invented."
SMALL = ["--scale", "0.04", "--seed", "5"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "demo"
    assert main(["demo", "--out", str(out), "--workers", "2", *SMALL]) == 0
    return out


def test_it_leaves_what_the_manual_promises(demo: Path) -> None:
    assert {p.name for p in demo.iterdir()} == {"case", "truth", "results", "pictures", "tables", "index.html", "summary.txt"}
    assert list((demo / "pictures").glob("*.png")) and list((demo / "tables").glob("*.csv"))
    case, data = read_case(demo / "case"), read_results(demo / "results")
    assert data.incident == case.incident and data.screening is not None and len(data.answers) == 3
    manifest = json.loads((demo / "results/screen/manifest.json").read_text())
    assert manifest["profiles"] == len(case.profiles)


def test_every_page_says_that_it_is_an_exercise(demo: Path) -> None:
    for path in (
        demo / "index.html",
        demo / "summary.txt",
        *(demo / "tables").glob("*.csv"),
        *(demo / "pictures").glob("*.svg"),
    ):
        assert BANNER in path.read_text(encoding="utf-8"), path.name


def test_the_truth_is_not_in_the_case(demo: Path) -> None:
    assert not any("truth" in p.name for p in (demo / "case").rglob("*"))


def test_the_same_seed_gives_the_same_bytes_on_one_worker(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["demo", "--out", str(again), "--workers", "1", *SMALL]) == 0
    names = sorted(p.relative_to(demo) for p in demo.rglob("*") if p.is_file() and "blocks" not in p.parts)
    assert names == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file() and "blocks" not in p.parts)
    different = [str(n) for n in names if (demo / n).read_bytes() != (again / n).read_bytes()]
    assert different == []


def test_it_replaces_an_earlier_demo_and_nothing_else(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["demo", "--out", str(tmp_path), *SMALL]) == 2
    assert "something other than an earlier demo" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine" and len(list(tmp_path.iterdir())) == 1


def test_one_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path / "d"), "--scale", "0.02", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["notice"] == BANNER and answer["named"] >= 0
