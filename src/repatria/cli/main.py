"""The front door of the command line: finds the command, runs it, and turns what happened into an exit code.

Exit codes: 0 done, 1 a fault in the program, 2 bad input or usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from repatria import __version__
from repatria.errors import RepatriaError

COMMANDS: dict[str, str] = {
    "check": "read any input file and say what was understood, and what looks wrong",
    "convert": "turn a file of profiles, families or frequencies into another format, or parts into a case",
    "lr": "weigh one candidate against one family, for every question of a file",
    "screen": "compare every profile of a case with every family, and rank",
    "identify": "name everybody of an incident together, with honest probabilities",
    "report": "draw the pictures and write the page and the summary of a folder of results",
    "recheck": "recompute a signed identification from its case, to the digit, on any machine",
    "mtdna": "mitochondrial DNA: compare two profiles, search references, find haplogroups and slips",
    "ystr": "Y-STR haplotypes: compare two profiles, search references",
    "plan": "plan what to find out next: which bone to sample, and whom to ask for a sample, over the whole list",
    "bones": "commingled bones: which belong together, how many people, and what kind of person",
    "simulate": "invent a hand-over like the one of 2018, with families and a hidden truth",
    "calibrate": "check that likelihood ratios obey their laws and that posteriors can be taken at their word",
    "validate": "check this installation on this machine and write a dated report to be signed",
    "live": "live an exercise for years, day by day, through the acts people use, and hold it against its truth",
    "demo": "live through Exercise Heron: simulate, screen, name everyone together, report",
    "bench": "measure speed and quality, each beside a slow twin",
    "serve": "open a registry in the browser, on the next free port of this machine",
    "worker": "do a registry's heavy work beside its server: searches and re-audits",
    "claims": "read what a report claims and who says it, and hold two reports against each other",
    "registry": "set a registry up, give accounts, back it up, restore it, upgrade it, fill its exercises",
    "journal": "export the record of every act, sign its head, and verify it on any machine",
}
"""Each command and its one line of help, the same as ``HELP`` in ``cli/<name>.py``; static so that ``--help`` loads none."""

GROUPS = ("registry", "journal", "claims", "bones", "mtdna", "ystr", "plan")
"""Commands whose acts have their own arguments, ``--json`` among them."""

DONE, FAULT, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``repatria`` with ``argv`` (default: the process's arguments) and return the exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our own threads do the work; no sum hangs on the number of cores
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), None)
    module = import_module(f"repatria.cli.{chosen}") if chosen in COMMANDS else None
    try:
        args = _parser(chosen, module).parse_args(words)
    except SystemExit as leave:  # argparse has said what is wrong, or printed the help that was asked for
        return leave.code if isinstance(leave.code, int) else BAD_INPUT
    if module is None:
        _parser(None, None).print_help()
        return BAD_INPUT
    return _guarded(module, args)


def _guarded(module: ModuleType, args: argparse.Namespace) -> int:
    """Run a command; every way it can end has a plain sentence and a code."""
    try:
        code = int(module.run(args))
        sys.stdout.flush()
        return code
    except RepatriaError as refusal:
        _say(str(refusal))
        return BAD_INPUT
    except BrokenPipeError:  # the reader of our output has left, as in `repatria ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError) as refusal:
        _say(f"{refusal.filename}: {refusal.strerror}. Check the path and its permissions.")
        return BAD_INPUT
    except KeyboardInterrupt:
        _say("stopped on request; finished files are whole and nothing half-written remains under its final name.")
        return INTERRUPTED
    except Exception as fault:
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
            _say("the disk is full. Nothing half-written stands under its final name. Free some space, then try again.")
            return BAD_INPUT
        traceback.print_exc()
        _say("this is a fault in the program, not in your data. Please report the lines above.")
        return FAULT


class Parser(argparse.ArgumentParser):
    """A parser that names what was probably meant where a value is none of those that are taken."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line that was typed, name the nearest value that is taken, and leave."""
        typed, *taken = re.findall(r"'([^']+)'", message) if "invalid choice: " in message else [""]
        near = get_close_matches(typed, taken, n=1)
        super().error(f"{message}. Nearest: {near[0]}." if near else message)


def _parser(chosen: str | None, module: ModuleType | None) -> argparse.ArgumentParser:
    """Build the parser: all commands are named, only the chosen one is configured."""
    parser = Parser(
        prog="repatria",
        description="From DNA profiles of a hand-over and the families of the missing to ranked candidates, one joint answer "
        "with honest probabilities, and a report.",
        epilog="Each command explains itself: repatria COMMAND --help. Exit codes: 0 done, 1 a fault in the program, "
        "2 bad input or usage, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"repatria {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for name, line in COMMANDS.items():
        if name != chosen or module is None:
            commands.add_parser(name, help=line)
            continue
        command = commands.add_parser(
            name,
            help=line,
            description=line,
            epilog=f"example:\n  {str(module.EXAMPLE).strip()}"
            + ("\n\nEvery act has --help and --json." if name in GROUPS else ""),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.configure(command)
        if name not in GROUPS:
            command.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")
    return parser


def _say(sentence: str) -> None:
    """One sentence to standard error."""
    print(f"repatria: {sentence}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
