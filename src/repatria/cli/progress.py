"""Progress on standard error: a bar where somebody watches, an occasional line where nobody does.

Standard output is never touched, so ``--json`` stays one document. Work is handed a :class:`Progress` as a plain callback.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

BAR_WIDTH = 30
SECONDS_BETWEEN_DRAWS = 0.1
SECONDS_BETWEEN_LINES = 15.0


class Progress:
    """Count ``total`` steps of one task and say how far it is; use it in a ``with`` block and call it with steps done.

    On a terminal one line is redrawn at most ten times a second. Elsewhere nothing is written until a task has run for
    ``SECONDS_BETWEEN_LINES``, then one whole line each time that span has passed again.

    Parameters
    ----------
    task
        What is being done, in words.
    total
        Number of steps, 0 if unknown.
    stream
        Where to write; standard error by default.
    clock
        Seconds, rising; a test brings its own.
    """

    def __init__(
        self, task: str, total: int = 0, *, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.task, self.total, self.done = task, total, 0
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._watched = self._stream.isatty()
        self._start = self._last = clock()
        self._width = 0

    def __call__(self, steps: int = 1) -> None:
        """Note that ``steps`` more steps are done."""
        self.done += steps
        now = self._clock()
        if now - self._last >= (SECONDS_BETWEEN_DRAWS if self._watched else SECONDS_BETWEEN_LINES):
            self._last = now
            self._write(now)

    def __enter__(self) -> Progress:
        if self._watched:
            self._write(self._start)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._watched:
            self._write(self._clock())
            self._stream.write("\n")
            self._stream.flush()

    def _write(self, now: float) -> None:
        text = self._text(now - self._start)
        if self._watched:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()

    def _text(self, elapsed: float) -> str:
        if not self.total:
            return f"{self.task}: {self.done:,} in {span(elapsed)}"
        share = min(1.0, self.done / self.total)
        bar = f" [{'#' * round(BAR_WIDTH * share):<{BAR_WIDTH}}]" if self._watched else ""
        if self.done >= self.total:
            rest = f"done in {span(elapsed)}"
        elif self.done:
            rest = f"about {span(elapsed * (1.0 - share) / share)} left"
        else:
            rest = "starting"
        return f"{self.task}{bar} {share:4.0%}  {self.done:,} of {self.total:,}, {rest}"


def span(seconds: float) -> str:
    """A length of time as a person says it: ``span(75) == "1 min 15 s"``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
