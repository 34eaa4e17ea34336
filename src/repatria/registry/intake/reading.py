"""Boxes and seals as officers type them, one a line. Text in, plain values out."""

from __future__ import annotations

from repatria.registry.custody.models import Seal
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.refusals import Impossible


def read_seal(text: str) -> FoundSeal:
    """``4711`` or ``4711 broken``."""
    words = text.split()
    if len(words) > 1 and words[-1].lower() in Seal.State.values:
        return FoundSeal(" ".join(words[:-1]), words[-1].lower())
    return FoundSeal(" ".join(words))


def read_seals(text: str) -> tuple[FoundSeal, ...]:
    """Seals with semicolons or line breaks between."""
    return tuple(read_seal(part) for part in text.replace("\n", ";").split(";") if part.strip())


def read_boxes(text: str) -> list[Arrival]:
    """Boxes, one a line: number, seal, seal …"""
    found = []
    for line, raw in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in raw.replace(";", ",").split(",")]
        if not any(cells):
            continue
        if not cells[0]:
            raise Impossible(f"boxes, line {line}: {raw.strip()[:60]!r}. Write the number on the box first, then its seals.")
        found.append(Arrival(number=cells[0], seals=tuple(read_seal(cell) for cell in cells[1:] if cell)))
    return found
