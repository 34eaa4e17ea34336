"""Acts of ``repatria registry`` and ``repatria journal`` as a user types them."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from repatria.cli import journal, registry
from repatria.registry.home import DATABASE_VARIABLE, VARIABLE

SCRIPT = """
import io, json, sys
from repatria.cli.main import main
for words, said in json.load(sys.stdin):
    sys.stdin = io.StringIO(said)
    print("->", main(words), flush=True)
"""


def typed(*lines: tuple[list[str], str]) -> str:
    """What one process says to several commands, each with what is typed into it; standard error among it."""
    free = {name: value for name, value in os.environ.items() if name not in (VARIABLE, DATABASE_VARIABLE)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(lines),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        env=free,
    )
    return done.stdout


@pytest.mark.parametrize("module", [registry, journal])
def test_every_act_shows_an_example(module: ModuleType) -> None:
    parser = argparse.ArgumentParser()
    module.configure(parser)
    acts = next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    name = module.__name__.rpartition(".")[2]
    assert acts
    for act, one in acts.items():
        assert f"repatria {name} {act} " in (one.epilog or ""), act
        for line in one.epilog.splitlines()[1:]:
            parser.parse_args([word.strip('"') for word in _split(line)[2:]])


def _split(line: str) -> list[str]:
    import shlex

    return shlex.split(line)


def test_an_erasure_is_asked_for_and_carried_out_by_two_people(tmp_path: Path) -> None:
    folder, password = str(tmp_path / "r"), "a long enough word 47\n"
    act = ["registry"]
    incident = ["--mark", "HARB", "--title", "Exercise Harbour", "--kind", "exercise"]
    people = [("ada", "administrator"), ("bruno", "examiner"), ("dara", "custody")]
    accounts = [
        ([*act, "user", folder, name, "--incident", "harbour", "--role", role, "--password-stdin"], password)
        for name, role in people
    ]
    erase = [*act, "erase", folder, "harbour", "u-0003"]
    ask = [*erase, "--as", "ada", "--reason", "asked by letter", "--password-stdin"]
    said = typed(
        ([*act, "init", folder], ""),
        ([*act, "incident", folder, "harbour", *incident], ""),
        *accounts,
        ([*act, "close-user", folder, "dara", "--reason", "left"], ""),
        (ask, password),
        ([*ask, "--sure"], "another word altogether\n"),
        ([*ask, "--sure"], password),
        ([*erase, "--as", "ada", "--carry-out", "--sure", "--password-stdin"], password),
        ([*erase, "--as", "bruno", "--carry-out", "--sure", "--password-stdin"], password),
        ([*erase, "--as", "bruno", "--carry-out", "--sure", "--password-stdin"], password),
        ([*act, "close-user", folder, "ada", "--reason", "left"], ""),
        ([*act, "close-user", folder, "nobody", "--reason", "left"], ""),
    )
    codes = [line for line in said.splitlines() if line.startswith("->")]
    assert [int(code[3:]) for code in codes] == [0, 0, 0, 0, 0, 0, 2, 2, 0, 2, 0, 2, 2, 2], said
    for words in ("gone for good", "no open account with this password", "you asked for this erasure", "are gone.",
                  "no erasure of it waits", "last administrator", "no open account. Look"):  # fmt: skip
        assert words in said
