"""What the README and the tutorial tell a newcomer to type works."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from repatria.cli.main import main

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_five_lines_of_python_run(capsys: pytest.CaptureFixture[str]) -> None:
    (five,) = blocks("README.md", "python")
    assert len(five.strip().splitlines()) == 5
    exec(compile(five, "README.md", "exec"), {})
    assert float(capsys.readouterr().out) == pytest.approx(math.log(2.5))


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    typed = re.findall(r"^    make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert typed == ["demo", "test", "serve"]  # two commands, and the door to what the first one made
    assert [target for target in typed if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_the_commands_of_the_tutorial_run_and_show_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("docs/tutorial/2-one-incident.md", "sh") for line in block.strip().splitlines()]
    assert len(lines) >= 4
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "repatria"
        assert main(words) == 0, line
    shown = capsys.readouterr().out
    assert re.search(r"^S0002 +M0028 ", shown, re.MULTILINE)
    assert re.search(r"^S0011 +M0018 +0\.99", shown, re.MULTILINE)
    people = pq.read_table("heron/truth/people.parquet").to_pylist()
    owner = {row["profile"]: row["bone_of"] for row in pq.read_table("heron/truth/samples.parquet").to_pylist()}
    named = {row["person"]: row["missing"] for row in people}
    assert (len(people), named[owner["S0002"]], named[owner["S0011"]]) == (6, "M0028", "M0018")
