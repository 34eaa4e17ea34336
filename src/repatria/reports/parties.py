"""One party under several names: an office and its short form, a person with and without title, two spellings of a name."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from repatria.reports.language import load

NEAR = 1
"""Letters by which two spellings of one word of a name may differ, where another word of the name is the same."""
SHORTEST = 4


@lru_cache(maxsize=4096)
def canonical(name: str, code: str = "en") -> str:
    """The one name of a party: its alias's, without titles, roles, articles, full stops and marks over letters."""
    sheet = load(code).sheets["speech"]
    plain = name.replace(".", "").replace("’", "'").strip()
    for whole, others in sheet["aliases"].items():
        if plain.lower() in {whole.lower(), *(other.replace(".", "").lower() for other in others)}:
            return str(whole)
    drop = {word.replace(".", "") for word in (*sheet["titles"]["words"], *sheet["titles"]["suffixes"])}
    words = [word for word in plain.removesuffix("'s").split() if word.lower() not in drop]
    short = " ".join(words) or plain
    if short != plain:
        return canonical(short, code) if short.lower() != plain.lower() else short
    folded = unicodedata.normalize("NFKD", short)
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def same_party(a: str | None, b: str | None, code: str = "en") -> bool:
    """Whether two names may be one party: the same canonical name, one the end of the other, or two spellings a letter apart."""
    if not a or not b:
        return False
    whole = canonical(a, code), canonical(b, code)
    one, other = whole[0].lower().split(), whole[1].lower().split()
    if one == other:
        return True
    if all(name in load(code).sheets["speech"]["aliases"] for name in whole):
        return False
    short, long = sorted((one, other), key=len)
    if short and short == long[-len(short) :]:
        return True
    if len(one) != len(other) or len(one) < 2:
        return False
    apart = [distance(x, y) for x, y in zip(one, other, strict=True)]
    return 0 in apart and all(d <= NEAR and (d == 0 or len(x) >= SHORTEST) for d, x in zip(apart, one, strict=True))


def distance(a: str, b: str) -> int:
    """Letters to put in, take out or change to turn ``a`` into ``b``. Source: Levenshtein (1966), Sov. Phys. Dokl. 10:707-710."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, above = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(row[-1] + 1, above[j] + 1, above[j - 1] + (x != y)))
    return row[-1]
