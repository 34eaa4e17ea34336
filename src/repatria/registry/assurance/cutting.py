"""T-02: a power cut. The real stack's writes and syncs are traced, unsynced sectors are dropped at random, and the rest is opened.

Model of the disk: what was written before a file's last sync is there. Of each later write every sector of 512 bytes is there
with probability 1/2, each for itself; so is a later change of length. A file made since the last sync of its folder may be
missing with probability 1/2. Renames that overtake each other are not modelled. Shared memory (-shm) is always gone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from repatria.registry.assurance.checking import Ack, faults_in, read_ack
from repatria.registry.home import DATABASE

SECTOR = 512
CALLS = "openat,pwrite64,write,fdatasync,fsync,ftruncate"
LINE = re.compile(rb"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += +(-?\d+)")
OPENED = re.compile(rb'^AT_FDCWD(?:<[^>]*>)?, "((?:\\x[0-9a-f]{2})*)", (\S+)')
ON_FILE = re.compile(rb'^(\d+)<([^>]*)>(?:, "((?:\\x[0-9a-f]{2})*)", \d+(?:, (\d+))?)?')


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: ``write``, ``cut`` (a change of length), ``sync``, ``made`` or ``ack``."""

    kind: str
    path: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Trace:
    """A traced run: the files as they were before, and every step since."""

    before: dict[str, bytes]
    steps: list[Step]


class NoTracer(RuntimeError):
    """No strace here."""


def trace(folder: Path, log: Path, *, acts: int, seed: int, synchronous: str = "") -> Trace:
    """Work on the registry in ``folder`` under strace. Its files must have been closed properly before."""
    before = {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    tracer = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-e", "signal=none"]
    program = [sys.executable, "-m", "repatria.registry.assurance.nursery", str(folder), "--once", f"acts {seed} {acts}"]
    arm = ["--synchronous", synchronous] if synchronous else []
    try:
        ended = subprocess.run([*tracer, "-o", str(log), *program, *arm], stdout=subprocess.PIPE, check=False)
    except FileNotFoundError as missing:
        raise NoTracer("strace: not found. Install it (apt-get install strace); it cuts the power in this test.") from missing
    if ended.returncode:
        raise RuntimeError(f"the traced run ended with {ended.returncode}")
    return Trace(before, list(_steps(log, folder, {path: len(data) for path, data in before.items()})))


def images_lost(told: Trace, folder: Path, *, images: int, seed: int) -> tuple[int, list[str]]:
    """Cut the power at ``images`` random moments; how many images lost an acknowledged act, and every other fault found."""
    rng = np.random.default_rng(seed)
    lost, faults = 0, []
    for number in range(images):
        end = int(rng.integers(1, len(told.steps) + 1))
        _write(image(told, end, rng), told, folder)
        acks = [read_ack(step.data.decode()) for step in told.steps[:end] if step.kind == "ack"]
        found = faults_in(folder / DATABASE, acks, folder / "witness" / "heads.txt")
        lost += any("lost" in fault for fault in found)
        faults += [f"image {number}, cut after step {end} of {len(told.steps)}: {fault}" for fault in found]
    return lost, faults


def image(told: Trace, end: int, rng: np.random.Generator) -> dict[str, bytes]:
    """The files as a restart finds them when the power goes after ``end`` steps."""
    steps = told.steps[:end]
    synced: dict[str, int] = {}
    for at, step in enumerate(steps):
        if step.kind == "sync":
            synced[step.path] = at
    files = {path: bytearray(data) for path, data in told.before.items()}
    gone = set()
    for at, step in enumerate(steps):
        durable = at < synced.get(step.path, -1)
        if step.kind == "made" and step.path not in files:
            files[step.path] = bytearray()
            if at > synced.get(os.path.dirname(step.path), -1) and rng.random() < 0.5:
                gone.add(step.path)
        elif step.kind == "write" and step.path in files:
            _apply(files[step.path], step, durable, rng)
        elif step.kind == "cut" and step.path in files and (durable or rng.random() < 0.5):
            _resize(files[step.path], step.offset)
    return {path: bytes(data) for path, data in files.items() if path not in gone and not path.endswith("-shm")}


def _apply(file: bytearray, step: Step, durable: bool, rng: np.random.Generator) -> None:
    end = step.offset + len(step.data)
    if durable:
        if len(file) < end:
            file.extend(bytes(end - len(file)))
        file[step.offset : end] = step.data
        return
    first = step.offset // SECTOR
    for sector in range(first, (end + SECTOR - 1) // SECTOR):
        if rng.random() < 0.5:
            start, stop = max(step.offset, sector * SECTOR), min(end, (sector + 1) * SECTOR)
            if len(file) < stop:
                file.extend(bytes(stop - len(file)))
            file[start:stop] = step.data[start - step.offset : stop - step.offset]


def _resize(file: bytearray, size: int) -> None:
    if size < len(file):
        del file[size:]
    else:
        file.extend(bytes(size - len(file)))


def _write(files: dict[str, bytes], told: Trace, folder: Path) -> None:
    """Lay an image down in ``folder``, whatever the names of the traced registry were."""
    root = os.path.commonpath([os.path.dirname(path) for path in told.before])
    for end in ("", "-wal", "-shm"):
        (folder / f"{DATABASE}{end}").unlink(missing_ok=True)
    for path, data in files.items():
        target = folder / os.path.relpath(path, root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _steps(log: Path, folder: Path, lengths: dict[str, int]) -> Iterator[Step]:
    """The trace as steps on the registry's files, in order. ``lengths``: of the files that are only ever appended to."""
    inside = str(folder.resolve())
    with log.open("rb") as lines:
        for raw in lines:
            match = LINE.match(raw)
            if match is None or int(match[3]) < 0:
                continue
            yield from _step(match[1].decode(), match[2], int(match[3]), inside, lengths)


def _step(call: str, rest: bytes, result: int, inside: str, lengths: dict[str, int]) -> Iterator[Step]:
    if call == "openat":
        opened = OPENED.match(rest)
        path = os.path.normpath(_bytes(opened[1]).decode(errors="replace")) if opened else ""
        if opened and path.startswith(inside) and b"O_CREAT" in opened[2]:
            yield Step("made", path)
        return
    on = ON_FILE.match(rest)
    if on is None:
        return
    path = _path(on[2])
    if call == "write" and on[1] == b"1":
        for line in _bytes(on[3] or b"").split(b"\n"):
            if line.startswith(b"ack "):
                yield Step("ack", data=line)
    elif not path.startswith(inside):
        return
    elif call == "pwrite64":
        yield Step("write", path, int(on[4]), _bytes(on[3])[:result])
    elif call == "write":  # only the witness's heads are appended to; everything else is written at an offset
        start = lengths.get(path, 0)
        lengths[path] = start + result
        yield Step("write", path, start, _bytes(on[3])[:result])
    elif call in ("fdatasync", "fsync"):
        yield Step("sync", path)
    elif call == "ftruncate":
        yield Step("cut", path, int(rest.rsplit(b", ", 1)[1]))


def _path(told: bytes) -> str:
    return (_bytes(told) if told.startswith(b"\\x") else told).decode(errors="replace")


def _bytes(escaped: bytes) -> bytes:
    return bytes.fromhex(escaped.replace(b"\\x", b"").decode())


def last_ack(steps: Sequence[Step]) -> Ack | None:
    """The last acknowledgement among steps."""
    acks = [step for step in steps if step.kind == "ack"]
    return read_ack(acks[-1].data.decode()) if acks else None
