"""The benches of lineage searches run at a small size and agree with pair by pair comparison."""

from __future__ import annotations

import json

import pytest

from repatria.cli.main import main


@pytest.mark.parametrize("name", ["mtdna-search", "ystr-search"])
def test_a_bench_keeps_its_contract(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", name, "--quick", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["name"] == name and answer["figure"] > 0.0 and answer["max_rel_error"] <= 1e-9
    assert set(answer["ratio_to"]) == {"what", "figure", "ratio"}
