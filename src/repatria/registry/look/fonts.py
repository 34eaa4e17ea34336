"""Fonts from packages: Noto Sans (Latin, Cyrillic, Greek) and Noto Sans KR (Korean). None is kept in this project.

Pages load them from their own server, the Korean one only where Korean is shown; papers refuse to be written without them,
because a name printed as empty boxes is worse than no paper.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

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
