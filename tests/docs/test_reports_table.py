"""Every element of the two reports of the day has its page, its command and its test; a row without one stops the build."""

from __future__ import annotations

import ast
import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from repatria.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/reference/reports.csv"
IN_THE_PACKAGE = ROOT / "src/repatria/registry/claims/data/reports.csv"
with TABLE.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
STAND_IN = {"<incident>": "record", "<code>": "REC-D00001-0", "<key>": "topic"}
RESOLVE = """
import django, sys
django.setup()
from django.urls import Resolver404, resolve
for page in sys.stdin.read().split():
    try:
        resolve(page)
    except Resolver404:
        print(page)
"""


def names_in(path: Path) -> set[str]:
    """The tests of a file, those of a class by both names."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inner = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
            found |= {f"{node.name}::{name}" for name in inner} | set(inner)
    return found


def test_at_least_forty_elements_are_listed_once_each_with_every_field() -> None:
    assert len(ROWS) >= 40
    assert [row["number"] for row in ROWS] == [str(n) for n in range(1, len(ROWS) + 1)]
    assert len({row["element"] for row in ROWS}) == len(ROWS)
    assert [row["number"] for row in ROWS if not all((value or "").strip() for value in row.values())] == []
    assert {row["report"] for row in ROWS} == {"1", "2", "both"}


def test_the_page_reads_the_same_table() -> None:
    assert TABLE.read_bytes() == IN_THE_PACKAGE.read_bytes()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["number"])
def test_a_row_names_a_test_and_a_command_that_exist(row: dict[str, str]) -> None:
    path, _, name = row["test"].partition("::")
    assert (ROOT / path).is_file() and name in names_in(ROOT / path), row["test"]
    assert re.match(r"repatria (\w+)", row["command"])[1] in COMMANDS, row["command"]


def test_every_page_is_there(tmp_path: Path) -> None:
    pages = {row["page"] for row in ROWS} | {"/reports"}
    for mark, word in STAND_IN.items():
        pages = {page.replace(mark, word) for page in pages}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "repatria.registry.settings"}
    asked = " ".join([*sorted(pages), "/nowhere/at/all/"])
    ended = subprocess.run([sys.executable, "-c", RESOLVE], input=asked, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["/nowhere/at/all/"]
