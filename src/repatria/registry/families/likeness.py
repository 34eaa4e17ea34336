"""Keys of whole names: two entries that share one may be one person. Pure text; single words are the business of namekeys.py.

Order, marks, script, hyphens, single letters and titles do not count: ``Velmora, Anton B.`` and ``Антон Велмора`` share a key, and
so do 김영수, ``Kim Young-soo`` and ``Gim Yeongsu``. A shared key only offers a pair to a person; it decides nothing.
"""

from __future__ import annotations

from itertools import islice, product

from repatria.registry.families.namedata import SURNAME_HANGUL, SURNAME_LATIN, TITLES
from repatria.registry.families.namekeys import folded, is_korean, plain, romanised, spellings_of, words_of

MARK = "w:"
"""How a key of a whole name begins; the keys of single words begin otherwise, so that both lie in one table."""
MOST = 16
"""Keys that one name may have: words of Cyrillic have several transliterations each."""
LENGTH = 80


def wholes_of(name: str) -> frozenset[str]:
    """The keys of a whole name; empty where it has fewer than two words that count."""
    words = [w for w in words_of(name) if w not in TITLES]
    long = [w for w in words if len(w) > 1 or not w.isascii()]
    found: set[str] = set()
    if len(long) > 1:
        found |= {MARK + " ".join(sorted(way)) for way in islice(product(*(_plain(w) for w in long)), MOST)}
    if is_korean(name) and len(words) > 1:
        found |= _korean(words)
    return frozenset(key[:LENGTH] for key in sorted(found)[: 2 * MOST])


def _plain(word: str) -> list[str]:
    """A word in Latin letters, in each of its transliterations; hyphens do not count."""
    return sorted(spelling for spelling in spellings_of(word.replace("-", "")) if spelling) or [plain(word)]


def _korean(words: list[str]) -> set[str]:
    """Surname group and folded given name, with the surname at either end."""
    found = set()
    for surname, given in ((words[0], words[1:]), (words[-1], words[:-1])):
        one = surname.replace("-", "")
        groups = (SURNAME_HANGUL[one],) if one in SURNAME_HANGUL else SURNAME_LATIN.get(plain(one), ())
        whole = "".join(given).replace("-", "")
        ways = romanised(whole) or {plain(whole)}
        found |= {f"{MARK}{group}|{folded(way)}" for group in groups for way in ways if folded(way)}
    return found
