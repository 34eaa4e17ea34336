"""The front door: what each ending looks like, and that opening it is cheap."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from repatria import __version__
from repatria.cli import main as door
from repatria.cli.main import BAD_INPUT, COMMANDS, DONE, FAULT, INTERRUPTED, main
from repatria.errors import InvalidCall

HEAVY = ("numpy", "numba", "scipy", "pyarrow", "lxml", "openpyxl", "altair", "vl_convert")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """``repatria`` in its own process, as a person would start it."""
    return subprocess.run(
        [sys.executable, "-m", "repatria", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A command ``speak`` whose ending the test decides through ``spoken.ending``."""
    module = SimpleNamespace(EXAMPLE="repatria speak", configure=lambda parser: None, ending=lambda args: 0)
    module.run = lambda args: module.ending(args)
    monkeypatch.setattr(door, "COMMANDS", {"speak": "say something"})
    monkeypatch.setattr(door, "import_module", lambda name: module)
    return module


def raising(error: BaseException) -> object:
    def end(args: argparse.Namespace) -> int:
        raise error

    return end


class TestEndings:
    def test_done_is_zero(self, spoken: SimpleNamespace) -> None:
        assert main(["speak"]) == DONE == 0

    def test_every_command_has_json(self, spoken: SimpleNamespace) -> None:
        heard = []
        spoken.ending = lambda args: heard.append(args.json) or 0
        assert main(["speak", "--json"]) == 0
        assert main(["speak"]) == 0
        assert heard == [True, False]

    def test_bad_input_is_two_and_says_what_to_do(self, spoken: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
        spoken.ending = raising(InvalidCall("allele '1_2': not an allele. Write 12."))
        assert main(["speak"]) == BAD_INPUT == 2
        heard = capsys.readouterr()
        assert heard.err == "repatria: allele '1_2': not an allele. Write 12.\n"
        assert heard.out == ""

    def test_a_missing_file_is_bad_input(self, spoken: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
        spoken.ending = lambda args: open("no/such/file.csv").close() or 0
        assert main(["speak"]) == BAD_INPUT
        assert "no/such/file.csv" in capsys.readouterr().err

    def test_a_fault_is_one_and_shows_where(self, spoken: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
        spoken.ending = raising(ZeroDivisionError("oops"))
        assert main(["speak"]) == FAULT == 1
        heard = capsys.readouterr()
        assert "ZeroDivisionError: oops" in heard.err
        assert "not in your data" in heard.err
        assert heard.out == ""

    def test_an_interrupt_is_130_and_one_sentence(self, spoken: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
        spoken.ending = raising(KeyboardInterrupt())
        assert main(["speak"]) == INTERRUPTED == 130
        assert capsys.readouterr().err.startswith("repatria: stopped on request")

    def test_an_unknown_command_is_bad_usage(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["guess"]) == BAD_INPUT
        assert "invalid choice: 'guess'" in capsys.readouterr().err

    def test_no_command_shows_the_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == BAD_INPUT
        assert "usage: repatria" in capsys.readouterr().out

    def test_an_unknown_option_is_bad_usage(self, spoken: SimpleNamespace) -> None:
        assert main(["speak", "--loudly"]) == BAD_INPUT

    def test_the_version_is_the_package_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == DONE
        assert capsys.readouterr().out == f"repatria {__version__}\n"


class TestInItsOwnProcess:
    def test_a_reader_that_leaves_is_no_fault(self) -> None:
        read, write = os.pipe()
        os.close(read)
        program = (
            "import sys, types; from repatria.cli import main as door;"
            "door.COMMANDS = {'speak': 'x'};"
            "door.import_module = lambda name: types.SimpleNamespace(EXAMPLE='x', configure=lambda p: None,"
            " run=lambda a: print('x' * 1000000) or 0);"
            "sys.exit(door.main(['speak']))"
        )
        ended = subprocess.run([sys.executable, "-c", program], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
        os.close(write)
        assert ended.returncode == door.PIPE_CLOSED
        assert ended.stderr == ""

    def test_help_loads_nothing_heavy(self) -> None:
        program = (
            "import sys; from repatria.cli.main import main; main(['--help']);"
            f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
        )
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert ended.stderr == "[]\n"
        assert all(f"    {name}" in ended.stdout for name in COMMANDS)


class TestEveryCommand:
    def test_the_table_and_the_files_agree(self) -> None:
        for name, line in COMMANDS.items():
            assert line == import_module(f"repatria.cli.{name}").HELP, (
                f"cli/{name}.py: HELP differs from COMMANDS in cli/main.py"
            )

    def test_help_has_an_example_and_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in COMMANDS:
            assert main([name, "--help"]) == DONE
            text = capsys.readouterr().out
            assert f"repatria {name}" in text.split("example:")[1], name
            assert "--json" in text, name

    def test_help_of_a_command_loads_nothing_heavy(self) -> None:
        program = (
            "import sys, io, contextlib; from repatria.cli.main import main, COMMANDS\n"
            "for name in COMMANDS:\n"
            "    with contextlib.redirect_stdout(io.StringIO()):\n"
            "        main([name, '--help'])\n"
            f"    print(name, [m for m in {HEAVY!r} if m in sys.modules])\n"
        )
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert [line for line in ended.stdout.splitlines() if not line.endswith("[]")] == []

    def test_the_module_and_the_script_are_one(self) -> None:
        assert run("--help").stdout.startswith("usage: repatria")
        assert json.loads(json.dumps(run("--version").stdout.split())) == ["repatria", __version__]
