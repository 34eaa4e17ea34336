"""Reading a file that came from outside: in a child process with bounds on memory and time, without network, and nothing written.

``python -m repatria.registry.laboratory.parsing FILE KIND RANGE`` is the child: it reads one file with :mod:`repatria.formats` and
says what it holds as JSON lines. A file that crashes or exhausts the child is refused; the registry goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from repatria.errors import RepatriaError
from repatria.formats.mitotypes import read_mitotypes
from repatria.formats.notes import Notes
from repatria.formats.reader import STREAMED, stream
from repatria.formats.sniff import sniff
from repatria.formats.summary import noted
from repatria.formats.yhaplotypes import read_haplotypes
from repatria.model.mitotype import ranges_of
from repatria.reference.mtdna import rcrs
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.lineages import LINEAGES, MT, STR, Lineage, Noun, lineage_of, shown_of
from repatria.registry.refusals import Impossible

MEMORY = 2 << 30
SECONDS = 60
ANSWER = 256 << 20
"""Bounds of the child: bytes of memory, seconds of processor time, bytes of its answer."""
REFUSED = 3


Read = tuple[str, list[Noun], list[dict[str, Any]]]
"""Format, profiles, and what the reader noticed."""


def read_apart(path: Path, name: str, holds: str = STR, ranges: str = "") -> Read:
    """What a file holds, read in a child process. :class:`Impossible` says why it was not read.

    ``holds`` is the kind of its profiles; ``ranges`` what was read of mitochondrial DNA where the file does not say.
    """
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "NUMBA_CACHE_DIR", "HOME")}
    keep |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "repatria.registry.laboratory.parsing", str(path), holds, ranges],
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
    return head["format"], [_noun(p) for p in map(json.loads, lines[:-1])], head["notes"]


def _noun(said: dict[str, Any]) -> Noun:
    if said["type"] == STR:
        return profile_of(said["id"], said["calls"], said["sex"], said["kit"], said["source"])
    return lineage_of(said["type"], said["id"], said["calls"])


def read_here(path: Path, holds: str = STR, ranges: str = "") -> Read:
    """The same in this process, for the child and for tests of what is read."""
    if holds in LINEAGES:
        return _lineages(path, holds, ranges)
    format = sniff(path).format
    if format not in STREAMED:
        raise Impossible(f"it is of format {format}, which is no table of profiles. Send CMF, GeneMapper, CSV or XLSX.")
    notes = Notes()
    profiles: list[Noun] = list(stream(path, notes))
    return format, profiles, noted(notes)


def _lineages(path: Path, holds: str, ranges: str) -> Read:
    """Lineage profiles. Which line a donor stands for, and how far away, is derived from the pedigree: what a file says of it is left."""
    told: Sequence[Lineage]
    if holds == MT:
        told = read_mitotypes(path, rcrs(), ranges=ranges_of(ranges) if ranges.strip() else None)
    else:
        told = read_haplotypes(path)
    stated = sum(bool(p.line) or p.meioses is not None for p in told)
    notes = [{"code": "line_derived", "count": stated, "left_out": False, "examples": [], "meaning": DERIVED}] if stated else []
    return ("mitotypes" if holds == MT else "ystr"), list(told), notes


DERIVED = "a row says of which line its donor is: not taken over, the pedigree says it"


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


def main(path: str, holds: str = STR, ranges: str = "") -> int:
    """Read ``path`` and answer on the standard output."""
    _bound()
    out = sys.stdout
    try:
        format, profiles, notes = read_here(Path(path), holds, ranges)
    except RepatriaError as refusal:
        text = str(refusal).replace(f"{path}: ", "").replace(f"{path}, ", "").replace(path, "the file")
        out.write(json.dumps({"refused": text}) + "\n")
        return REFUSED
    for p in profiles:
        one = shown_of(p)
        said = {
            "id": one.id,
            "type": str(one.type),
            "calls": one.kept,
            "sex": one.sex,
            "kit": one.kit,
            "source": getattr(p, "source", ""),
        }
        out.write(json.dumps(said) + "\n")
    out.write(json.dumps({"format": format, "notes": notes}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
