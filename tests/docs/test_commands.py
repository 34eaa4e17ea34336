"""What the tutorials and the how-to pages tell people to type is understood as it stands there: every command, act and option."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from repatria.cli.main import COMMANDS, _parser

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("how-to/*.md")), *sorted((ROOT / "docs").glob("tutorial/*.md")), ROOT / "README.md"]


def typed(text: str) -> Iterator[str]:
    """Lines of code blocks, fenced or indented, that begin with the program's name; without pipes and what is said beside them."""
    fenced = False
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif (fenced or line.startswith("    ")) and line.strip().startswith("repatria "):
            yield re.split(r" {3,}| \| | > | 2> | && ", line.strip())[0]


def understood(line: str) -> bool:
    """Whether the parser takes the line; nothing is run."""
    _program, *words = shlex.split(line, comments=True)
    chosen = next(word for word in words if not word.startswith("-"))
    if chosen not in COMMANDS:
        return False
    try:
        _parser(chosen, import_module(f"repatria.cli.{chosen}")).parse_args(words)
    except SystemExit as leave:
        return leave.code == 0
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_is_understood(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [line for line in typed(page.read_text(encoding="utf-8")) if not understood(line)] == []


def test_pages_tell_people_what_to_type() -> None:
    assert sum(len(list(typed(page.read_text(encoding="utf-8")))) for page in PAGES) > 50


def test_a_command_that_is_not_there_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    shown = list(typed("```sh\nrepatria find-them all\nrepatria serve demo --fast   quickly\n```\n"))
    assert shown == ["repatria find-them all", "repatria serve demo --fast"] and not any(map(understood, shown))
