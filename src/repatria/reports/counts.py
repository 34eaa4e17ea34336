"""What a number counts: the noun it belongs to, what kind of thing that is, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repatria.reports.language import Language
from repatria.reports.numbers import Number
from repatria.reports.tokens import Token
from repatria.reports.topics import clause_of, topic

REACH = 9
"""Tokens after a number within which its noun must stand."""
SMALL = 10
"""Below this a number in words counts something only if its noun is known."""
STOPS = frozenset({
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "would", "may", "might", "could", "should", "must", "can", "in", "on", "at", "by", "for",
    "from", "to", "with", "that", "which", "who", "whom", "whose", "when", "where", "while", "and", "or", "but", "as", "since", "during", "after", "before", "than", "because",
    "still", "died", "remain", "remains", "believed", "listed", "lost", "came", "went", "lie", "lay", "not", "did", "do", "does", "per", "into", "under", "over", "until", "it", "they", "he", "so", "if", "then", "there",
})  # fmt: skip
"""Words that end a noun phrase in which no known noun was found; ``remains`` is a noun where a known phrase says so."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its noun: tokens ``first`` to ``last``; ``counts`` and ``unit``; what is said of it; how sure that is."""

    number: Number
    last: int
    counts: str
    unit: str
    about: str
    subject: str
    believed: bool
    confidence: float


def counted(row: Sequence[Token], number: Number, language: Language, previous: Counted | None) -> Counted | None:
    """What ``number`` counts, or ``None`` if it claims nothing. ``previous`` is the count before it, for "of those, 7,700"."""
    found = _noun(row, number.last, language) or _behind(row, number, language)
    confidence = 0.95
    if found is None:
        found = _understood(row, number, previous, language)
        confidence = 0.7
    if found is None or found[1] == "measures":
        return None
    last, kind, unit = found
    small = number.value is not None and number.value < SMALL and number.in_words
    if kind == "unknown":
        if small or number.value == 1 or _a_designator(row, number, language):
            return None
        kind, confidence = "other", 0.5
    if number.value == 1 and (not number.in_words or _pronoun(row, number)):
        return None
    if _a_designator(row, number, language) and confidence < 0.95:
        return None
    counts = "other" if kind == "percent" else kind
    start, end = clause_of(row, number.first, last)
    about = topic(row, number.first, last, start, end, counts, language)
    subject = f"{about}: {_subject(row, number, last, end, unit)}" if about else _subject(row, number, last, end, unit)
    believed = bool(language.believed.find(row, start, end))
    return Counted(number, last, counts, unit, about, subject, believed, confidence - (0.15 if number.vague else 0.0))


def _noun(row: Sequence[Token], at: int, language: Language) -> tuple[int, str, str] | None:
    """(end, kind, unit) of the noun phrase after a number: the last known noun before a stop, or the first unknown one."""
    at, partitive = _past_of(row, at, language)
    best: tuple[int, str, str] | None = None
    i = at
    while i < min(at + REACH, len(row)):
        thing = language.things.at(row, i)
        if thing is not None and not (row[i].low == "remains" and i == at and not partitive and _verb_follows(row, i)):
            if thing[1] in ("measures", "percent"):
                return (
                    _percent(row, i, thing[0], language)
                    if thing[1] == "percent" and i == at
                    else (best or (i + thing[0], thing[1], ""))
                )
            best = i + thing[0], thing[1], " ".join(token.low for token in row[i : i + thing[0]])
            i += thing[0]
            if i < len(row) and not language.things.at(row, i):
                break
            continue
        if (
            row[i].kind == "mark"
            and row[i].text not in "-’'“”\"/"
            or row[i].low in STOPS
            or row[i].low == "of"
            or row[i].kind == "number"
        ):
            break
        i += 1
    if best is not None or i == at or i > len(row):
        return best
    noun = row[i - 1]
    if noun.kind != "word" or noun.low.endswith("ly") or noun.low in language.words("things", "never"):
        return None
    return i, "unknown", noun.low


