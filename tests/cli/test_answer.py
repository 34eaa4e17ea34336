"""The JSON answer is strict JSON, whatever numbers stand in it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from repatria.cli.answer import plain, say_json, write_json


def test_impossible_is_written_as_a_word() -> None:
    assert plain({"log_lr": -math.inf, "glr": math.inf, "missing": math.nan}) == {
        "log_lr": "-inf",
        "glr": "inf",
        "missing": None,
    }


def test_array_scalars_and_arrays_become_plain_numbers() -> None:
    assert plain({"n": np.int64(3), "x": np.float64(0.5), "row": np.array([1.0, -np.inf])}) == {
        "n": 3,
        "x": 0.5,
        "row": [1.0, "-inf"],
    }


def test_true_stays_true_and_a_path_becomes_words() -> None:
    assert plain([True, None, Path("a") / "b"]) == [True, None, str(Path("a") / "b")]


def test_one_document_and_a_line_end_go_out(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"name": "Exercise Heron", "π": 0.5})
    out = capsys.readouterr().out
    assert json.loads(out) == {"name": "Exercise Heron", "π": 0.5}
    assert out.endswith("}\n")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_json({"a": -math.inf}, tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8")) == {"a": "-inf"}
    assert [p.name for p in tmp_path.iterdir()] == ["answer.json"]
