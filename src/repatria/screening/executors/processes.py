"""Blocks on several processes of this machine. Inputs reach the workers once, at their start."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from typing import Any, TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")

_work: Callable[[Any], Any] | None = None
_blocks: Sequence[Any] = ()


def processes(blocks: Sequence[Block], work: Callable[[Block], Result], workers: int) -> Iterator[Result]:
    """Run ``work`` on each block with ``workers`` processes; results come as they finish. Stops all workers on an error."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(work, blocks)) as pool:
        waiting = {pool.submit(_run, n) for n in range(len(blocks))}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in waiting:
                future.cancel()


def _start(work: Callable[[Any], Any], blocks: Sequence[Any]) -> None:
    global _work, _blocks
    _work, _blocks = work, blocks
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what was inherited is not collected, so its memory stays shared


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever, with its memory."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(n: int) -> Any:
    assert _work is not None  # set by the initialiser
    return _work(_blocks[n])
