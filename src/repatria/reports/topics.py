"""What a clause is about: the topic under which counts of several reports stand side by side, and the event of a day or place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from repatria.reports.language import Language, Phrases, load
from repatria.reports.tokens import Token, tokens

FIRST = 7
"""Rules of the list whose phrases win wherever they stand after the number: they are told of what is, not of what was done."""
LEFT, RIGHT = 14, 16
"""Tokens before and after a number that its clause may reach."""


def clause_of(row: Sequence[Token], first: int, last: int, language: Language) -> tuple[int, int]:
    """First and last token of the clause around ``row[first:last]``: to the next comma, dash, quotation mark or new subject."""
    start = first
    while start > max(0, first - LEFT) and not _bounds(row, start - 1, language, leftwards=True):
        start -= 1
    end = last
    while end < min(len(row), last + RIGHT) and not _bounds(row, end, language, leftwards=False):
        end += 1
    return start, end


def _bounds(row: Sequence[Token], i: int, language: Language, *, leftwards: bool) -> bool:
    token = row[i]
    if token.low in language.words("grammar", "clause", "bounds"):
        return True
    if token.low not in language.words("grammar", "clause", "joins"):
        return token.text in ".!?" and i == len(row) - 1
    ahead = list(takewhile(lambda one: one.text not in ",;:—–()", row[i + 1 : i + 7]))
    return leftwards or any(one.kind == "number" for one in ahead)


@lru_cache(maxsize=16)
def _rules(code: str) -> tuple[tuple[str, Phrases[str], frozenset[str], frozenset[str]], ...]:
    return tuple(
        (one["key"], Phrases((m, m) for m in one["marks"]), frozenset(one["verbs"]), frozenset(one["adjectives"]))
        for one in load(code).sheets["topics"]["topic"]
    )


@lru_cache(maxsize=16)
def _events(code: str) -> tuple[tuple[str, Phrases[str]], ...]:
    return tuple((one["key"], Phrases((m, m) for m in one["marks"])) for one in load(code).sheets["topics"]["event"])


def topic(row: Sequence[Token], first: int, last: int, start: int, end: int, counts: str, language: Language) -> str:
    """The topic of the count at ``row[first:last]`` in the clause ``row[start:end]``; ``""`` where no rule knows it.

    In this order: a strong phrase anywhere in the clause, the verb that governs the number from the left, an adjective between number
    and noun, a verb or phrase to the right; a container that nothing is said of was handed over.
    """
    rules = _rules(language.code)
    boxed = counts == "containers" or any(
        found[1] == "containers" for i in range(start, first) if (found := language.things.at(row, i)) is not None
    )
    rules = rules[1:] if boxed else rules  # boxes that hold bones are not themselves held
    for key, marks, _verbs, _adjectives in rules[: FIRST - boxed]:
        if marks.find(row, start if key == "held elsewhere" else last, end):
            return key
    left = [(row[i].low, i) for i in range(first - 1, start - 1, -1)]
    for key, marks, verbs, _adjectives in rules:
        if key in ("held elsewhere", "handed over", "recovered", "identified", "captured", "buried") and (
            any(word in verbs for word, _ in left) or marks.find(row, start, first)
        ):
            return key
    for key, marks, _verbs, _adjectives in rules:
        if marks.find(row, last, end):
            return key
    for key, _marks, _verbs, adjectives in rules:
        if any(row[i].low in adjectives for i in range(first, last)):
            return key
    for key, marks, verbs, _adjectives in rules:
        if (
            any(row[i].low in verbs for i in range(last, end))
            or any(word in verbs for word, _ in left)
            or marks.find(row, start, last)
        ):
            return key
    return "handed over" if counts == "containers" else ""


def event(words: str, code: str = "en") -> str:
    """The event that ``words`` speak of, ``""`` for none."""
    row = tuple(tokens(words))
    for key, marks in _events(code):
        if marks.find(row, 0, len(row)):
            return key
    return ""


def nearest_event(row: Sequence[Token], first: int, last: int, code: str = "en") -> str:
    """The event whose words stand right beside the tokens ``first`` to ``last``, at most two tokens away; ``""`` for none."""
    for reach in (1, 2, 3):
        for key, marks in _events(code):
            after, before = marks.at(row, last - 1 + reach), [marks.at(row, first - reach + 1 - size) for size in (1, 2)]
            if after is not None or any(found is not None and found[0] == size + 1 for size, found in enumerate(before)):
                return key
    return ""


def events(words: str, code: str = "en") -> frozenset[str]:
    """All events that ``words`` speak of."""
    row = tuple(tokens(words))
    return frozenset(key for key, marks in _events(code) if marks.find(row, 0, len(row)))


def label(subject: str) -> str:
    """The topic or event before the colon of a subject, ``""`` where there is none that the rules know."""
    head, colon, _rest = subject.partition(":")
    return head if colon and head in _labels("en") else ""


@lru_cache(maxsize=16)
def _labels(code: str) -> frozenset[str]:
    return frozenset({rule[0] for rule in _rules(code)} | {rule[0] for rule in _events(code)})