def _past_of(row: Sequence[Token], at: int, language: Language) -> tuple[int, bool]:
    """Past "of the", "of those", "of the 501": where the noun of a part begins."""
    if at < len(row) and row[at].low == "of":
        i = at + 1
        while (
            i < len(row)
            and row[i].low in ("the", "those", "these", "them", "its", "their", "our", "all", "a", "an")
            or (i < len(row) and row[i].kind == "number")
        ):
            i += 1
        if i > at + 1 or language.things.at(row, i) is not None:
            return i, True
    return at, False


def _verb_follows(row: Sequence[Token], i: int) -> bool:
    """Whether "remains" at ``i`` is the verb: "7,700 remains missing" is not said, "one remains unaccounted for" is."""
    return i + 1 < len(row) and row[i + 1].low in ("missing", "unaccounted", "unidentified", "in", "to", "unresolved")


def _percent(row: Sequence[Token], i: int, length: int, language: Language) -> tuple[int, str, str]:
    end = i + length
    return end, "percent", "percent"


def _behind(row: Sequence[Token], number: Number, language: Language) -> tuple[int, str, str] | None:
    """The noun before the number: "the number of missing stands at 7,699", "boxes numbered 55"."""
    heads = ("number", "total", "count", "figure", "toll", "tally", "list", "sum", "numbered", "numbering")
    for i in range(number.begin - 1, max(number.begin - 12, -1), -1):
        if row[i].text in ";:" or row[i].kind == "number":
            return None
        if row[i].low in heads:
            thing = language.things.find(row, i + 1, number.begin) or (
                language.things.find(row, max(0, i - 4), i) if i else None
            )
            if thing is None or thing[2] in ("measures", "percent"):
                return None
            return number.last, thing[2], " ".join(token.low for token in row[thing[0] : thing[0] + thing[1]])
    return None


def _understood(
    row: Sequence[Token], number: Number, previous: Counted | None, language: Language
) -> tuple[int, str, str] | None:
    """A number whose noun was said before: "of those, 7,700 are still listed as missing"."""
    if number.value is not None and number.value < 2:
        return None
    after = row[number.last].low if number.last < len(row) else "."
    verbs = {"is", "are", "was", "were", "have", "had", "has", "remain", "remains", "still", "believed", "listed", "died", "came", "went", "lie", "not", "did", "will", "of", "had", "identified", "named", "missing", "returned", "unaccounted", "accounted", "killed", "dead", "recovered", "captured", "thought", "presumed", "could", "may", "might", "unidentified", "wounded"}  # fmt: skip
    if previous is None or after not in verbs:
        return None
    counts = "persons" if previous.counts not in ("persons", "sets", "containers") else previous.counts
    return number.last, counts, previous.unit


def _pronoun(row: Sequence[Token], number: Number) -> bool:
    """Whether "one" stands for a thing or begins a saying: "one of", "no one", "one day"."""
    after = row[number.last].low if number.last < len(row) else "."
    before = row[number.first - 1].low if number.first else ""
    return after in ("of", "another", "day", "who", "that", "can", "could", "should", "must", "has", "is", "was", "or") or before in (
        "no", "any", "every", "each", "this", "that", "the", "some", "-",
    )  # fmt: skip


def _a_designator(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the word before makes the number a name: Hill 303, Camp 5."""
    return number.first > 0 and not number.in_words and row[number.first - 1].low in language.words("things", "designators")


def _subject(row: Sequence[Token], number: Number, last: int, end: int, unit: str) -> str:
    """What is counted, in the words of the text, without the number: at most a dozen words, to the end of the clause."""
    words = row[number.last : min(end, number.last + 13)]
    while words and words[-1].low in STOPS | {"of", "the", "a", "an", ",", "-"}:
        words = words[:-1]
    if not words:
        return unit
    said = row[0].text[:0].join(_spaced(words)).strip(" ,.;:")
    return said if any(token.low in unit.split() for token in words) else f"{unit}, {said}"


def _spaced(words: Sequence[Token]) -> list[str]:
    """The words with a space wherever the text had one."""
    return [
        token.text + (" " if i + 1 < len(words) and words[i + 1].start > token.end else "") for i, token in enumerate(words)
    ]
