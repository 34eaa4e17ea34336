"""A screening that was killed goes on where it stopped and ends with the same content; its workers die with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from repatria.errors import InvalidCase, UnreadableFile
from repatria.model import CaseFile
from repatria.screening import run, screen
from repatria.screening.executors import processes, serial
from repatria.screening.files import digest, write_once, write_over
from repatria.simulate import heron
from screening.material import case, clean, every_kind, panel

ROOT = Path(__file__).parents[2]

CHILD = """
import sys, time
from pathlib import Path
from repatria.screening import block, run, screen
from screening.test_resume import exercise

real, calls = block.pq.write_table, []

def half(table, sink, **how):
    calls.append(1)
    if len(calls) == 6:
        sink.write(b"PAR1 and then")
        sink.flush()
        print("stopped", flush=True)
        time.sleep(600)
    real(table, sink, **how)

block.pq.write_table = half
run.BLOCK = 3
screen(exercise(), folder=Path(sys.argv[1]), workers=int(sys.argv[2]))
"""


def exercise() -> CaseFile:
    where = panel()
    rng = np.random.default_rng(4)
    return case(where, every_kind(where), tuple(clean(f"P{i}", rng, where) for i in range(6)))


def start(folder: Path, workers: int) -> subprocess.Popen[str]:
    """A screening in a group of processes of its own, up to the middle of writing a file."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests"), str(ROOT)])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(workers)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )
    assert child.stdout is not None and child.stdout.readline().startswith("stopped")  # two workers may share a line
    return child


def running(group: int) -> bool:
    """True while some process of the group has not ended (one that nobody asked how it ended has)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            return True
    return False


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    child = start(tmp_path, workers)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()
    while running(child.pid):
        time.sleep(0.05)
    partial = list(tmp_path.glob("*.part"))
    finished = {p.name: p.stat().st_ino for p in tmp_path.glob("*.parquet")}
    assert 1 <= len(partial) <= workers and len(finished) >= 5
    monkeypatch.setattr(run, "BLOCK", 3)
    resumed, fresh = screen(exercise(), folder=tmp_path), screen(exercise())
    assert resumed.manifest == fresh.manifest
    for name in ("profile", "person", "log_lr", "rank_profile", "rank_person"):
        assert (getattr(resumed, name) == getattr(fresh, name)).all()
    assert np.array_equal(resumed.chance_profile.expected, fresh.chance_profile.expected)
    assert {name: (tmp_path / name).stat().st_ino for name in finished} == finished
    assert list(tmp_path.glob("*.part")) == partial


def test_a_finished_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_once(path, lambda sink: sink.write(b"first"))
    write_once(path, lambda sink: sink.write(b"second"))
    assert path.read_bytes() == b"first" and [p.name for p in tmp_path.iterdir()] == ["a"]
    write_over(path, lambda sink: sink.write(b"third"))
    assert path.read_bytes() == b"third" and [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(sink: object) -> None:
        raise InvalidCase("no")

    for write in (write_once, write_over):
        with pytest.raises(InvalidCase):
            write(tmp_path / "a", fails)
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("links are not known here")

    monkeypatch.setattr(os, "link", refused)
    write_once(tmp_path / "a", lambda sink: sink.write(b"first"))
    assert (tmp_path / "a").read_bytes() == b"first" and len(list(tmp_path.iterdir())) == 1


def test_no_two_lists_of_texts_have_one_digest() -> None:
    lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], []]
    assert len({digest(x) for x in lists}) == len(lists)


def square(n: int) -> int:
    if n == 5:
        raise InvalidCase("five is refused.")
    return n * n


def test_executors_do_the_same() -> None:
    blocks = [1, 2, 3, 4]
    assert sorted(processes(blocks, square, 2)) == sorted(serial(blocks, square)) == [1, 4, 9, 16]


def test_an_error_in_a_worker_is_the_error_of_the_run() -> None:
    for run_all in (lambda b: processes(b, square, 2), lambda b: serial(b, square)):
        with pytest.raises(InvalidCase, match="five is refused"):
            list(run_all(range(8)))


def test_a_finished_block_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A number put into a block by hand must not reach a candidate list."""
    made, _ = heron(12, 0.03)
    screen(made, folder=tmp_path)
    path = next(p for p in tmp_path.glob("*.parquet") if "chance" not in p.name)
    table = pq.read_table(path)
    raised = pa.array(table["log_lr"].to_numpy() + 30.0)
    pq.write_table(table.set_column(table.column_names.index("log_lr"), "log_lr", raised), path)
    with pytest.raises(UnreadableFile, match="changed after it was finished"):
        screen(made, folder=tmp_path)
