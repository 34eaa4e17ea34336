"""Progress speaks to standard error only, and little when nobody watches."""

from __future__ import annotations

import io

import pytest

from repatria.cli.progress import Progress, span


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_short_task_is_silent_when_nobody_watches() -> None:
    stream, clock = io.StringIO(), Clock()
    with Progress("screening", 10, stream=stream, clock=clock) as tick:
        for _ in range(10):
            clock.now += 1.0
            tick()
    assert stream.getvalue() == ""
    assert tick.done == 10


def test_a_long_task_writes_a_whole_line_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    with Progress("screening", 100, stream=stream, clock=clock) as tick:
        for _ in range(40):
            clock.now += 1.0
            tick()
    assert stream.getvalue().splitlines() == [
        "screening  15%  15 of 100, about 1 min 25 s left",
        "screening  30%  30 of 100, about 1 min 10 s left",
    ]


def test_a_terminal_sees_one_line_redrawn_and_ended() -> None:
    stream, clock = Terminal(), Clock()
    with Progress("scoring", 4, stream=stream, clock=clock) as tick:
        for _ in range(4):
            clock.now += 1.0
            tick()
    drawn = stream.getvalue()
    assert drawn.count("\n") == 1
    assert drawn.endswith("\n")
    assert drawn.split("\r")[1].startswith("scoring [" + " " * 30 + "]   0%  0 of 4, starting")
    assert drawn.split("\r")[3].startswith("scoring [" + "#" * 15 + " " * 15 + "]  50%  2 of 4, about 2 s left")
    assert "done in 4 s" in drawn.split("\r")[-1]


def test_a_shorter_line_covers_the_longer_one_before_it() -> None:
    stream, clock = Terminal(), Clock()
    with Progress("x", 2, stream=stream, clock=clock) as tick:
        clock.now += 4000.0
        tick()
        clock.now += 4000.0
    first, last = stream.getvalue().split("\r")[-2:]
    assert len(last.rstrip("\n")) >= len(first.rstrip())


def test_an_unknown_total_is_counted() -> None:
    stream, clock = io.StringIO(), Clock()
    with Progress("reading", stream=stream, clock=clock) as tick:
        clock.now += 20.0
        tick(1234)
    assert stream.getvalue() == "reading: 1,234 in 20 s\n"


def test_standard_output_stays_empty(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with Progress("screening", 2, clock=clock) as tick:
        clock.now += 20.0
        tick()
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err == "screening  50%  1 of 2, about 20 s left\n"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59.4, "59 s"), (75, "1 min 15 s"), (3600, "1 h 00 min"), (5430, "1 h 30 min")]
)
def test_a_length_of_time_reads_as_a_person_says_it(seconds: float, words: str) -> None:
    assert span(seconds) == words
