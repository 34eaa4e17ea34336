"""One block after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")


def serial(blocks: Sequence[Block], work: Callable[[Block], Result]) -> Iterator[Result]:
    """Run ``work`` on each block in order."""
    for block in blocks:
        yield work(block)
