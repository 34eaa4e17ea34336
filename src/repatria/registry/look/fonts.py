"""Fonts from packages: Noto Sans (Latin, Cyrillic, Greek) and Noto Sans KR (Korean). None is kept in this project.

Pages load them from their own server, the Korean one only where Korean is shown; papers refuse to be written without them,
because a name printed as empty boxes is worse than no paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from repatria.registry.refusals import NotReady

PACKAGES = {
    "fonts/latin.ttf": ("fontpkg_noto_sans", "NotoSans[[]*.ttf"),
    "fonts/latin-italic.ttf": ("fontpkg_noto_sans", "NotoSans-Italic*.ttf"),
    "fonts/korean.ttf": ("pylopdf_fonts_ko", "*Sans*KR*"),
}
"""Address under /static/ -> (package, pattern of the file in it)."""


@cache
def found() -> dict[str, Path]:
    """The font files that are installed, by their address."""
    files: dict[str, Path] = {}
    for address, (package, pattern) in PACKAGES.items():
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            match = next((p for p in sorted(Path(place).rglob(pattern)) if p.suffix.lower() in (".ttf", ".otf", ".ttc")), None)
            if match is not None:
                files[address] = match
    return files


def font_paths() -> tuple[Path, ...]:
    """The font files for papers; NotReady says which package is missing."""
    files = found()
    absent = sorted({package for address, (package, _) in PACKAGES.items() if address not in files})
    if absent:
        raise NotReady(
            f"papers need the font packages {', '.join(absent)}. Install them with: pip install 'repatria[registry]'"
        )
    return tuple(files[address] for address in PACKAGES)


class FontFinder:
    """A finder of static files that serves the fonts out of their packages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to set up."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to complain of: pages fall back to the fonts of the machine."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind ``path``."""
        file = found().get(path)
        if find_all:
            return [str(file)] if file else []
        return str(file) if file else None

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        """Every font with a storage that opens it."""
        from django.core.files.storage import FileSystemStorage

        for path, file in found().items():
            yield path, _One(FileSystemStorage(location=str(file.parent)), path, file.name)


class _One:
    """A storage in which one file goes by another name."""

    prefix = ""

    def __init__(self, storage: Any, path: str, name: str) -> None:
        self._storage, self._path, self._name = storage, path, name

    def __getattr__(self, what: str) -> Any:
        return getattr(self._storage, what)

    def open(self, path: str, mode: str = "rb") -> Any:
        """The file."""
        return self._storage.open(self._name, mode)

    def path(self, path: str) -> str:
        """Where it lies."""
        return str(self._storage.path(self._name))

    def get_modified_time(self, path: str) -> Any:
        """When it was installed."""
        return self._storage.get_modified_time(self._name)
