"""Where a demonstration stands: made beside its final name and renamed when it is whole. Knows no Django."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from repatria.registry.home import CONFIG
from repatria.registry.refusals import NotReady

MARK = "demonstration.json"
SCHEMA = "repatria-demonstration/1"


@dataclass(frozen=True, slots=True)
class Standing:
    """The final folders of a registry and of its truth, and the names they bear until they are whole."""

    registry: Path

    @property
    def truth(self) -> Path:
        """The folder of the hidden truth: beside the registry, never in it."""
        return self.registry.with_name(f"{self.registry.name}-truth")

    @property
    def registry_part(self) -> Path:
        """The registry while it is being filled."""
        return self.registry.with_name(f".{self.registry.name}.part")

    @property
    def truth_part(self) -> Path:
        """The truth while it is being written."""
        return self.registry.with_name(f".{self.truth.name}.part")


def prepare(folder: Path, *, again: bool) -> tuple[Standing, bool]:
    """Make room for a demonstration in ``folder``: (where it stands, whether an interrupted one was cleared away).

    Refuses a folder that holds anything but a demonstration; replaces a demonstration only when told to do it ``again``.
    """
    standing = Standing(folder.absolute())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / MARK).is_file():
            what = "a registry that is no demonstration" if (folder / CONFIG).exists() else "something else"
            raise NotReady(f"{folder}: holds {what}. Choose a new folder for the demonstration.")
        if not again:
            raise NotReady(
                f"{folder}: holds a demonstration already. Serve it: repatria serve {folder}; or make it anew with --again: "
                "what was done in it is lost then."
            )
    cut_off = standing.registry_part.exists() or standing.truth_part.exists()
    for part in (standing.registry_part, standing.truth_part):
        shutil.rmtree(part, ignore_errors=True)
    standing.registry_part.parent.mkdir(parents=True, exist_ok=True)
    return standing, cut_off


def settle(standing: Standing, *, seed: int, scale: float) -> None:
    """Give both folders their final names; an earlier demonstration gives way only now."""
    mark = {"schema": SCHEMA, "seed": seed, "scale": scale, "notice": "Exercise: everyone here is invented."}
    (standing.registry_part / MARK).write_text(json.dumps(mark, indent=1) + "\n", encoding="utf-8")
    for part, final in ((standing.truth_part, standing.truth), (standing.registry_part, standing.registry)):
        old = final.with_name(f".{final.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if final.exists():
            os.replace(final, old)
        os.replace(part, final)
        shutil.rmtree(old, ignore_errors=True)
