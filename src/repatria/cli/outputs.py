"""What a command will write is looked at before it computes: no folder, no input, no two answers in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from repatria.errors import InvalidInput


def refuse_outputs(outputs: Mapping[str, Path | None], inputs: Sequence[Path | None]) -> None:
    """:class:`InvalidInput` for the first of ``outputs`` (option -> file) that cannot be written, or would replace what is read.

    A file that is there and is not read is replaced, whole, when the answer is ready.
    """
    read = {path.resolve(): path for path in inputs if path is not None}
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        if path.is_dir():
            raise InvalidInput(f"{option} {path}: is a folder. Name a file.")
        if not path.parent.is_dir():
            raise InvalidInput(f"{option} {path}: the folder {path.parent} is not there. Make it first.")
        where = path.resolve()
        if where in read:
            raise InvalidInput(f"{option} {path}: is a file that is read here; it would be lost. Name another file.")
        if where in taken:
            raise InvalidInput(f"{option} {path}: {taken[where]} names the same file. Give each its own.")
        taken[where] = option
