"""Files that are created whole, once, or not at all; and digests of what went into them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from repatria.model.family import Family
from repatria.model.profile import Profile


def write_once(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write ``path`` whole or not at all; if another worker finished it first, theirs stays."""
    _write(path, write, _link)


def write_over(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write ``path`` whole, in place of what was there: a reader sees the old content or the new."""
    _write(path, write, os.replace)


def _write(path: Path, write: Callable[[BinaryIO], object], finish: Callable[[str, Path], object]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as sink:
            write(sink)
        finish(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _link(name: str, path: Path) -> None:
    try:
        os.link(name, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links, such as a memory stick
        os.replace(name, path)


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over text parts, each with its length, so that no two sequences collide by concatenation."""
    out = hashlib.sha256()
    for part in parts:
        data = part.encode()
        out.update(str(len(data)).encode() + b":" + data)
    return out.hexdigest()


def profile_text(profile: Profile) -> str:
    """A profile as canonical text; quoted, so that no code can pass for another's data."""
    calls = [(m, c.alleles, c.kind.value, c.dropout, c.d_hom, c.dropin) for m, c in sorted(profile.calls.items())]
    return repr((profile.id, profile.sex, calls))


def family_text(family: Family) -> str:
    """A family as canonical text: pedigree, missing, references, pools."""
    people = [(p.id, p.sex, p.father, p.mother, p.twins) for p in family.pedigree.people]
    inbred = sorted(family.pedigree.inbreeding.items()), sorted(family.pedigree.inbreeding_x.items())
    shown = [(who, profile_text(p)) for who, p in sorted(family.references.items())]
    return repr((family.id, people, inbred, family.missing, shown, sorted(family.pools.items())))
