"""T-03: a full disk. The kernel answers ENOSPC at the n-th write to the database, once or from then on (strace injects it)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from repatria.registry.assurance.checking import Ack, entries_in, faults_in
from repatria.registry.assurance.cutting import NoTracer
from repatria.registry.assurance.nursery import acks_in
from repatria.registry.home import DATABASE


@dataclass(slots=True)
class Filled:
    """One run on a disk that fills up."""

    acks: list[Ack] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    read: int | None = None
    kept_after_all: bool = False
    """The refused act was there after a restart."""
    faults: list[str] = field(default_factory=list)

    @property
    def hit(self) -> bool:
        """Whether the fault reached an act."""
        return bool(self.refused)


def fill(
    folder: Path, *, write: int, sticky: bool, seed: int, acts: int, before: int, early: bool = False, error: str = "ENOSPC"
) -> Filled:
    """Work on the registry in ``folder``, which holds ``before`` entries, while its ``write``-th write fails.

    ``error="EIO"`` fails the ``write``-th sync instead: a disk that breaks.
    """
    call = "pwrite64" if error == "ENOSPC" else "fdatasync"
    paths = [str(folder / f"{DATABASE}{end}") for end in ("", "-wal")]
    tracer = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
    tracer += [word for path in paths for word in ("-P", path)]
    tracer += ["-e", f"inject={call}:error={error}:when={write}{'+' if sticky else ''}"]
    program = [sys.executable, "-m", "repatria.registry.assurance.nursery", str(folder)]
    command = f"acts {seed} {acts}" + (" early" if early else "")
    try:
        ended = subprocess.run([*tracer, *program, "--once", command], capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        raise NoTracer("strace: not found. Install it (apt-get install strace); it fills the disk in this test.") from missing
    return _judged(ended, folder, before, unsure=error == "EIO")


def _judged(ended: subprocess.CompletedProcess[str], folder: Path, before: int, *, unsure: bool) -> Filled:
    """``unsure``: the refused act may be there after a restart, and the sentence must say so."""
    lines = ended.stdout.splitlines()
    told = Filled(acks=acks_in(lines), refused=[line[8:] for line in lines if line.startswith("refused ")])
    told.read = next((int(line[5:]) for line in lines if line.startswith("read ")), None)
    if ended.returncode or "Traceback" in ended.stderr:
        told.faults.append(f"the process ended with {ended.returncode}: {ended.stderr.strip().splitlines()[-1:]}")
    for sentence in told.refused:
        if ("may or may not have been kept" if unsure else "Nothing was written") not in sentence:
            told.faults.append(f"refused without saying what became of the act: {sentence}")
    expected = max([before, *(ack.seq for ack in told.acks)])
    if told.read is None:
        told.faults.append("reads did not go on")
    elif told.refused and told.read != expected:
        told.faults.append(f"{expected} entries were acknowledged, {told.read} are there: a refused act was written")
    there = entries_in(folder / DATABASE)
    told.kept_after_all = there > expected
    if told.refused and there != expected and not (unsure and there == expected + 1):
        told.faults.append(
            f"{expected} entries were acknowledged, {there} are there after a restart: a refused act was written"
        )
    told.faults += faults_in(folder / DATABASE, told.acks, folder / "witness" / "heads.txt")
    return told
