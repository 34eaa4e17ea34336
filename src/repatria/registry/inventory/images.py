"""Photographs: read by content, turned upright, written anew without metadata, kept under the digest of their bytes."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from repatria.registry.refusals import Impossible, NotReady

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
SCREEN = 1200
"""Longest side of the copy shown on a page, in pixels."""
READ = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}


@dataclass(frozen=True, slots=True)
class Clean:
    """An image without metadata: its bytes, its type, its size; ``screen`` is a smaller JPEG; ``given`` digests what came in."""

    data: bytes
    media: str
    width: int
    height: int
    screen: bytes
    given: str

    @property
    def sha256(self) -> str:
        """The digest of the bytes kept."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def screen_sha256(self) -> str:
        """The digest of the smaller copy."""
        return hashlib.sha256(self.screen).hexdigest()


def clean(raw: bytes, name: str = "photograph") -> Clean:
    """``raw`` as a JPEG or PNG without anything but its pixels; Impossible if it is neither, too large or broken."""
    name = Path(name).name[:80]
    if len(raw) > MOST_BYTES:
        raise Impossible(f"{name}: {len(raw) // 1_048_576} MiB. At most {MOST_BYTES // 1_048_576} MiB; save it smaller.")
    try:
        with Image.open(io.BytesIO(raw), formats=tuple(READ)) as found:
            kind, (width, height) = str(found.format), found.size
            if width * height > MOST_PIXELS:
                raise Impossible(f"{name}: {width} x {height} pixels. At most {MOST_PIXELS:,} pixels; save it smaller.")
            upright = ImageOps.exif_transpose(found)
            bare = Image.new("RGB", upright.size, "white")
            bare.paste(upright.convert("RGB"))
    except UnidentifiedImageError as fault:
        raise Impossible(f"{name}: not a JPEG or PNG image by its content. Choose a photograph.") from fault
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Impossible(f"{name}: the image cannot be read to its end. Save it again as JPEG or PNG.") from fault
    small = bare.copy()
    small.thumbnail((SCREEN, SCREEN))
    return Clean(
        data=_written(bare, kind),
        media=READ[kind][0],
        width=bare.width,
        height=bare.height,
        screen=_written(small, "JPEG"),
        given=hashlib.sha256(raw).hexdigest(),
    )


def path_of(sha256: str, room: str = "photographs") -> Path:
    """Where the bytes with this digest lie."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise Impossible(f"digest {sha256[:80]!r}: not one of ours. Start again from the page.")
    return Path(settings.HOME.uploads) / room / sha256[:2] / sha256


def keep(data: bytes, room: str = "photographs") -> str:
    """Write ``data`` under its digest, whole and durable or not at all; the digest. The same bytes are kept once."""
    digest = hashlib.sha256(data).hexdigest()
    target = path_of(digest, room)
    if target.is_file() and target.stat().st_size == len(data):
        return digest
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as fault:
        raise NotReady(
            f"upload: could not be written ({fault.strerror}). Nothing was kept; free some space, then try again."
        ) from fault
    return digest


def fetch(sha256: str, room: str = "photographs") -> bytes:
    """The bytes with this digest; NotReady if they are gone or no longer what they were."""
    try:
        data = path_of(sha256, room).read_bytes()
    except OSError as fault:
        raise NotReady(f"upload {sha256[:12]}: its file cannot be read. Restore it from the backup.") from fault
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NotReady(f"upload {sha256[:12]}: its file was changed. Restore it from the backup.")
    return data


def _written(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", optimize=False)
    else:
        image.save(out, "JPEG", quality=92)
    return out.getvalue()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
