"""A mitochondrial profile: which positions were read, and where they differ from the rCRS (Andrews et al. 1999).

Sites are rCRS positions and numbered insertions after them. What was read at a site is a set of bases, as bits: one bit is a
base, several are a point heteroplasmy, and a base with the bit for "no base" is a length heteroplasmy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from repatria.errors import InvalidCall

GENOME = 16569
PLACEHOLDER = 3107
"""The rCRS holds N here, so that positions keep their old numbers; nobody has a base there, and it is never compared."""
GAP = 16
BITS = {"A": 1, "C": 2, "G": 4, "T": 8, "-": GAP}
IUPAC = {
    "A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
    "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
MASKS = {letter: sum(BITS[base] for base in bases) for letter, bases in IUPAC.items()}
LETTERS = {mask: letter for letter, mask in MASKS.items()}
MAX_INSERT = 63
"""Bases inserted in one place at most; longer insertions are refused."""

REGIONS = {
    "HV1": ((16024, 16365),),
    "HV2": ((73, 340),),
    "HV3": ((438, 574),),
    "HV1/HV2": ((73, 340), (16024, 16365)),
    "control region": ((1, 576), (16024, GENOME)),
    "whole genome": ((1, GENOME),),
}
"""Usual ranges by name (EMPOP's HVS-I and HVS-II)."""

_DIFFERENCE = re.compile(r"([ACGT]?)(\d{1,5})(?:\.(\d{1,2}))?(DEL|del|[dD-]|[A-Za-z]{1,20})\Z", re.ASCII)
_RANGE = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\Z")

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """What was read at one site that is not the base of the rCRS. ``insert`` 0 is the position itself."""

    position: int
    insert: int
    mask: int

    def __post_init__(self) -> None:
        if not 1 <= self.position <= GENOME:
            raise InvalidCall(f"position {self.position}: the rCRS runs from 1 to {GENOME}. Correct it.")
        if not 0 <= self.insert <= MAX_INSERT:
            raise InvalidCall(f"{self.position}.{self.insert}: more than {MAX_INSERT} inserted bases. Leave the tract out.")
        if not 0 < self.mask < 32 or (self.insert and self.mask == GAP):
            raise InvalidCall(f"{self.position}.{self.insert}: reads nothing. Leave it out.")

    def __str__(self) -> str:
        place = f"{self.position}.{self.insert}" if self.insert else str(self.position)
        if self.mask == GAP:
            return f"{place}DEL"
        letter = LETTERS[self.mask & 15]
        return place + (letter.lower() if self.mask & GAP else letter)

    @property
    def mixed(self) -> bool:
        """Whether more than one thing was read here: a heteroplasmy."""
        return self.mask.bit_count() > 1


@dataclass(frozen=True, slots=True)
class Mitotype:
    """A profile: an id, the ranges that were read, and its differences from the rCRS inside them.

    ``unread`` are positions inside the ranges without a result. ``line`` names the maternal line a reference stands for,
    ``meioses`` the transmissions between its donor and the missing person, ``group`` a population. Ranges are sorted, do not
    touch, and lie in 1 to 16,569; a range over the end of the circle is two.
    """

    id: str
    ranges: Ranges
    differences: tuple[Site, ...] = ()
    unread: tuple[int, ...] = ()
    line: str = ""
    meioses: int | None = None
    group: str = ""

    def __post_init__(self) -> None:
        where = f"profile {self.id}"
        if not self.id:
            raise InvalidCall("mitochondrial profile without an id: give it one.")
        if not self.ranges:
            raise InvalidCall(f"{where}: no range. Say which positions were read, such as 16024-16365.")
        object.__setattr__(self, "ranges", joined(self.ranges, where))
        object.__setattr__(self, "differences", tuple(sorted(self.differences)))
        object.__setattr__(self, "unread", tuple(sorted(set(self.unread))))
        if self.meioses is not None and not 0 <= self.meioses <= 100:
            raise InvalidCall(f"{where}: {self.meioses} meioses. Write a number from 0 to 100.")
        _check_differences(where, self.ranges, self.differences, frozenset(self.unread))

    @property
    def heteroplasmies(self) -> tuple[Site, ...]:
        """The sites at which more than one thing was read."""
        return tuple(site for site in self.differences if site.mixed)

    def text(self) -> str:
        """The differences in one line, ``rCRS`` if there are none."""
        return " ".join(map(str, self.differences)) or "rCRS"


def _check_differences(where: str, ranges: Ranges, differences: tuple[Site, ...], unread: frozenset[int]) -> None:
    seen: dict[tuple[int, int], Site] = {}
    for site in differences:
        if not any(first <= site.position <= last for first, last in ranges):
            raise InvalidCall(
                f"{where}: {site} lies outside its range {range_text(ranges)}. Correct the range or the difference."
            )
        if site.position in unread:
            raise InvalidCall(f"{where}: {site} stands at a position said to be unread. Correct one of them.")
        twin = seen.setdefault((site.position, site.insert), site)
        if twin is not site:
            raise InvalidCall(
                f"{where}: {twin} and {site} stand at one place. Write a mixture as one letter, such as {site.position}Y."
            )
    for site in differences:
        before = seen.get((site.position, site.insert - 1))
        if site.insert > 1 and before is None:
            raise InvalidCall(f"{where}: {site} without {site.position}.{site.insert - 1}. Number inserted bases from 1.")
        if site.insert == 1 and before is not None and before.mask == GAP:
            raise InvalidCall(f"{where}: {before} and {site} delete and insert in one place. Write the base that was read.")


def joined(ranges: Iterable[tuple[int, int]], where: str = "range") -> Ranges:
    """Ranges cut at the end of the circle, sorted, and joined where they touch; :class:`InvalidCall` if impossible."""
    parts: list[tuple[int, int]] = []
    for first, last in ranges:
        if not (1 <= first <= GENOME and 1 <= last <= GENOME):
            raise InvalidCall(f"{where}: {first}-{last} is outside 1 to {GENOME}. Correct the range.")
        parts += [(first, last)] if first <= last else [(first, GENOME), (1, last)]
    out: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return tuple(out)


def ranges_of(text: str, where: str = "range") -> Ranges:
    """Ranges from text: a name of :data:`REGIONS`, or ``16024-16365 73-340`` with spaces, commas or semicolons between."""
    short = " ".join(text.split())
    named = {name.lower(): value for name, value in REGIONS.items()}
    named |= {
        "cr": REGIONS["control region"],
        "all": REGIONS["whole genome"],
        "hvs-i": REGIONS["HV1"],
        "hvs-ii": REGIONS["HV2"],
    }
    if short.lower() in named:
        return named[short.lower()]
    parts = []
    for word in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", short)):
        found = _RANGE.match(word)
        if word and not found and word.lower() not in named:
            raise InvalidCall(
                f"{where}: {word[:30]!r} is not a range. Write first-last, such as 16024-16365, or HV1, HV2, CR, all."
            )
        if found:
            parts.append((int(found[1]), int(found[2] or found[1])))
        elif word:
            parts += list(named[word.lower()])
    if not parts:
        raise InvalidCall(f"{where}: no range. Say which positions were read, such as 16024-16365.")
    return joined(parts, where)


def range_text(ranges: Ranges) -> str:
    """``16024-16365 73-340``: from the start of HV1, as laboratories write it."""
    order = sorted(ranges, key=lambda r: (r[0] < 16000, r))
    return " ".join(f"{a}-{b}" for a, b in order)


def sites_of(word: str, rcrs: str) -> tuple[Site, ...]:
    """The sites of one written difference: ``263G``, ``A263G``, ``309.1C``, ``315.1CC``, ``523DEL``, ``523d``, ``152Y``, ``309.1c``.

    ``rcrs`` is the reference sequence. Refuses what contradicts it: ``263A``, the base of the rCRS itself, or ``G263A``.
    """
    found = _DIFFERENCE.match(word)
    if not found:
        raise InvalidCall(f"{word[:30]!r} is not a difference from the rCRS. Write 263G, 309.1C, 523DEL or 152Y.")
    stated, position, insert, what = found[1], int(found[2]), found[3], found[4]
    if not 1 <= position <= GENOME:
        raise InvalidCall(f"{word}: position {position} is outside 1 to {GENOME}. Correct it.")
    base = rcrs[position - 1]
    if stated and insert is None and stated != base:
        raise InvalidCall(f"{word}: the rCRS has {base} at {position}, not {stated}. Check the position.")
    if what in ("DEL", "del", "d", "-"):
        if insert is not None:
            raise InvalidCall(f"{word}: an inserted base cannot be deleted. Leave it out.")
        return (Site(position, 0, GAP),)
    if insert is None and len(what) > 1:
        raise InvalidCall(f"{word}: {len(what)} bases at one position. Write one difference for each.")
    out = []
    for i, letter in enumerate(what):
        if letter.upper() not in MASKS:
            raise InvalidCall(
                f"{word}: {letter!r} is no base and no code for a mixture. Use A, C, G, T, R, Y, S, W, K, M, B, D, H, V."
            )
        mask = MASKS[letter.upper()] | (GAP if letter.islower() else 0)
        out.append(Site(position, 0 if insert is None else int(insert) + i, mask))
    if insert is not None and int(insert) == 0:
        raise InvalidCall(f"{word}: inserted bases are numbered from 1. Write {position}.1{what}.")
    if insert is None and out[0].mask == BITS.get(base, 0):
        raise InvalidCall(f"{word}: {base} is the base of the rCRS itself. Leave it out, or correct it.")
    return tuple(out)
