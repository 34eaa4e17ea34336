"""The page says of every threat where it is proven; what is said to be proven here is a unit of the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.registry.assurance import promised, run


def test_every_threat_is_there_once_and_what_is_here_is_a_unit() -> None:
    numbers = [one.number for one in promised.PROMISES]
    assert [f"T-{n:02d}" for n in range(1, 46)] == numbers[:45] and len(set(numbers)) == len(numbers)
    units = {name for name, _engine in run.UNITS}
    for one in promised.PROMISES:
        assert one.state in (promised.HERE, promised.ORDINARY, promised.PART, promised.NOT)
        named = {word.strip() for word in one.where.split(";")[0].replace("(T-52)", "").split(",")}
        assert one.state != promised.HERE or named <= units, f"{one.number}: {named - units} is no unit"


def test_every_unit_has_its_tests_and_stands_on_the_page(tmp_path: Path) -> None:
    page = run.page(tmp_path)
    for name, engine in run.UNITS:
        node = run.HERE.parent / run.ELSEWHERE[name] if name in run.ELSEWHERE else run.HERE / "tests" / f"test_{name}.py"
        assert node.exists(), name
        assert f"| {name} | {engine} | not run" in page
    assert all(line in page for line in promised.lines())


def test_a_page_is_not_written_over_by_a_run_that_knows_less(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there, fresh, page = tmp_path / "there", tmp_path / "fresh", tmp_path / "page.md"
    there.mkdir()
    told = {
        "unit": "kill",
        "engine": "sqlite",
        "passed": True,
        "said": "1 passed",
        "commit": "abc",
        "at": "2026-11-24T13:24:00",
    }
    (there / "unit-kill.sqlite.json").write_text(json.dumps(told), encoding="utf-8")
    run.main(["--state", str(there), "--page", str(page), "--write"])
    whole = page.read_text(encoding="utf-8")
    assert "| kill | sqlite | passed: 1 passed | abc |" in whole
    assert run.main(["--state", str(fresh), "--page", str(page), "--write"]) == 1
    assert "kill on sqlite" in capsys.readouterr().err and page.read_text(encoding="utf-8") == whole
