"""Zones of a bone as one line of text: ``"1 2p 5"`` is zone 1 and 5 present, zone 2 partly present. Pure text, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from repatria.registry.refusals import Impossible

PRESENT, PARTIAL = "present", "partial"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ONE = re.compile(r"(\d{1,2})(p?)")


def read_zones(text: str) -> dict[int, str]:
    """Zone number -> present or partial, from a stored line; Impossible for anything else."""
    found: dict[int, str] = {}
    for piece in text.split():
        told = _ONE.fullmatch(piece)
        if told is None or int(told[1]) in found:
            raise Impossible(f"zones {text!r}: {piece!r} is not a zone, or stands twice. Write for example 1 2p 5.")
        found[int(told[1])] = PARTIAL if told[2] else PRESENT
    return found


def write_zones(zones: Mapping[int, str]) -> str:
    """The stored line of ``zones``, in the order of their numbers."""
    return " ".join(f"{number}{'p' if zones[number] == PARTIAL else ''}" for number in sorted(zones))


def from_letters(text: str) -> dict[int, str]:
    """``"ab-d"`` -> zones 1 and 4 present, zone 2 partly: a letter a zone, a hyphen behind it means partly."""
    found: dict[int, str] = {}
    for letter, partly in re.findall(r"([a-z])(-?)", text):
        found[LETTERS.index(letter) + 1] = PARTIAL if partly else PRESENT
    return found


def to_letters(zones: Mapping[int, str]) -> str:
    """The letters that :func:`from_letters` reads."""
    return "".join(LETTERS[n - 1] + ("-" if zones[n] == PARTIAL else "") for n in sorted(zones) if n <= len(LETTERS))


def whole(numbers: Iterable[int]) -> dict[int, str]:
    """Every zone present."""
    return dict.fromkeys(numbers, PRESENT)
