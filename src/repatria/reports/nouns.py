"""The noun phrase after a number: known or not, compound, shared by two numbers; and numbers that are shares or ages."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.reports.counted import REACH, SMALL, Noun
from repatria.reports.language import Language
from repatria.reports.numbers import Number, Value, number_at
from repatria.reports.tokens import Token
from repatria.reports.topics import clause_of


def a_ratio(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number is one side of "one in four", "1 in 6": a share, no count."""
    joins, free = language.words("grammar", "understood", "ratio"), [False] * len(row)
    if number.last + 1 < len(row) and row[number.last].low in joins:
        other = number_at(row, free, number.last + 1, language)
        return other is not None and _share(number.value, other.value)
    if number.first < 2 or row[number.first - 1].low not in joins:
        return False
    other = number_at(row, free, number.first - 2, language)
    return other is not None and other.last == number.first - 1 and _share(other.value, number.value)


def joined(row: Sequence[Token], end: int, language: Language) -> int:
    """Where the clause of a second number after "and" ends; ``end`` itself if none stands there."""
    other = number_at(row, [False] * len(row), end + 1, language)
    hedged = next(
        (n for k in range(end + 2, min(end + 4, len(row))) if (n := number_at(row, [False] * len(row), k, language))), None
    )
    there = other or hedged
    return end if there is None else clause_of(row, there.first, there.last, language)[1]


def an_age(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number is how old one person is: "a woman of 74", "a student of nineteen"."""
    if number.begin < 2 or row[number.begin - 1].low != "of" or number.value is None or number.value > 110:
        return False
    who = language.things.before(row, number.begin - 1)
    return who is not None and who[1] == "persons" and row[number.begin - 2].low in language.words("things", "aged")


def _share(part: Value | None, whole: Value | None) -> bool:
    return part is not None and whole is not None and part <= SMALL and part < whole <= 100


def shared(row: Sequence[Token], number: Number, language: Language) -> Noun | None:
    """The noun that two numbers share: "27 complete and 93 incomplete bodies", "12 or 14 coffins"."""
    for k in (number.last, number.last + 1):
        if k + 2 >= len(row) or row[k].low not in ("and", "or"):
            continue
        if k > number.last and (row[number.last].kind != "word" or language.things.at(row, number.last) is not None):
            return None
        other = number_at(row, [False] * len(row), k + 1, language)
        found = noun_after(row, other.last, language) if other is not None and other.first == k + 1 else None
        if found is None or found[1] not in ("persons", "sets", "containers", "names", "other"):
            return None
        if other is not None and row[other.last].low in language.words("grammar", "noun_stops"):
            return None
        return (k, found[1], found[2])
    return None


def noun_after(row: Sequence[Token], at: int, language: Language) -> Noun | None:
    """The noun phrase after a number: the last known noun before a stop, or the first unknown one."""
    at, partitive = _past_of(row, at, language)
    stops, best, i = language.words("grammar", "noun_stops"), None, at
    while i < min(at + REACH, len(row)):
        thing = language.things.at(row, i)
        if thing is not None and not (row[i].low == "remains" and not partitive and _verb_follows(row, i)):
            unit = " ".join(token.low for token in row[i : i + thing[0]])
            if thing[1] in ("measures", "percent"):
                return best or ((i + thing[0], thing[1], "percent" if thing[1] == "percent" else unit) if i <= at + 1 else None)
            best, i = (i + thing[0], thing[1], unit), i + thing[0]
            if language.things.at(row, i) is None:
                return _compound(row, best, language)
            continue
        if (row[i].kind == "mark" and row[i].text not in "-’'“”\"/") or row[i].low in stops or row[i].kind == "number":
            break
        if i > at and row[i].low.endswith("ed") and row[i - 1].low.endswith("s") and row[i - 1].kind == "word":
            break  # "two armies exchanged remains"
        i += 1
    if best is None and partitive and row[at - 1].low in language.words("grammar", "understood", "pronouns"):
        return None  # "179 of them unknown"
    return best if best is not None or i == at else _unknown(row, i, language)


def _compound(row: Sequence[Token], noun: Noun, language: Language) -> Noun:
    """``noun``, or the plural that a singular one stands before: "785 exhumation projects"."""
    end, kind, unit = noun
    if kind not in ("other", "names") or unit.endswith("s") or end >= len(row) or unit in language.words("things", "plurals"):
        return noun
    after = row[end]
    plural = after.kind == "word" and after.low.endswith("s") and not after.capital and len(after.low) > 4
    found = _unknown(row, end + 1, language) if plural and after.low not in language.words("grammar", "noun_stops") else None
    return noun if found is None else (end + 1, kind if found[1] == "unknown" else found[1], after.low)


def _unknown(row: Sequence[Token], end: int, language: Language) -> Noun | None:
    """The word before a stop as a noun that no list knows."""
    noun = row[end - 1]
    if noun.low in language.words("grammar", "understood", "same"):
        return None
    if noun.capital and noun.kind == "word" and noun.low.endswith("s") and len(noun.low) > 3 and not noun.text.isupper():
        return end, "persons", noun.low  # a people, a regiment's men: a capital plural
    if noun.kind != "word" or noun.low.endswith(("ly", "ed")) or not noun.low.endswith(("s", "n", "e")) or noun.capital:
        return None
    people = noun.low.endswith(tuple(language.words("things", "people", "endings"))) and noun.low not in language.words(
        "things", "people", "never"
    )
    return end, "persons" if people else "unknown", noun.low


def _past_of(row: Sequence[Token], at: int, language: Language) -> tuple[int, bool]:
    """Past "more", "of the", "of those", "of the 501": where the noun of a part begins."""
    if at < len(row) and row[at].low in ("more", "other", "further", "additional"):
        at += 1
    if at >= len(row) or row[at].low != "of":
        return at, False
    i = at + 1
    while i < len(row) and (row[i].low in language.words("grammar", "articles") or row[i].kind == "number"):
        i += 1
    return (i, True) if i > at + 1 or language.things.at(row, i) is not None else (at, False)


def _verb_follows(row: Sequence[Token], i: int) -> bool:
    """Whether "remains" at ``i`` is the verb, as in "one remains unaccounted for"."""
    return i + 1 < len(row) and row[i + 1].low in ("missing", "unaccounted", "unidentified", "to", "unresolved", "on")
