"""Acts of ``repatria registry`` and ``repatria journal`` as a user types them."""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from repatria.cli import journal, registry, serve
from repatria.cli.main import main
from repatria.errors import InvalidInput
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


@pytest.mark.parametrize("module", [registry, journal])
def test_every_act_is_listed_and_its_help_opens(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    name = module.__name__.rpartition(".")[2]
    assert main([name, "--help"]) == 0
    listed = re.findall(r"^    ([a-z][a-z-]*)", capsys.readouterr().out.partition("ACT\n")[2], flags=re.MULTILINE)
    assert set(listed) == acts_of(module)
    for act in listed:
        assert main([name, act, "--help"]) == 0
        assert f"usage: repatria {name} {act}" in capsys.readouterr().out


def test_every_act_that_is_spoken_of_exists() -> None:
    """What pages, refusals and documentation tell somebody to type is there to be typed."""
    root = Path(__file__).parents[2]
    there = {"registry": acts_of(registry), "journal": acts_of(journal)}
    told = [
        p for folder in ("docs", "src", "changes") for p in (root / folder).rglob("*") if p.suffix in (".md", ".py", ".html")
    ]
    said = [
        (path, m) for path in told for m in re.finditer(r"repatria (registry|journal) ([a-z][a-z-]*)", path.read_text("utf-8"))
    ]
    assert len(said) > 50
    assert [(str(path), m[0]) for path, m in said if m[2] not in there[m[1]]] == []


def test_no_two_servers_share_a_port() -> None:
    """Whoever comes second gets another port, or is refused where one was named, also before the first one listens."""
    first, held = serve._own_port("127.0.0.1", 0)
    second, other = serve._own_port("127.0.0.1", 0)
    with held, other:
        assert first != second
        with pytest.raises(InvalidInput, match=f"--port {first} on 127.0.0.1: .*Name another one"):
            serve._own_port("127.0.0.1", first)
    with serve._own_port("127.0.0.1", first)[1]:
        pass  # free again once the first one has ended


def test_serve_refuses_a_port_on_which_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody, pytest.raises(InvalidInput, match="Address already in use"):
        serve._own_port("127.0.0.1", somebody.getsockname()[1])


def test_serve_takes_the_same_in_both_places() -> None:
    """``repatria registry serve`` hands its arguments to ``repatria serve``."""
    own, one = argparse.ArgumentParser(), argparse.ArgumentParser()
    serve.configure(own)
    registry.configure(one)
    mine = vars(one.parse_args(["serve", "casework"]))
    assert {name: mine.get(name) for name in vars(own.parse_args(["casework"]))} == vars(own.parse_args(["casework"]))


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        (["preset", "f", "heron", "laborat"], "laboratory"),
        (["incident", "f", "h", "--mark", "H", "--title", "x", "--kind", "excercise"], "exercise"),
        (["restor", "a"], "restore"),
    ],
)
def test_a_wrong_value_names_the_nearest(typed: list[str], near: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["registry", *typed]) == 2
    assert f"Nearest: {near}." in capsys.readouterr().err


def acts_of(module: ModuleType) -> set[str]:
    """The acts that a command takes."""
    parser = argparse.ArgumentParser()
    module.configure(parser)
    return set(next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)))


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
