"""The bench of imports keeps its contract at a small size, and says so when the registry's counts do not balance."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from repatria.bench import importing
from repatria.cli.main import main
from repatria.errors import ReproductionFailed


def test_it_measures_and_checks_a_small_import(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(importing, "QUICK", (40, 50, 16, 40))
    assert main(["bench", "import", "--quick", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["name"] == "import" and answer["unit"] == "s" and answer["figure"] > 0.0
    assert answer["ratio_to"]["figure"] > 0.0 and "The journal verifies" in answer["note"]


def test_a_child_that_fails_is_a_failed_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    said = SimpleNamespace(returncode=1, stdout="", stderr="asked for 2, found 1\n")
    monkeypatch.setattr(importing.subprocess, "run", lambda *a, **k: said)
    with pytest.raises(ReproductionFailed, match="asked for 2, found 1"):
        importing.figures(quick=True)


def test_rows_are_counted_and_written_bare(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "registry.sqlite3") as made:
        made.execute("CREATE TABLE told (a, b)")
        made.executemany("INSERT INTO told VALUES (?, ?)", [(n, str(n)) for n in range(5)])
    made.close()
    assert importing._rows(tmp_path) == {"told": 5}
    assert importing._bare(tmp_path, {"told": 2}) > 0.0
    with sqlite3.connect(tmp_path / "bare.sqlite3") as bare:
        assert bare.execute("SELECT * FROM told").fetchall() == [(2, "2"), (3, "3"), (4, "4")]
    bare.close()
