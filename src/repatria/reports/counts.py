"""What a number counts: the noun it belongs to, what kind of thing that is, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from repatria.reports.counted import KNOWN, SMALL, UNDERSTOOD, UNKNOWN, VAGUE, Counted, Noun
from repatria.reports.language import Language
from repatria.reports.nouns import a_ratio, an_age, joined, noun_after, shared
from repatria.reports.numbers import Number
from repatria.reports.tokens import Token, spoken
from repatria.reports.topics import clause_of, label, topic
from repatria.reports.understood import a_part, behind, understood


def counted(row: Sequence[Token], number: Number, language: Language, previous: Counted | None) -> Counted | None:
    """What ``number`` counts, or ``None`` if it claims nothing. ``previous`` is the count before it, for "of those, 7,700"."""
    if a_ratio(row, number, language) or an_age(row, number, language):
        return None
    found, confidence = shared(row, number, language) or noun_after(row, number.last, language), KNOWN
    found = found or behind(row, number, language, previous)
    if found is not None and found[0] == number.last and found[2] in language.words("grammar", "heads"):
        confidence = UNDERSTOOD
    if found is None:
        found, confidence = understood(row, number, previous, language), UNDERSTOOD
    if found is None or found[1] == "measures" or _idle(found, number, language):
        return None
    last, kind, unit = found
    if kind == "unknown":
        kind, confidence = "other", UNKNOWN
    if _claims_nothing(row, number, kind, confidence, language):
        return None
    counts = "other" if kind == "percent" or _a_matter(row, kind, unit, language) else kind
    start, end = clause_of(row, number.first, last, language)
    verbs = language.words("grammar", "none", "verbs")
    if start and row[start - 1].text == "," and end == last < len(row) - 1 and row[end].text == ",":
        beyond = next(
            (k for k in range(end, min(end + 7, len(row) - 1)) if row[k].text == "," and row[k + 1].low in verbs), None
        )
        if beyond is not None:  # "two thirds, 790 persons, have been found"; "3,650, or 45 percent, were named"
            end = clause_of(row, beyond + 1, beyond + 1, language)[1]
    if number.begin and row[number.begin - 1].text == ":":
        start = max(0, number.begin - 12)  # "accounted for since 1982: 612"
    about = topic(row, number.first, last, start, end, counts, language)
    if not about and end < len(row) - 1 and row[end].low == "and":
        about = topic(
            row, number.first, last, start, joined(row, end, language), counts, language
        )  # "67 sailors and 4 officers died"
    if not about and previous is not None and a_part(row, number, previous, language):
        about = label(previous.subject)
    said = _subject(row, number, end, unit, language)
    believed = language.believed.find(row, start, end) is not None
    sure = confidence - (VAGUE if number.vague else 0.0)
    told = tuple(row[number.first : number.last])
    return Counted(number, last, counts, unit, f"{about}: {said}" if about else said, believed, sure, told)


def _idle(noun: Noun, number: Number, language: Language) -> bool:
    """Whether a noun claims nothing: two hands, but not 17 hands of a crew."""
    crew = noun[1] == "persons" and number.value is not None and number.value >= SMALL
    return noun[2] in language.words("things", "never") and not crew


def _a_matter(row: Sequence[Token], kind: str, unit: str, language: Language) -> bool:
    """Whether "cases" are matters that somebody works on: nothing in the sentence is carried."""
    if kind != "containers" or unit not in language.words("things", "carried", "nouns"):
        return False
    return not any(token.low in language.words("things", "carried") for token in row)


def _claims_nothing(row: Sequence[Token], number: Number, kind: str, confidence: float, language: Language) -> bool:
    """Whether the number is a name (Hill 303), a pronoun (one of), or too small for a noun that nobody listed."""
    before = row[number.first - 1].low if number.first else ""
    after = row[number.last].low if number.last < len(row) else "."
    designated = not number.in_words and before in language.words("things", "designators")
    if designated and (confidence < KNOWN or after in ("of", ",", ".")):
        return True
    if number.in_words and number.value is not None and number.value < SMALL and row[number.first].text.isupper():
        return len(row[number.first].text) > 1  # "ONE TAG" of a headline
    if number.value == 1:
        words = language.words("grammar", "one", "after"), language.words("grammar", "one", "before")
        paired = any(
            token.low == row[number.first].low
            for token in (*row[number.last : number.last + 5], *row[max(0, number.first - 5) : number.first])
        )
        return not number.in_words or after in words[0] or before in words[1] or confidence < KNOWN or paired
    small = number.value is not None and number.value < SMALL and number.in_words
    if small and after in language.words("grammar", "understood", "more"):
        return False  # "three more disturbances"
    return small and (confidence == UNKNOWN or (kind == "other" and before in ("the", "both")))


def nothing(row: Sequence[Token], language: Language) -> Counted | None:
    """A sentence that begins with "no": "no tag was found" counts none, if what is counted and what is said of it are known."""
    first = next((i for i in range(min(2, len(row))) if row[i].low in language.words("grammar", "none")), None)
    if first is None or (first == 1 and row[0].kind != "mark"):
        return None
    found = counted(row, Number(first, first + 1, first, 0, 0, 0, in_words=True), language, None)
    verbs = language.words("grammar", "none", "verbs")
    if found is None or found.confidence < KNOWN or not label(found.subject) or found.last >= len(row):
        return None
    return replace(found, confidence=UNDERSTOOD) if row[found.last].low in verbs else None


def _subject(row: Sequence[Token], number: Number, end: int, unit: str, language: Language) -> str:
    """What is counted, in the words of the text, without the number: at most a dozen words, to the end of the clause."""
    words = list(row[number.last : min(end, number.last + 13)])
    idle = language.words("grammar", "noun_stops") | language.words("grammar", "articles")
    while words and (words[-1].low in idle or words[-1].kind == "mark"):
        words.pop()
    if words and words[0].low == "of" and not any(token.low in unit.split() for token in words):
        words = words[2:] if len(words) > 1 and words[1].low in ("them", "those", "these") else words
    said = spoken(words)
    known = any(token.low in unit.split() for token in words)
    return said if known else f"{unit}, {said}" if said else unit
