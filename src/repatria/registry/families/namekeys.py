"""Keys under which names are found: without case, marks, script or order. Pure text; the tables of spellings stand in namedata.py.

A name gives *words*: ``t:`` the word in plain Latin letters (for Cyrillic and Hangul by the usual transliterations), ``s:`` the
group of a Korean surname (김, Kim and Gim share one), ``f:`` a folded form that many romanisations of one Korean syllable share.
A search asks for every word of the query, in any order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from repatria.registry.families.namedata import (
    CYRILLIC,
    FOLDS,
    LATIN,
    MR_FINAL,
    MR_INITIAL,
    MR_MEDIAL,
    MR_VOICED,
    RR_FINAL,
    RR_INITIAL,
    RR_MEDIAL,
    SURNAME_HANGUL,
    SURNAME_LATIN,
    TITLES,
)

MOST = 24
"""Words of one name that are kept as keys."""
_HANGUL = range(0xAC00, 0xD7A4)


def keys_of(name: str) -> frozenset[str]:
    """All keys of a name: store one row each."""
    found: set[str] = set()
    korean, words = is_korean(name), words_of(name)
    if korean and len(words) == 3 and not any("-" in w for w in words):
        words += [words[0] + words[1], words[1] + words[2]]
    for word in words:
        for part in {word.replace("-", ""), *word.split("-")}:
            found |= _keys(part, korean)
    return frozenset(sorted(found - {""})[: 4 * MOST])


def readings(query: str) -> list[list[frozenset[str]]]:
    """How a search may be read: each reading lists, for every word, the keys of which one must be there."""
    words = [w for w in words_of(query) if w not in TITLES] or words_of(query)
    joined = [w.replace("-", "") for w in words]
    parts = [p for w in words for p in w.split("-") if p]
    found = [joined]
    for more in (parts, *(_pairs(parts) if len(parts) == 3 else ())):
        if more not in found:
            found.append(more)
    return [[_keys(w, True) for w in words][:MOST] for words in found if words]


def is_korean(name: str) -> bool:
    """Whether ``name`` is written in Hangul, or has two or three words with a Korean surname at one end."""
    text = unicodedata.normalize("NFC", name)
    if any(ord(c) in _HANGUL for c in text):
        return True
    words = [plain(w.replace("-", "")) for w in words_of(name)]
    return 2 <= len(words) <= 3 and any(w in SURNAME_LATIN for w in (words[0], words[-1]))


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """``word`` in small Latin letters without marks; letters of other scripts stay."""
    text = "".join(LATIN.get(c, c) for c in unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def romanised(hangul: str) -> frozenset[str]:
    """The spellings of a Hangul word: Revised Romanisation and McCune-Reischauer without marks, the latter with and without voicing.

    Sources: the two systems' own tables (recalled; see namedata). Changes between syllables are not written in names.
    """
    syllables = [_split(c) for c in unicodedata.normalize("NFC", hangul) if ord(c) in _HANGUL]
    if not syllables:
        return frozenset()
    revised = "".join(RR_INITIAL[i] + RR_MEDIAL[m] + RR_FINAL[f] for i, m, f in syllables)
    unvoiced = "".join(MR_INITIAL[i] + MR_MEDIAL[m] + MR_FINAL[f] for i, m, f in syllables)
    return frozenset({revised, unvoiced, _voiced(syllables)})


def spellings_of(word: str) -> frozenset[str]:
    """A word in plain Latin letters: for Hangul and Cyrillic each usual transliteration, otherwise one."""
    return romanised(word) or _cyrillic(word) or frozenset({plain(word)})


def folded(word: str) -> str:
    """One form for the ways a Korean word is written in Latin letters: ``yeongsu``, ``youngsoo`` and ``yongsu`` give one."""
    for pattern, by in FOLDS:
        word = re.sub(pattern, by, word)
    return re.sub(r"(.)\1+", r"\1", word)


def script_of(name: str) -> str:
    """The script of a name's first letter: ``Latin``, ``Hangul``, ``Cyrillic``, ``Han`` … or empty."""
    for c in unicodedata.normalize("NFC", name):
        if c.isalpha():
            first = unicodedata.name(c, "").split(" ")[0]
            return {"CJK": "Han"}.get(first, first.title())
    return ""


def words_of(name: str) -> list[str]:
    """The words of a name in small letters, apostrophes left out; a Korean name written in one piece as surname and given name."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"['\u2019\u02bc`\u02b9]", "", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    found = re.findall(r"[^\W\d_]+(?:\w*[^\W\d_])?(?:-[^\W\d_]+)*", unicodedata.normalize("NFC", text))
    return [w for word in found for w in _hangul_names(word)]


def _hangul_names(word: str) -> list[str]:
    """A Korean name written in one piece, 김영수, as surname and given name; any other word as it is."""
    if not all(ord(c) in _HANGUL for c in word) or not 2 <= len(word) <= 5:
        return [word]
    long = 2 if word[:2] in SURNAME_HANGUL and len(word) > 2 else 1
    return [word[:long], "-".join(word[long:])] if word[:long] in SURNAME_HANGUL else ["-".join(word)]


@lru_cache(maxsize=100_000)
def _keys(word: str, korean: bool) -> frozenset[str]:
    if any(ord(c) in _HANGUL for c in word):
        spellings = romanised(word)
        group = SURNAME_HANGUL.get(word)
        found = {f"t:{s}" for s in spellings} | {f"f:{folded(s)}" for s in spellings} | {f"t:{word}"}
        return frozenset(found | ({f"s:{group}"} if group else set()))
    spellings = spellings_of(word)
    found = {f"t:{s}" for s in spellings if s}
    if korean:
        found |= {f"f:{folded(s)}" for s in spellings if s.isascii() and folded(s)}
        found |= {f"s:{g}" for s in spellings for g in SURNAME_LATIN.get(s, ())}
    return frozenset(found)


def _cyrillic(word: str) -> frozenset[str]:
    if not any("\u0400" <= c <= "\u052f" for c in word):
        return frozenset()
    text = unicodedata.normalize("NFC", word).casefold()
    return frozenset(plain("".join(table.get(c, c) for c in text)) for table in CYRILLIC)


def _pairs(parts: list[str]) -> list[list[str]]:
    return [[parts[0], parts[1] + parts[2]], [parts[0] + parts[1], parts[2]]]


def _split(syllable: str) -> tuple[int, int, int]:
    """Initial, medial and final of a Hangul syllable, by the arithmetic of its code point (The Unicode Standard, section 3.12)."""
    n = ord(syllable) - 0xAC00
    return n // 588, n % 588 // 28, n % 28


def _voiced(syllables: list[tuple[int, int, int]]) -> str:
    out = ""
    before = -1
    for i, m, f in syllables:
        soft = before in (0, 4, 8, 16, 21)  # after a vowel, n, l, m or ng
        out += (MR_VOICED.get(MR_INITIAL[i], MR_INITIAL[i]) if soft and out else MR_INITIAL[i]) + MR_MEDIAL[m] + MR_FINAL[f]
        before = f
    return out
