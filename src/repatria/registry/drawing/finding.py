"""A bone by a few keys: "fe l" or "fel" is the left femur, "t6" the sixth thoracic vertebra, "hd3r" a fingertip.

How to type: the short form (column ``short`` of ``data/elements.csv``, listed by ``short_forms``), with or without spaces: two letters
for the bone, its number where it has one, then l, r or u (side not known). Or the first letters of any words of the name, in any
order: "left fem", "cun med r". Exact short forms come first, then names that begin with what was typed, then the rest, each in the
order of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from repatria.registry.drawing.elements import Element, catalogue

_PIECES = re.compile(r"[a-z]+|\d+")
_ALIASES = {
    "atlas": "c 1",
    "axis": "c 2",
    "breastbone": "sternum",
    "collarbone": "clavicle",
    "collar bone": "clavicle",
    "shoulder blade": "scapula",
    "thigh bone": "femur",
    "shin bone": "tibia",
    "shin": "tibia",
    "heel bone": "calcaneus",
    "heel": "calcaneus",
    "kneecap": "patella",
    "jaw": "mandible",
    "tailbone": "coccyx",
    "innominate": "os coxae",
    "hip": "os coxae",
    "pelvis": "os coxae",
    "malar": "zygomatic",
    "cheek": "zygomatic",
}


def find(text: str, *, limit: int = 8) -> list[Element]:
    """At most ``limit`` entries that fit the typed text, best first; none for an empty text or when nothing fits."""
    typed = " ".join(text.lower().replace("(", " ").replace(")", " ").split())
    if not typed:
        return []
    for alias, word in _ALIASES.items():
        if typed == alias or typed.startswith(alias + " "):
            typed = word + typed[len(alias) :]
            break
    ranked = []
    for place, entry in enumerate(catalogue().values()):
        rank = _rank(typed, entry)
        if rank is not None:
            ranked.append((rank, place, entry))
    return [entry for _, _, entry in sorted(ranked, key=lambda row: row[:2])[:limit]]


def short_forms() -> list[tuple[str, str]]:
    """(short form, name) of every entry, for the help page of keyboard entry."""
    return [(entry.short, entry.name) for entry in catalogue().values()]


def _rank(typed: str, entry: Element) -> int | None:
    squeezed = typed.replace(" ", "").replace("-", "")
    short = entry.short.replace(" ", "")
    if squeezed == short or typed == entry.code:
        return 0
    if short.startswith(squeezed):
        return 1
    words = _PIECES.findall(entry.name.lower())
    pieces = _PIECES.findall(typed)
    if not pieces or not _each_begins_one(pieces, words):
        return None
    plain = [word for word in words if word not in ("left", "right")]
    first = next((piece for piece in pieces if piece not in ("l", "r", "left", "right")), pieces[0])
    return 2 if plain and plain[0].startswith(first) else 3


def _each_begins_one(pieces: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every typed piece begins a word of its own; a number must be the whole number."""
    left = list(words)
    for piece in sorted(pieces, key=len, reverse=True):
        fit = next((word for word in left if word == piece or (not piece.isdigit() and word.startswith(piece))), None)
        if fit is None:
            return False
        left.remove(fit)
    return True
