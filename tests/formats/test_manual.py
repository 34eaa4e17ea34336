"""The manual and the help name every format and note, and say which readers have never met a real file."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from repatria.cli import check, convert
from repatria.cli.main import COMMANDS
from repatria.formats import limits
from repatria.formats.catalogue import FORMATS
from repatria.formats.notes import CODES

MANUAL = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
ROWS = [line.replace("\\|", "|") for line in MANUAL.splitlines() if line.startswith("| `")]


def answer(yes: bool) -> str:
    return "yes" if yes else "no"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_in_the_manual(name: str) -> None:
    (row,) = (r for r in ROWS if r.startswith(f"| `{name}` |"))
    entry = FORMATS[name]
    assert entry.what in row
    assert row.endswith(f" | {answer(entry.reads)} | {answer(entry.writes)} | {entry.proof} |")


@pytest.mark.parametrize("code", CODES)
def test_every_note_is_in_the_manual(code: str) -> None:
    left_out, meaning = CODES[code]
    assert f"| `{code}` | {answer(left_out)} | {meaning} |" in ROWS


@pytest.mark.parametrize("command", [check, convert])
def test_the_help_says_what_was_never_proved(command: object) -> None:
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter)
    command.configure(parser)
    said = parser.format_help()
    for entry in FORMATS.values():
        assert f"{entry.name:<12} {entry.what};" in said
        assert entry.proof in said
    assert said.count("never run on a real file") == 1


def test_the_commands_are_in_the_list() -> None:
    assert COMMANDS["check"] == check.HELP and COMMANDS["convert"] == convert.HELP


def test_the_limits_are_those_of_the_manual() -> None:
    assert (limits.MAX_BYTES, limits.MAX_LINE, limits.MAX_FIELD, limits.MAX_ROWS) == (2 << 30, 1 << 20, 1_000, 20_000_000)
    assert (limits.MAX_COLUMNS, limits.MAX_LOCI, limits.MAX_DEPTH) == (4_096, 1_000, 8)
    assert (limits.MAX_UNPACKED, limits.MAX_RATIO) == (256 << 20, 100)
