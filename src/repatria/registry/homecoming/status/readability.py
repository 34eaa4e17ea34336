"""How hard a text is to read: the Flesch-Kincaid grade, as the years of school an English reader needs.

    grade = 0.39 · words / sentences + 11.8 · syllables / words - 15.59

Formula and weights: J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, Research Branch Report 8-75, 1975; written here
from memory, not from the report, and kept as our own stated index. Syllables are counted by rule, not by a dictionary: runs of vowels,
less a silent e at the end. A number counts a syllable a digit. A heading is no sentence and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

PER_SENTENCE, PER_WORD, LESS = 0.39, 11.8, 15.59
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"[.!?]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")


def grade(texts: Iterable[str]) -> float:
    """The grade of all ``texts`` together; 0 where there is no word. Below grade 1 the index says nothing and is told as it comes."""
    words = sentences = syllables = 0
    for text in texts:
        found = _WORD.findall(text)
        words += len(found)
        syllables += sum(map(syllables_in, found))
        sentences += max(1, len(_END.findall(text))) if found else 0
    return PER_SENTENCE * words / sentences + PER_WORD * syllables / words - LESS if words else 0.0


@cache
def syllables_in(word: str) -> int:
    """Syllables of one word, at least 1.

    >>> [syllables_in(one) for one in ("sample", "home", "people", "compared", "2026", "sister's")]
    [2, 1, 2, 2, 4, 2]
    """
    if any(one.isdigit() for one in word):
        return len(word)
    low = word.lower().partition("'")[0].partition("’")[0]
    runs = len(_VOWELS.findall(low))
    if (low.endswith("e") and not low.endswith(("le", "ee"))) or (low.endswith("ed") and not low.endswith(("ted", "ded"))):
        runs -= 1 if runs > 1 else 0
    return max(1, runs)
