"""Reading a file that came from outside: in a child process with bounds on memory and time, without network, and nothing written.

``python -m repatria.registry.laboratory.parsing FILE`` is the child: it reads one file with :mod:`repatria.formats` and says what
it holds as JSON lines. A file that crashes or exhausts the child is refused; the registry goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from repatria.errors import RepatriaError
from repatria.formats.notes import Notes
from repatria.formats.reader import STREAMED, stream
from repatria.formats.sniff import sniff
from repatria.formats.summary import noted
from repatria.model import Profile
from repatria.registry.laboratory.calls import profile_of, stored
from repatria.registry.refusals import Impossible

MEMORY = 2 << 30
SECONDS = 60
ANSWER = 256 << 20
"""Bounds of the child: bytes of memory, seconds of processor time, bytes of its answer."""
REFUSED = 3


def read_apart(path: Path, name: str) -> tuple[str, list[Profile], list[dict[str, Any]]]:
    """(format, profiles, notes) of a file, read in a child process. :class:`Impossible` says why a file was not read."""
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "NUMBA_CACHE_DIR", "HOME")}
    keep |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "repatria.registry.laboratory.parsing", str(path)],
            capture_output=True,
            env=keep,
            timeout=SECONDS * 3,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as fault:
        raise Impossible(f"{name}: could not be read within {SECONDS * 3} seconds. Split the file.") from fault
    lines = done.stdout.splitlines()
    if done.returncode == REFUSED and lines:
        raise Impossible(f"{name}: {json.loads(lines[-1])['refused']}")
    if done.returncode != 0 or not lines or len(done.stdout) > ANSWER:
        raise Impossible(f"{name}: reading it took more memory or time than is given to one file. Nothing was taken from it.")
    head = json.loads(lines[-1])
    profiles = [profile_of(p["id"], p["calls"], p["sex"], p["kit"], p["source"]) for p in map(json.loads, lines[:-1])]
    return head["format"], profiles, head["notes"]


def read_here(path: Path) -> tuple[str, list[Profile], list[dict[str, Any]]]:
    """The same in this process, for the child and for tests of what is read."""
    format = sniff(path).format
    if format not in STREAMED:
        raise Impossible(f"it is of format {format}, which is no table of profiles. Send CMF, GeneMapper, CSV or XLSX.")
    notes = Notes()
    profiles = list(stream(path, notes))
    return format, profiles, noted(notes)


def _bound() -> None:
    """Give up memory, time, files and the network before a byte of the file is read."""
    import resource

    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "os.fork")):
            raise PermissionError(f"{event}: not allowed while a file is read")

    sys.addaudithook(refuse)


def main(path: str) -> int:
    """Read ``path`` and answer on the standard output."""
    _bound()
    out = sys.stdout
    try:
        format, profiles, notes = read_here(Path(path))
    except RepatriaError as refusal:
        text = str(refusal).replace(f"{path}: ", "").replace(f"{path}, ", "").replace(path, "the file")
        out.write(json.dumps({"refused": text}) + "\n")
        return REFUSED
    for p in profiles:
        said = {"id": p.id, "calls": stored(p.calls), "sex": p.sex, "kit": p.kit, "source": p.source}
        out.write(json.dumps(said) + "\n")
    out.write(json.dumps({"format": format, "notes": notes}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
