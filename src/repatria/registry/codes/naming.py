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
    text = unicodedata.normalize("NFKC", value).upper()
    groups = re.findall(r"[^\W\d_]+|\d+", text)
    lead = re.findall(r"[^\W\d_]+|\d+", unicodedata.normalize("NFKC", issuer).upper())
    while lead and groups[: len(lead)] == lead and len(groups) > len(lead):
        groups = groups[len(lead) :]
    return "-".join(g.lstrip("0") or "0" if g.isdigit() else g for g in groups)


def normals_to_try(text: str) -> set[str]:
    """The normal forms under which ``text`` may be filed when nobody said who issued it."""
    whole = normal_of(text)
    first, _, rest = whole.partition("-")
    return {n for n in (whole, rest if rest and not first.isdigit() else "") if n}
