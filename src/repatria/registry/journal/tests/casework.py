"""What the cases of the verifier share: the published vectors, a small journal with its heads, and a slow tree to compare with."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repatria.registry.journal.tests import making

DATA = Path(__file__).parent / "data"
VECTORS = json.loads((DATA / "rfc6962/proof_vectors.json").read_text(encoding="utf-8"))
SIGNATURES = json.loads((DATA / "rfc8032/vectors.json").read_text(encoding="utf-8"))
ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
TEN = making.journal(10)
SIGNED = {size: making.witnessed(TEN[:size]) for size in (0, 1, 4, 7, 10)}
Module = Any


def refuses(function: Callable[..., Any], *args: Any) -> str:
    """The message that a call is refused with."""
    try:
        function(*args)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"accepted: {args!r}"[:300])


def judged(v: Module, entries: list[bytes], *witnesses: str) -> Any:
    """The report on entries against witnesses."""
    return v.check(io.BytesIO(making.export(entries)), [(f"w{i}", text) for i, text in enumerate(witnesses)])


def raw(**other: Any) -> bytes:
    """An entry written down without any check."""
    return json.dumps(making.fields(1) | other, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def naive_root(v: Module, leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(v, leaves[:half]) + naive_root(v, leaves[half:])).digest()
