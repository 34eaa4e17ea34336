"""Files from outside are kept as they came, under their SHA-256: whole under their final name, or not at all.

A file that is refused moves to a quarantine of bounded size, with the reason beside it; the oldest there make room.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from repatria.registry.journal import clock
from repatria.registry.refusals import Impossible

LIMIT = 64 << 20
"""Bytes of one file."""
REFUSED_FILES, REFUSED_BYTES = 50, 256 << 20
"""How many refused files, and how many bytes of them, are kept for whoever asks why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file lies, its digest and size."""

    path: Path
    sha256: str
    bytes: int

    @classmethod
    def of(cls, sha256: str, size: int) -> Kept:
        """The file with this digest, as :func:`keep` left it."""
        return cls(path_of(sha256), sha256, size)


def keep(chunks: Iterable[bytes], name: str) -> Kept:
    """Write ``chunks`` to disk, durable before it counts. The same bytes are kept once. Refuses more than :data:`LIMIT`."""
    home = Path(settings.MEDIA_ROOT) / "laboratory"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, fresh = tempfile.mkstemp(dir=home, prefix=".fresh-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LIMIT:
                    raise Impossible(f"{name}: larger than {LIMIT >> 20} MiB. Split the file.")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(fresh, target)
        _sync(target.parent)
    finally:
        Path(fresh).unlink(missing_ok=True)
    return Kept(target, digest.hexdigest(), size)


def path_of(sha256: str) -> Path:
    """Where the file with this digest lies."""
    return Path(settings.MEDIA_ROOT) / "laboratory" / sha256[:2] / sha256


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def set_apart(kept: Kept, name: str, reason: str) -> Path:
    """Move a refused file to the quarantine with ``reason`` beside it, and make room there. Returns where it lies."""
    home = Path(settings.MEDIA_ROOT) / "laboratory" / "refused"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = home / kept.sha256
    why = json.dumps({"name": name[:200], "reason": reason, "at": clock.now().isoformat()})
    target.with_suffix(".json").write_text(why, encoding="utf-8")
    os.replace(kept.path, target)
    os.utime(target)
    _make_room(home)
    _sync(home)
    return target


def put_in_place(kept: Kept) -> None:
    """After an import: the file lies under its own name, and not in quarantine, where an earlier or a parallel refusal put it."""
    apart = Path(settings.MEDIA_ROOT) / "laboratory" / "refused" / kept.sha256
    if apart.exists():
        os.replace(apart, kept.path)
        apart.with_suffix(".json").unlink(missing_ok=True)


def _make_room(home: Path) -> None:
    files = sorted((p for p in home.iterdir() if not p.suffix), key=lambda p: p.stat().st_mtime, reverse=True)
    total = 0
    for place, path in enumerate(files):
        total += path.stat().st_size
        if place >= REFUSED_FILES or total > REFUSED_BYTES:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
