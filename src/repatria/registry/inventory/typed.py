"""One typed line is one bone: ``fe l 3 ab-`` is a left femur, half to three quarters of it, zone a present and b partly.

The element's short form or the first letters of its name; then, in this order and each only where it is known: a digit for
completeness (1 to 5), letters for zones (a hyphen behind a letter: partly), ``!`` for animal or ``?`` for undetermined,
``#`` and a number of one's own, ``;`` and a remark. Spaces may be left out where the short form is typed: ``fel3ab``.
"""

from __future__ import annotations

import re

from repatria.registry.drawing.elements import Element
from repatria.registry.drawing.finding import find
from repatria.registry.inventory import kinds
from repatria.registry.inventory.told import COMPLETE, Told
from repatria.registry.inventory.zones import from_letters, whole, write_zones
from repatria.registry.refusals import Impossible, Refusal

REPEAT, UNDO = ".", "-"
LONGEST = 200
_TORN = re.compile(r"\d\s+\d")
_REST = re.compile(r"([1-5])?\s*((?:[a-z]-?)*)\s*([!?])?")


class Choices(Refusal):
    """What was typed fits several elements; ``found`` lists the likeliest."""

    status = 422

    def __init__(self, text: str, found: tuple[Element, ...]) -> None:
        super().__init__(f"{text!r}: fits {len(found)} elements. Choose one, or type more of it.")
        self.found = found


def read_line(text: str) -> Told:
    """The bone that a typed line says. Impossible if nothing fits, Choices if several do."""
    line, _, remark = text.strip()[:LONGEST].partition(";")
    line, _, designator = line.partition("#")
    line = " ".join(line.lower().split())
    if not line:
        raise Impossible("bone: nothing was typed. Type an element, for example fe l for a left femur.")
    kind, rest = _element(line)
    told = _REST.fullmatch(rest.strip())
    if told is None:
        raise Impossible(
            f"{text.strip()!r}: {rest.strip()!r} behind {kind.name} is not understood. Write a digit 1 to 5, then zone letters."
        )
    digit, letters, sign = told.groups()
    completeness = int(digit) if digit else None
    zones = from_letters(letters)
    if not zones and completeness == COMPLETE:
        zones = whole(zone.number for zone in kind.zones)
    return Told(
        element=kind.code,
        completeness=completeness,
        zones=write_zones(zones),
        human={"!": "animal", "?": "undetermined"}.get(sign or "", "human"),
        designator=" ".join(designator.split()),
        notes=remark.strip(),
    ).checked()


def _element(line: str) -> tuple[Element, str]:
    exact = _longest_short(line) or _whole_skull(line)
    if exact is not None:
        return exact
    pieces = line.split()
    nearest: tuple[Element, ...] = ()
    for count in range(len(pieces), 0, -1):
        found = tuple(find(" ".join(pieces[:count]), limit=8))
        if len(found) == 1:
            return found[0], " ".join(pieces[count:])
        nearest = nearest or found
    if not nearest:
        raise Impossible(f"{line!r}: no element is called so. Type its short form or the first letters of its name.")
    raise Choices(line, nearest)


def _longest_short(line: str) -> tuple[Element, str] | None:
    """The longest short form that ``line`` begins with, and what follows it; a short form ends at a space, a digit or the end,
    or is directly followed by zone letters after its digit."""
    shorts = kinds.by_short()
    for end in range(len(line), 1, -1):
        head, rest = line[:end], line[end:]
        kind = shorts.get(head.replace(" ", ""))
        if kind is not None and not _TORN.search(head) and _REST.fullmatch(rest.strip()) and _apart(head, rest):
            return kind, rest
    return None


def _whole_skull(line: str) -> tuple[Element, str] | None:
    for name in ("skull", kinds.CRANIUM):
        if line == name or line.startswith(name + " "):
            return kinds.kind_of(kinds.CRANIUM), line[len(name) :]
    return None


def _apart(head: str, rest: str) -> bool:
    """Whether a short form may end here: no word and no number is cut in two."""
    if not rest or rest[0] in " !?" or head.endswith(" "):
        return True
    return rest[0].isdigit() and not (head[-1].isdigit() and len(rest) > 1 and rest[1].isdigit())
