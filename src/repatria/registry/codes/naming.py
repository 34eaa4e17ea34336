"""How codes are made and how identifiers are compared. Pure text, no database."""

from __future__ import annotations

import re
import unicodedata

from repatria.registry.codes.damm import check_digit

CODE = re.compile(r"([A-Z]{2,8})-([A-Z])(\d{5,9})-(\d)")


def code_of(mark: str, kind: str, number: int) -> str:
    """``HERON-C00012-5``: the incident's mark, the kind's letter, the number, a check digit over the number."""
    digits = f"{number:05d}"
    return f"{mark}-{kind}{digits}-{check_digit(digits)}"


def read_code(text: str) -> str | None:
    """The code in ``text`` as typed or scanned, in one form; ``None`` if it is none or its check digit is wrong."""
    found = CODE.fullmatch(text.strip().upper().replace(" ", "").replace("–", "-"))
    return found.group(0) if found and check_digit(found.group(3)) == found.group(4) else None


def normal_of(value: str, issuer: str = "") -> str:
    """One form for the ways a number is written: ``CIL 2017-353``, ``2017-353`` and ``cil 2017/0353`` give ``2017-353``.

    Capitals, width and punctuation do not count, nor leading zeros of a group of digits, nor the issuer's own name in front.
    """
    groups, lead = _groups(value), _groups(issuer)
    while lead and groups[: len(lead)] == lead and len(groups) > len(lead):
        groups = groups[len(lead) :]
    return "-".join(g.lstrip("0") or "0" if g.isdigit() else g for g in groups)


def normals_to_try(text: str) -> set[str]:
    """The normal forms under which ``text`` may be filed when nobody said who issued it."""
    whole = normal_of(text)
    first, _, rest = whole.partition("-")
    return {n for n in (whole, rest if rest and not first.isdigit() else "") if n}


def close_of(value: str, issuer: str = "") -> str:
    """The value without any separator, the issuer's name in front left out: ``RA 12-345 678`` gives ``RA12345678``. Zeros stay."""
    groups = _groups(value)
    lead = _groups(issuer)
    while lead and groups[: len(lead)] == lead and len(groups) > len(lead):
        groups = groups[len(lead) :]
    return "".join(groups)


def bare_of(close: str) -> str:
    """The digits of a number with letters in front, ``12345678`` of ``RA12345678``; empty for anything else or fewer than five."""
    found = re.fullmatch(r"[^\W\d_]+(\d{5,})", close)
    return found[1] if found else ""


def runs_of(value: str) -> tuple[int, ...]:
    """How long each unbroken run of digits is: (2, 3, 3) of ``RA 12 345 678``."""
    return tuple(len(group) for group in _groups(value) if group.isdigit())


def written_alike(one: str, other: str) -> bool:
    """Whether two ways of writing the same signs may mean one number: the digits are broken alike, or one does not break them.

    ``2017-353`` and ``20173-53`` hold the same digits, broken differently: two numbers.
    """
    ways = runs_of(one), runs_of(other)
    return any(len(way) <= 1 for way in ways) or ways[0] == ways[1]


def _groups(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", unicodedata.normalize("NFKC", text).upper())
