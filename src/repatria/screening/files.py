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
    """Write ``path`` through a temporary neighbour; if another worker finished it first, theirs stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as sink:
            write(sink)
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over text parts, each with its length, so that no two sequences collide by concatenation."""
    out = hashlib.sha256()
    for part in parts:
        data = part.encode()
        out.update(str(len(data)).encode() + b":" + data)
    return out.hexdigest()


def profile_text(profile: Profile) -> str:
    """A profile as canonical text."""
    calls = ";".join(
        f"{m}={'/'.join(c.alleles)},{c.kind.value},{c.dropout!r},{c.d_hom!r},{c.dropin!r}" for m, c in sorted(profile.calls.items())
    )
    return f"{profile.id}|{profile.sex}|{calls}"


def family_text(family: Family) -> str:
    """A family as canonical text: pedigree, missing, references, pools."""
    people = ";".join(f"{p.id},{p.sex},{p.father},{p.mother},{p.twins}" for p in family.pedigree.people)
    inbred = sorted(family.pedigree.inbreeding.items()), sorted(family.pedigree.inbreeding_x.items())
    shown = "".join(f"[{who}:{profile_text(p)}]" for who, p in sorted(family.references.items()))
    return f"{family.id}|{people}|{inbred}|{','.join(family.missing)}|{shown}|{sorted(family.pools.items())}"
