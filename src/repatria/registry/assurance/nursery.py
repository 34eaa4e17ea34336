"""Processes that really work on a registry's file, and can be killed: a nursery wakes Django once and forks a child a command.

As a program: ``python -m repatria.registry.assurance.nursery FOLDER [--once COMMAND] [--synchronous MODE]``. Without ``--once``
it reads a command a line and answers ``pid N``, whatever the child says, and ``end N STATUS`` when the child is gone.

Commands: ``acts SEED COUNT [early]`` acknowledges each act with ``ack SEQ TAG SUBJECT``, each refusal with ``refused SENTENCE``;
``read`` says ``read N`` (entries); ``refusals`` says why the registry may not start; ``backup OUT`` writes a backup;
``restored SIZE LOST REASON`` notes a restore.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from repatria.registry.assurance.checking import Ack, read_ack


class Nursery:
    """The parent's side: start children, hear them, kill them."""

    def __init__(self, folder: Path, *options: str, through: Sequence[str] = ()) -> None:
        """Wake a nursery on ``folder``; ``through`` is a command that runs it, such as a tracer."""
        self.folder = folder
        self._running = subprocess.Popen(
            [*through, sys.executable, "-m", "repatria.registry.assurance.nursery", str(folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.pid = 0

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go home; a child that still works is killed first."""
        if self.pid:
            self.kill()
        if self._running.stdin:
            self._running.stdin.close()
        if self._running.stdout:
            self._running.stdout.close()
        self._running.wait(30)

    def start(self, command: str) -> int:
        """Fork a child for a command; its process id."""
        assert self._running.stdin is not None
        self._running.stdin.write(command + "\n")
        self._running.stdin.flush()
        line = self.hear()
        if not line.startswith("pid "):
            raise RuntimeError(f"{command}: the nursery said {line!r}")
        self.pid = int(line.split()[1])
        return self.pid

    def hear(self) -> str:
        """The next line, without its end."""
        assert self._running.stdout is not None
        line = self._running.stdout.readline()
        if not line:
            raise RuntimeError("the nursery has gone silent")
        return line.rstrip("\n")

    def kill(self) -> list[str]:
        """Kill the child at once (SIGKILL) and return what it had said and nobody had heard yet."""
        with suppress(ProcessLookupError):  # it may just have finished
            os.kill(self.pid, signal.SIGKILL)
        return self.rest()

    def rest(self) -> list[str]:
        """Everything the child still says, until it is gone."""
        said = []
        while not (line := self.hear()).startswith("end "):
            said.append(line)
        self.pid = 0
        return said

    def ask(self, command: str) -> list[str]:
        """Let a child do a command to its end; what it said."""
        self.start(command)
        return self.rest()


def acks_in(lines: Sequence[str]) -> list[Ack]:
    """The acknowledgements among lines."""
    return [read_ack(line) for line in lines if line.startswith("ack ")]


def make(folder: Path) -> None:
    """A registry for drills, made by the same command that makes a real one, in a process of its own."""
    subprocess.run([sys.executable, "-m", __name__, str(folder), "--make"], check=True, stdout=subprocess.DEVNULL)


def _say(line: str) -> None:
    os.write(1, (line.replace("\n", " ") + "\n").encode())


def _acts(seed: str, count: str, arm: str = "") -> None:
    from django.db import DatabaseError, OperationalError

    from repatria.registry.assurance.acts import work
    from repatria.registry.refusals import Refusal
    from repatria.registry.web import in_words

    try:
        work(int(seed), int(count), lambda w: _say(f"ack {w.seq} {w.tag} {w.subject}"), early=arm == "early")
    except OperationalError as fault:
        _say(f"refused {in_words(fault)}")
    except (Refusal, DatabaseError) as fault:
        _say(f"refused {type(fault).__name__} {fault}")
    _read()


def _read() -> None:
    from repatria.registry.journal.models import Entry

    _say(f"read {Entry.objects.count()}")


def _refusals() -> None:
    from repatria.registry.startup import refusals

    _say("refusals " + json.dumps(refusals()))


def _backup(out: str) -> None:
    from django.conf import settings

    from repatria.registry import operations

    checked = operations.backup(settings.HOME.folder, Path(out))
    _say(f"backup {checked.entries}")


def _restored(size: str, lost: str, reason: str) -> None:
    from django.conf import settings

    from repatria.registry import operations
    from repatria.registry.journal.models import Entry

    operations.note_restored(settings.HOME.folder, size=int(size), lost=int(lost), reason=reason)
    _say("restored " + json.dumps(Entry.objects.get(seq=int(size) + 1).said["facts"]))


COMMANDS = {"acts": _acts, "read": _read, "refusals": _refusals, "backup": _backup, "restored": _restored}


def _do(line: str) -> None:
    name, *words = line.split()
    COMMANDS[name](*words)  # type: ignore[operator]


def main(arguments: Sequence[str] | None = None) -> int:
    """The nursery's own side."""
    parser = argparse.ArgumentParser(description="Work on a registry in processes that can be killed.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--once", default="")
    parser.add_argument("--synchronous", default="", help="a control arm: what the shipped setting must not be")
    asked = parser.parse_args(arguments)
    from repatria.registry import operations

    if asked.make:
        operations.init(asked.folder, origin="drill.example/registry")
        from repatria.registry.assurance.acts import set_up

        set_up()
        _read()
        return 0
    operations.wake(asked.folder)
    if asked.synchronous:
        from django.db import connection

        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", f"synchronous={asked.synchronous}")
    if asked.once:
        _do(asked.once)
        return 0
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            _in_child(line)
        _, status = os.waitpid(child, 0)
        _say(f"end {child} {status}")
    return 0


def _in_child(line: str) -> None:
    """A forked child does one command and is gone; it never returns."""
    _say(f"pid {os.getpid()}")
    try:
        _do(line)
        from django.db import connections

        connections.close_all()
    except BaseException as fault:
        _say(f"fault {type(fault).__name__}: {fault}")
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
