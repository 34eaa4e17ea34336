"""Files from outside are kept as they came, under their SHA-256: whole under their final name, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from repatria.registry.refusals import Impossible

LIMIT = 64 << 20
"""Bytes of one file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file lies, its digest and size."""

    path: Path
    sha256: str
    bytes: int


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
