"""What a court or an auditor reads of the evidence, and no more: numbers about this pair, relatives by letters, nothing of any one of them.

The whole evidence file says of each typed relative how well the DNA bears out that they are kin of the others. That tells of parentages
that somebody in the family may not know of; so it leaves only with the genotypes, for an expert who recomputes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from repatria.registry.identification.told import for_programs

SCHEMA = "repatria-evidence-shown/1"
ASKED = ("profiles", "missing", "reference_errors")
ERROR = ("cap",)


def letters_of(codes: Iterable[str]) -> dict[str, str]:
    """What each relative is called: relative A, B, …, Z, AA, … in the order of their codes."""
    return {code: f"relative {_letters(number)}" for number, code in enumerate(sorted(set(codes)))}


def shortened(document: Mapping[str, Any], letters: Mapping[str, str], *, borne_out: bool) -> dict[str, Any]:
    """The evidence ``document`` as its reader gets it; ``of`` is the digest of the whole, which the signature binds.

    ``borne_out``: that two donors confirm each other or one was sampled twice, as the rule asks; not which of the two, and not who.
    """
    told = for_programs(document, parentage=False)
    del told["digest"]
    error = told["reference_error"]
    kept = {
        **told,
        "schema": SCHEMA,
        "of": document["digest"],
        "asked": {name: told["asked"][name] for name in ASKED if name in told["asked"]},
        "lines": [{name: value for name, value in line.items() if name != "basis"} for line in told["lines"]],
        "reference_error": {
            **{name: error[name] for name in ERROR},
            "donors": {"number": error["donors"]["number"], "borne_out": borne_out},
        },
    }
    called: dict[str, Any] = renamed(kept, letters)
    return called


def renamed(value: Any, letters: Mapping[str, str]) -> Any:
    """``value`` with every relative's code in a text, a field's name included, replaced by what they are called."""
    if not letters:
        return value
    pattern = re.compile("|".join(re.escape(code) for code in sorted(letters, key=len, reverse=True)))

    def said(one: Any) -> Any:
        if isinstance(one, str):
            return pattern.sub(lambda found: letters[found[0]], one)
        if isinstance(one, Mapping):
            return {said(name): said(part) for name, part in one.items()}
        return [said(part) for part in one] if isinstance(one, (list, tuple)) else one

    return said(value)


def _letters(number: int) -> str:
    first, last = divmod(number, 26)
    return ("" if not first else _letters(first - 1)) + chr(ord("A") + last)
