"""Serving the fonts as static files, straight out of their packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from repatria.registry.look.fonts import found

DRAWINGS = Path(__file__).parents[1] / "drawing" / "drawing.css"


def _files() -> dict[str, Path]:
    """The fonts, and the colours of the drawings, which lie beside what draws them."""
    return {**found(), "drawing.css": DRAWINGS}


class FontFinder(BaseFinder):
    """A finder of static files that serves the fonts out of their packages."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to complain of: pages fall back to the fonts of the machine."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind ``path``; an empty list where there is none, as Django's own finders answer."""
        file = _files().get(path)
        if file is None:
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        """Every font with a storage that opens it."""
        for path, file in _files().items():
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
