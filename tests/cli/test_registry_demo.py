"""The command that fills a demonstration: one small run from nothing, as a user types it, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from repatria.cli.demo import _emptied
from repatria.errors import InvalidInput
from repatria.registry.home import DATABASE_VARIABLE, VARIABLE
from repatria.registry.live.standing import MARK


def command(*words: str) -> subprocess.CompletedProcess[str]:
    free = {name: value for name, value in os.environ.items() if name not in (VARIABLE, DATABASE_VARIABLE)}
    return subprocess.run([sys.executable, "-m", "repatria", *words], capture_output=True, text=True, check=False, env=free)


def test_it_fills_a_registry_that_starts_and_keeps_the_truth_apart(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    done = command("registry", "demo", str(folder), "--scale", "0.02", "--seed", "5", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["notice"] == "Exercise: everyone here is invented."
    assert [row["incident"] for row in told["incidents"]] == ["record-2018", "heron", "older-boxes", "surge"]
    assert set(told["seconds"]) >= {"Heron: families", "Older Boxes", "Surge"} and len(told["words"]) == 12
    assert sorted(p.name for p in tmp_path.iterdir()) == ["registry", "registry-truth"]
    assert (folder / MARK).is_file() and not (folder / "registry.sqlite3-wal").exists()
    assert {"men.parquet", "truth.json", "registry.json"} <= {p.name for p in (tmp_path / "registry-truth").iterdir()}
    again = command("registry", "demo", str(folder))
    assert again.returncode == 2 and "holds a demonstration already" in again.stderr
    wrong = command("registry", "demo", str(tmp_path), "--again")
    assert wrong.returncode == 2 and "Choose a new folder" in wrong.stderr


def test_the_other_demo_leaves_a_registry_beside_it_alone(tmp_path: Path) -> None:
    for name in ("registry", "registry-truth", "case", "tables"):
        (tmp_path / name).mkdir()
    (tmp_path / "registry" / "kept").write_text("")
    (tmp_path / "summary.txt").write_text("")
    assert _emptied(tmp_path) == tmp_path
    assert (
        sorted(p.name for p in tmp_path.iterdir()) == ["registry", "registry-truth"] and (tmp_path / "registry/kept").exists()
    )
    (tmp_path / "letter.txt").write_text("")
    with pytest.raises(InvalidInput, match="something other than an earlier demo"):
        _emptied(tmp_path)
