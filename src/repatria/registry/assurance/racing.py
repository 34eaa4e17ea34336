"""T-11: several processes act on the same thing at the same moment. One wins, the others are told."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from repatria.registry.refusals import Refusal

PATIENCE = 60.0
"""Seconds in which all racers must have come to an item's starting line."""
HANGS = 900.0
"""Seconds after which racers that have not answered are ended: a race that hangs is a fault with a name, not a run that never ends."""
WON, TOLD = "won", "told"
_INHERITED: list[object] = []
"""Connections of the parent, kept from being collected in a child: closing one there would end the parent's session."""


@dataclass(frozen=True, slots=True)
class Race:
    """What each process was answered, item by item: ``won``, ``told …``, or a fault in words."""

    answers: Sequence[tuple[str, ...]]

    @property
    def doubles(self) -> int:
        """Items that more than one process won."""
        return sum(sum(one == WON for one in item) > 1 for item in self.answers)

    @property
    def unwon(self) -> int:
        """Items that nobody won."""
        return sum(WON not in item for item in self.answers)

    @property
    def faults(self) -> list[str]:
        """Answers that are neither a success nor a refusal."""
        return [one for item in self.answers for one in item if not one.startswith((WON, TOLD))]


def race(processes: int, items: int, act: Callable[[int, int], object]) -> Race:
    """Let ``processes`` forked processes do ``act(process, item)`` for each item, all starting an item together.

    Each process has a connection of its own to the database of this one, which is closed before they part. A refusal of the
    registry is an answer; any other exception is a fault.
    """
    connections.close_all()
    forking = multiprocessing.get_context("fork")
    line = forking.Barrier(processes)
    pipes = []
    children = []
    for number in range(processes):
        reader, writer = forking.Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            _run(number, items, act, line, writer)
        writer.close()
        pipes.append(reader)
        children.append(child)
    told = [_heard(reader, child, items) for reader, child in zip(pipes, children, strict=True)]
    return Race([tuple(one) for one in zip(*told, strict=True)])


def _heard(reader: Any, child: int, items: int) -> list[str]:
    """What a racer answered, item by item."""
    try:
        if reader.poll(HANGS):
            return list(reader.recv())
        os.kill(child, signal.SIGKILL)
        return [f"the process hung for {HANGS:.0f} s"] * items
    except EOFError:
        return ["the process died"] * items
    finally:
        os.waitpid(child, 0)


def _run(number: int, items: int, act: Callable[[int, int], object], line: Any, writer: Any) -> None:
    """A racer; it never returns."""
    answers = []
    try:
        _let_go_of_inherited_connections()
        for item in range(items):
            line.wait(PATIENCE)
            answers.append(_answer(number, item, act))
        connections.close_all()
        writer.send(answers)
    finally:
        os._exit(0)


def _let_go_of_inherited_connections() -> None:
    """Make this process open a connection of its own.

    Closing in the parent is not enough: Django keeps one set of connections for a thread and another for an event loop that
    runs in it, as it does under a browser's driver. A child is outside the loop and would find the thread's set, still open
    and shared with its siblings.
    """
    for alias in connections:
        _INHERITED.append(connections[alias])
        del connections[alias]


def _answer(number: int, item: int, act: Callable[[int, int], object]) -> str:
    try:
        act(number, item)
    except Refusal as refusal:
        return f"{TOLD} {type(refusal).__name__}: {refusal}"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return WON
